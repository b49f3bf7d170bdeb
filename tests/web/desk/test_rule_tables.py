"""Rules and tables at the desk: a draft of an office's list, packs as tables and back, and a rule file from nothing."""

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from compliance.services.office import Office
from compliance.services.publishing.drafts import read_draft, save_draft, start_draft
from compliance.services.publishing.states import open_drafts
from compliance.services.tables import pack_table as table
from compliance.services.tables.grids import MAX_FILE
from compliance.store.deeds import Actor
from tests.packs import SIGN, dumped
from tests.services.tables.made import HEADINGS, POSTER, document, workbook
from tests.services.tables.made import SIGN as ROW
from tests.web.visitor import Visitor

LISTS, EDITED = "/desk/rule-tables/list", "/desk/rule-tables/edited"
OTHER = Actor("zhi", "officer")
SAID = {"id": "demo", "title": "演示清单", "department": "", "severity": "", "since": "2026-12-01"}


@pytest.fixture
def lawyer(lawyer: Visitor) -> Visitor:
    return lawyer.go("/desk/rule-tables")


def send(page: Visitor, path: str, content: bytes, name: str, stay: bool = False) -> Visitor:
    """Chooses the file and presses the button; `stay`: on the page at hand, with what is written there."""
    form = page.form() if stay else page.go("/desk/rule-tables").form()
    field = path.rpartition("/")[2]
    sent = {**form.to_dict(), field: FileStorage(BytesIO(content), name)}
    boundary, body = encode_multipart(sent)  # in memory, where the client would leave a file open
    kind = f"multipart/form-data; boundary={boundary}"
    return page._at(page.client.post(path, data=body, content_type=kind, follow_redirects=True))


def draft(page: Visitor, **said: str) -> Visitor:
    """Presses «起草» on the page at hand."""
    page.path = f"{LISTS}/draft"
    return page.send({**SAID, **said})


def listed(tmp_path: Path, *rows: Any) -> bytes:
    return workbook(tmp_path / "清单.xlsx", [HEADINGS, *rows]).read_bytes()


def edited(content: bytes, **cells: str) -> bytes:
    """The table with other texts in the columns of its first item."""
    book, made = load_workbook(BytesIO(content)), BytesIO()
    sheet = book[table.ITEMS_SHEET]
    headings = [cell.value for cell in sheet[1]]
    for column, text in cells.items():
        sheet.cell(2, headings.index(column) + 1).value = text
    book.save(made)
    return made.getvalue()


def taken(page: Visitor, address: str) -> bytes:
    with page.client.get(address) as answer:
        assert answer.status_code == 200, answer.text
        return bytes(answer.data)


def drafts(office: Office, pack: str) -> list[str]:
    return [each.id for each in open_drafts(office).get(pack, ())]


def test_a_list_is_looked_at_and_then_becomes_a_draft(lawyer: Visitor, office: Office, tmp_path: Path) -> None:
    page = send(lawyer, LISTS, listed(tmp_path, ROW, POSTER), "城管 清单.xlsx")
    assert page.status == 200
    assert "读到 2 项，都读懂了" in page.html
    assert "负面事项：当作“事项”" in page.html
    assert open_drafts(office) == {}

    page = draft(page)

    assert page.path.startswith("/desk/rule-drafts/")
    text = read_draft(office, drafts(office, "demo")[0]).text.decode()
    assert "由「城管 清单.xlsx」于 2026-11-21 生成" in text
    assert "effective: {from: 2026-12-01}" in text
    assert "未经许可设置大型户外广告" in text


def test_what_was_not_understood_is_named_with_its_place_and_marked_in_the_draft(
    lawyer: Visitor, office: Office, tmp_path: Path
) -> None:
    odd = (*ROW[:2], "某法第三条至第五条", *ROW[3:5], None, "很重", *ROW[7:])
    page = send(lawyer, LISTS, listed(tmp_path, odd), "清单.xlsx")
    cells = re.findall(r"<tr><td>(.*?)</td><td>(\d+)</td><td>(.*?)</td><td>(.*?)</td></tr>", page.html)
    assert {(row, column) for _, row, column, _ in cells} >= {("2", "轻重程度"), ("2", "责任单位"), ("2", "处罚依据")}

    draft(page, department="城管局")

    text = read_draft(office, drafts(office, "demo")[0]).text.decode()
    assert "department: 城管局" in text
    assert "# 没有读懂：「很重」，应为轻微、一般、严重（第 2 行，轻重程度）" in text


