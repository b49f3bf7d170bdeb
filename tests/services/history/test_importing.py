"""Importing earlier violations: all of a table or none of it, and the same table once, on both databases."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from compliance.services.batch.tables import TableError
from compliance.services.history.importing import COLUMNS, Imported, import_history
from compliance.services.history.past import Past
from compliance.services.office import Office
from compliance.store.records.history import PastRecord
from tests.auditing import SYSTEM
from tests.services.history.records import past_of
from tests.services.matters.officers import SHOP

CODE = SHOP.credit_code
HEADER = ",".join(COLUMNS)
ROW = f"{CODE},甲商店,sign-001,2025-03-02,罚款2万元,综执罚〔2025〕1号"


def table(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "history.csv"
    path.write_text("\n".join((header, *lines)), encoding="utf-8")
    return path


def reasons(done: Imported) -> dict[int, str]:
    return {row.line: "；".join(row.reasons) for row in done.bad}


def test_what_was_imported_is_the_enterprises_history(any_office: Office, tmp_path: Path) -> None:
    other = f"{CODE},甲商店,其他,2024/5/6,警告,综执罚〔2024〕9号"
    done = import_history(any_office, SYSTEM, table(tmp_path, ROW, other))

    past = past_of(any_office, CODE)
    assert (done.rows, done.new, done.bad, done.notes) == (2, 2, (), ())
    assert [(each.item, each.violated_on, each.outcome) for each in past.known] == [
        ("其他", date(2024, 5, 6), "警告"),
        ("sign-001", date(2025, 3, 2), "罚款2万元"),
    ]
    assert past.as_sheet() == {
        "history": [{"item": "其他", "on": date(2024, 5, 6)}, {"item": "sign-001", "on": date(2025, 3, 2)}],
        "history_source": "verified",
    }


def test_once_something_was_imported_who_is_not_in_it_has_a_clean_record(any_office: Office, tmp_path: Path) -> None:
    before = past_of(any_office, "91330106589876543X")
    import_history(any_office, SYSTEM, table(tmp_path, ROW))

    assert before.as_sheet() == {"history": None}
    assert past_of(any_office, "91330106589876543X").as_sheet() == {"history": [], "history_source": "verified"}
    assert past_of(any_office, "").as_sheet() == {"history": None}


def test_what_is_known_of_some_alone_is_not_proved_to_be_all() -> None:
    known = (PastRecord(CODE, "甲商店", "sign-001", date(2025, 3, 2), "警告", "一号", "事〔2025〕1号"),)

    assert Past(known, complete=False).as_sheet()["history_source"] == "declared"


def test_one_violation_known_from_two_sources_counts_once() -> None:
    day = date(2025, 3, 2)
    known = tuple(PastRecord(CODE, "甲商店", "sign-001", day, "警告", number, "") for number in ("一号", "二号"))

    assert Past(known, complete=True).as_sheet()["history"] == [{"item": "sign-001", "on": day}]


def test_the_same_file_twice_changes_nothing(any_office: Office, tmp_path: Path) -> None:
    path = table(tmp_path, ROW)
    import_history(any_office, SYSTEM, path)
    before = past_of(any_office, CODE)

    again = import_history(any_office, SYSTEM, path)

    assert (again.rows, again.new, again.bad) == (1, 0, ())
    assert past_of(any_office, CODE) == before


def test_a_dry_run_says_the_same_and_changes_nothing(any_office: Office, tmp_path: Path) -> None:
    done = import_history(any_office, SYSTEM, table(tmp_path, ROW), dry_run=True)

    assert (done.rows, done.new, done.bad) == (1, 1, ())
    assert past_of(any_office, CODE) == Past((), complete=False)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace(CODE, ""), "没有统一社会信用代码"),
        (ROW.replace(CODE, CODE[:-1]), "18 位，现在有 17 位；请对照营业执照"),
        (ROW.replace(CODE, CODE[:-1] + "M"), "抄错了一位"),
        (ROW.replace("甲商店", " "), "没有名称"),
        (ROW.replace("sign-001", "sign-01"), "没有「sign-01」这一项.*是不是「sign-001」.*写「其他」"),
        (ROW.replace("2025-03-02", "三月二日"), "日期：.*三月二日"),
        (ROW.replace("2025-03-02", "2026-11-22"), "到今天之间"),
        (ROW.replace("2025-03-02", "1025-03-02"), "在 1980-01-01"),
        (ROW.replace("2025-03-02", ""), "日期："),
        (ROW.replace("罚款2万元", "罚" * 201), "处理结果最多 200 个字"),
        (ROW.replace("综执罚〔2025〕1号", ""), "没有文书号"),
        ("甲,乙", "只有 2 格"),
        (",,,x,,", "没有统一社会信用代码；没有名称；没有事项编号；日期：.*；没有处理结果；没有文书号"),
    ],
)
def test_a_wrong_row_is_named_by_its_line_and_nothing_is_imported(
    office: Office, tmp_path: Path, row: str, said: str
) -> None:
    done = import_history(office, SYSTEM, table(tmp_path, ROW, row))

    assert list(reasons(done)) == [3]
    assert re.search(said, reasons(done)[3])
    assert past_of(office, CODE) == Past((), complete=False)


def test_what_contradicts_what_is_there_is_a_wrong_row(any_office: Office, tmp_path: Path) -> None:
    import_history(any_office, SYSTEM, table(tmp_path, ROW))
    other = ROW.replace("罚款2万元", "警告")

    later = import_history(any_office, SYSTEM, table(tmp_path, other))
    within = import_history(
        any_office, SYSTEM, table(tmp_path, ROW.replace("2025-03", "2025-04"), other.replace("-03", "-04"))
    )

    assert "罚款2万元" in reasons(later)[2]
    assert list(reasons(within)) == [3]
    assert [each.outcome for each in past_of(any_office, CODE).known] == ["罚款2万元"]


@pytest.mark.parametrize(
    ("header", "lines", "said"),
    [
        (HEADER.replace("文书号", "文号"), (ROW,), "「文书号」没有"),
        (f"{HEADER},日期", (f"{ROW},2025-01-01",), "「日期」没有，或者不止一列"),
        (HEADER, (), "没有别的行"),
    ],
)
def test_a_table_without_its_columns_or_rows_is_refused(
    office: Office, tmp_path: Path, header: str, lines: tuple[str, ...], said: str
) -> None:
    with pytest.raises(TableError, match=said):
        import_history(office, SYSTEM, table(tmp_path, *lines, header=header))

    assert not past_of(office, CODE).complete


def test_a_spreadsheet_is_imported_too_whatever_the_order_of_its_columns(office: Office, tmp_path: Path) -> None:
    workbook, cells = Workbook(), dict(zip(COLUMNS, ROW.split(","), strict=True))
    values: dict[str, Any] = {**cells, "日期": date(2025, 3, 2), "文书号": 17, "备注": None}
    for row in (sorted(values), [values[name] for name in sorted(values)]):
        workbook.active.append(row)
    workbook.save(tmp_path / "history.xlsx")

    done = import_history(office, SYSTEM, tmp_path / "history.xlsx")

    [record] = past_of(office, CODE).known
    assert (done.new, record.document, record.violated_on) == (1, "17", date(2025, 3, 2))