def test_a_word_list_is_read_too(lawyer: Visitor, tmp_path: Path) -> None:
    content = document(tmp_path / "a.docx", [HEADINGS, ROW]).read_bytes()
    assert "读到 1 项" in send(lawyer, LISTS, content, "清单.DOCX").html


def test_flaws_in_the_form_lose_nothing(lawyer: Visitor, office: Office, tmp_path: Path) -> None:
    page = send(lawyer, LISTS, listed(tmp_path, ROW), "清单.xlsx")
    page = draft(page, id="sign", title="", since="明年", department="城管局")
    assert page.status == 400
    for said in ("已经用了", "请写名称", "请写成 2026-12-01 这样"):
        assert said in page.html
    assert (page.form()["since"], page.form()["department"]) == ("明年", "城管局")
    assert open_drafts(office) == {}

    page = draft(page.go("/desk/rule-tables"), list="x", department="城管局")
    assert page.status == 400
    assert "再选一次文件" in page.html
    page = send(page, LISTS, listed(tmp_path, ROW), "清单.xlsx", stay=True)
    assert (page.form()["title"], page.form()["department"]) == (SAID["title"], "城管局")


def bomb(size: int) -> bytes:
    """A small archive that unpacks to this size."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"0" * size)
    return made.getvalue()


def entities(tmp_path: Path) -> bytes:
    """A list with a text that grows by entities."""
    content, made = listed(tmp_path, ROW), BytesIO()
    declared = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            data = old.read(each)
            if each.filename == "xl/worksheets/sheet1.xml":
                start = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">{declared}]>'
                text = data.decode().partition("?>")[2] if data.startswith(b"<?xml") else data.decode()
                grown, count = re.subn(r"<t>[^<]*</t>", "<t>&e9;</t>", text, count=1)
                assert count
                data = (start + grown).encode()
            new.writestr(each, data)
    return made.getvalue()


@pytest.mark.parametrize("path", [LISTS, EDITED])
@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.xlsx", "还没有选择文件"),
        (b"x", "a.pdf", "请用 .xlsx"),
        (b"x", "a.xls", "请用 .xlsx"),
        (b"not a spreadsheet", "a.xlsx", "a.xlsx：不是完好的"),
        (b"PK\x03\x04" + b"\0" * 100, "../../etc/a.xlsx", "a.xlsx：不是完好的"),
        (bomb(200_000_000), "a.xlsx", "解开以后太大"),
        (b"x" * (MAX_FILE + 1), "a.xlsx", "文件最大 5 MB"),
    ],
)
def test_files_that_are_no_tables_are_refused_and_nothing_is_made(
    lawyer: Visitor, office: Office, path: str, content: bytes, name: str, said: str
) -> None:
    page = send(lawyer, path, content, name)
    assert page.status == 400
    assert said in page.html
    assert "再选一次文件" in page.html
    assert "upload.xlsx" not in page.html
    assert open_drafts(office) == {}


def test_a_file_that_grows_by_entities_is_refused(lawyer: Visitor, tmp_path: Path) -> None:
    page = send(lawyer, LISTS, entities(tmp_path), "a.xlsx")
    assert page.status == 400
    assert "lollol" not in page.html


def test_what_counts_goes_to_a_table_and_back_into_a_new_draft_with_its_difference(
    lawyer: Visitor, office: Office
) -> None:
    content = taken(lawyer, "/desk/rule-tables/packs/sign.xlsx")
    page = send(lawyer, EDITED, edited(content, **{table.TITLE: "乱设招牌"}), "改好的.xlsx")
    assert page.path == f"/desk/rule-drafts/{drafts(office, 'sign')[0]}"
    assert "改为「乱设招牌」" in page.html
    assert read_draft(office, drafts(office, "sign")[0]).behind is False


def test_a_draft_s_table_goes_back_into_that_draft_and_merges(lawyer: Visitor, office: Office) -> None:
    made = start_draft(office, OTHER, "sign", "negative_list", dumped(SIGN)).record.id
    start_draft(office, OTHER, "sign", "negative_list", dumped(SIGN))
    content = taken(lawyer, f"/desk/rule-tables/drafts/{made}.xlsx")
    save_draft(office, OTHER, made, dumped(SIGN) + b"# more\n", 1)

    page = send(lawyer, EDITED, edited(content, **{table.TITLE: "乱设招牌"}), "改好的.xlsx")

    assert page.path == f"/desk/rule-drafts/{made}"
    assert "合到一起保存了" in page.html
    text = read_draft(office, made).text.decode()
    assert "乱设招牌" in text
    assert text.endswith("# more\n")


def test_two_that_changed_the_same_line_are_shown_both(lawyer: Visitor, office: Office) -> None:
    made = start_draft(office, OTHER, "sign", "negative_list", dumped(SIGN)).record.id
    content = taken(lawyer, f"/desk/rule-tables/drafts/{made}.xlsx")
    theirs = dumped(SIGN).decode().replace(SIGN["items"][0]["title"], "别人的标题").encode()
    save_draft(office, OTHER, made, theirs, 1)

    page = send(lawyer, EDITED, edited(content, **{table.TITLE: "乱设招牌"}), "改好的.xlsx")

    assert page.status == 409
    assert "别人的标题" in page.html
    assert "乱设招牌" in page.html
    assert read_draft(office, made).text == theirs


def test_a_table_of_an_older_published_text_makes_a_draft_that_has_to_take_the_newer_in(
    lawyer: Visitor, office: Office
) -> None:
    from tests.services.publishing.writers import published, sign

    content = taken(lawyer, "/desk/rule-tables/packs/sign.xlsx")
    published(office, sign())
    send(lawyer, EDITED, edited(content, **{table.TITLE: "乱设招牌"}), "改好的.xlsx")
    assert read_draft(office, drafts(office, "sign")[0]).behind is True


def test_cells_that_cannot_be_taken_back_are_named_and_nothing_is_kept(lawyer: Visitor, office: Office) -> None:
    content = taken(lawyer, "/desk/rule-tables/packs/sign.xlsx")
    changes = {table.FINES: "罚很多", table.SEVERITY: "很重", table.TITLE: "好的"}
    page = send(lawyer, EDITED, edited(content, **changes), "改好的.xlsx")
    assert page.status == 400
    assert "I2「罚款」（sign-001）：「罚很多」没有读懂" in page.html
    assert "D2「轻重」（sign-001）：应为轻微、一般、严重" in page.html
    assert "没有写回任何改动" in page.html
    assert open_drafts(office) == {}


def test_a_table_without_changes_or_of_an_unknown_text_is_refused(lawyer: Visitor, tmp_path: Path) -> None:
    content = taken(lawyer, "/desk/rule-tables/packs/sign.xlsx")
    assert "表里没有改动" in send(lawyer, EDITED, content, "a.xlsx").html
    book, made = load_workbook(BytesIO(content)), BytesIO()
    for row in book[table.NOTES_SHEET].iter_rows():
        if row[0].value == table.FINGERPRINT:
            row[1].value = "0" * 64
    book.save(made)
    assert "没有这张表所依据的那一稿" in send(lawyer, EDITED, made.getvalue(), "a.xlsx").html
    assert "packs to-xlsx" in send(lawyer, EDITED, listed(tmp_path, ROW), "a.xlsx").html


def test_a_draft_with_errors_makes_no_table_and_says_why(lawyer: Visitor, office: Office) -> None:
    made = start_draft(office, OTHER, "sign", "negative_list", b"kind: x").record.id
    page = lawyer.go(f"/desk/rule-tables/drafts/{made}.xlsx")
    assert page.status == 409
    assert "草稿还有错误" in page.html


def test_an_empty_table_can_be_taken(lawyer: Visitor) -> None:
    book = load_workbook(BytesIO(taken(lawyer, "/desk/rule-tables/template.xlsx")))
    assert book.sheetnames == ["清单", "说明"]


@pytest.mark.parametrize("kind", ["negative_list", "discretion", "statutes"])
def test_a_rule_file_begins_from_nothing_with_no_error_but_the_missing_review(
    lawyer: Visitor, office: Office, kind: str
) -> None:
    page = lawyer.go("/desk/new-pack")
    page.path = "/desk/new-pack"
    page = page.send({"id": "新的", "title": "新的：清单", "kind": kind})
    assert page.path.startswith("/desk/rule-drafts/")
    assert "<b>错误</b>" not in page.html
    assert "新的：清单" in read_draft(office, drafts(office, "新的")[0]).text.decode()


def test_a_new_rule_file_needs_a_name_of_its_own(lawyer: Visitor, office: Office) -> None:
    page = lawyer.go("/desk/new-pack").send({"id": "sign", "title": " ", "kind": "one_visit"})
    assert page.status == 400
    for said in ("已经用了", "请写名称", "哪一种"):
        assert said in page.html
    assert page.form()["id"] == "sign"
    assert open_drafts(office) == {}
