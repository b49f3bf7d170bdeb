"""A pack as a table: what lawyers change in it goes back into the text, and not a byte besides."""

import difflib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from compliance.cli import main
from compliance.rulepacks.loader import read_rule_file
from compliance.rulepacks.models import Item, NegativeList
from compliance.services.tables import pack_table as table
from compliance.services.tables.drafting import Wanted, draft_pack
from compliance.services.tables.grids import TableFileError
from compliance.services.tables.pack_table import NotAPackError, pack_to_xlsx
from compliance.services.tables.take_back import NotTakenBackError, take_back
from compliance.services.tables.template import template_xlsx
from compliance.settings import PROJECT

DAY = date(2026, 11, 21)
SHIPPED = sorted((PROJECT / "rules" / "negative_lists").glob("*.yaml"))
PACK = """\
# 演示用
schema: 1
kind: negative_list
id: demo
title: "=演示"
version: "1"
effective: {from: 2020-01-01}

questions:
  有招牌: {ask: 有没有招牌？, type: boolean}   # 只问这一题
  面积: {ask: 多大？, type: number}

items:
  # 第一项
  - id: demo-1
    title: 乱挂招牌   # 标题
    department: 城管局
    severity: minor
    duty: {law: 甲条例, article: 5, paragraph: 1}
    violated_when: {有招牌: true}
    penalty:
      law: 甲条例
      article: 20   # 罚则
      paragraph: 2
      measures: [责令限期改正, 罚款]
      fines:
        - {when: uncorrected, who: unit, min: 1000, max: 5000}
        - {when: immediate, who: any, if: {面积: {gt: 10}}, max: 9000, may: true}
    rectify: {how: 拆掉, within_days: 15}
    examples:
      - {name: 有, given: {有招牌: true}, expect: violation}
      - {name: 没有, given: {有招牌: false}, expect: compliant}

  - id: demo-2
    title: 招牌脏
    department: 城管局
    act: 脏
    severity: general
    unverified: 没有核对
    duty:
      - {law: 甲条例, article: 6, unverified: 没有见到}
      - {law: 乙法, article: 7-1}
    violated_when: {有招牌: true}
    penalty: {law: 甲条例, article: 21, measures: [警告]}
    examples:
      - {name: 有, given: {有招牌: true}, expect: violation}
      - {name: 没有, given: {有招牌: false}, expect: compliant}
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "demo.yaml"
    path.write_text(PACK, encoding="utf-8")
    return path


def changed(pack: Path, *cells: tuple[str, str, Any]) -> Path:
    """The pack's table, with cells of items and columns changed."""
    path = pack.with_suffix(".xlsx")
    path.write_bytes(pack_to_xlsx(pack, DAY))
    book = load_workbook(path)
    sheet = book[table.ITEMS_SHEET]
    heads = [cell.value for cell in sheet[1]]
    ids = [row[0].value for row in sheet.iter_rows()]
    for item, column, value in cells:
        sheet.cell(ids.index(item) + 1, heads.index(column) + 1).value = value
    book.save(path)
    return path


def difference(pack: Path, *cells: tuple[str, str, Any]) -> list[str]:
    """The lines that the changes took from the text, and put there."""
    text, _ = take_back(pack, changed(pack, *cells))
    lines = difflib.ndiff(pack.read_text(encoding="utf-8").splitlines(), text.decode().splitlines())
    return [f"{line[0]} {line[2:].strip()}" for line in lines if line[0] in "+-"]


def refusal(pack: Path, *cells: tuple[str, str, Any]) -> str:
    with pytest.raises(NotTakenBackError) as caught:
        take_back(pack, changed(pack, *cells))
    return str(caught.value)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_an_unchanged_table_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    made = tmp_path / "table.xlsx"
    made.write_bytes(pack_to_xlsx(path, DAY))
    text, found = take_back(path, made)
    assert text == path.read_bytes()
    assert not found.changes


def test_there_are_packs_to_try() -> None:
    assert len(SHIPPED) > 5


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_pack_s_table_drafts_the_same_law(path: Path, tmp_path: Path) -> None:
    """Reading lists agrees with the house's own writing, on all that it ships."""
    made = tmp_path / "table.xlsx"
    made.write_bytes(pack_to_xlsx(path, DAY))
    draft = tmp_path / "draft.yaml"
    draft.write_text(draft_pack(made, Wanted("drafted", "草稿"), DAY).text, encoding="utf-8")
    assert list(map(law, items(draft))) == list(map(law, items(path)))


def items(path: Path) -> tuple[Item, ...]:
    content = read_rule_file(path, draft=True).content
    assert isinstance(content, NegativeList)
    return content.items


def law(item: Item) -> object:
    """What a table says of the law; fines that hang on a case, or on multiples, it says in the pack's own words."""
    places = [(each.law, each.article, each.paragraph, each.subitem) for each in (*item.duty, *item.penalty)]
    fines = [fine for each in item.penalty for fine in each.fines if not fine.if_ and not fine.times]
    days = item.rectify.within_days if item.rectify else None
    measures = {measure for each in item.penalty for measure in each.measures}
    return item.title, item.department, item.severity, places, measures, fines, days


@pytest.mark.parametrize(
    ("column", "new", "lines"),
    [
        (table.TITLE, "乱挂: 招牌", ["- title: 乱挂招牌   # 标题", '+ title: "乱挂: 招牌"   # 标题']),
        (table.SEVERITY, "严重", ["- severity: minor", "+ severity: serious"]),
        (table.ACT, "挂招牌", ["+ act: 挂招牌"]),
        (table.DAYS, 7, ["- rectify: {how: 拆掉, within_days: 15}", "+ rectify: {how: 拆掉, within_days: 7}"]),
        (table.DAYS, None, ["- rectify: {how: 拆掉, within_days: 15}", "+ rectify: {how: 拆掉}"]),
        (
            table.HOW,
            "洗净, 拆掉",
            ["- rectify: {how: 拆掉, within_days: 15}", '+ rectify: {how: "洗净, 拆掉", within_days: 15}'],
        ),
        (
            table.DUTY,
            "《甲条例》第五条第三项",
            ["- duty: {law: 甲条例, article: 5, paragraph: 1}", "+ duty: {law: 甲条例, article: 5, subitem: 3}"],
        ),
        (
            table.DUTY,
            "《甲条例》第五条第一款\n《乙法》第九条",
            [
                "- duty: {law: 甲条例, article: 5, paragraph: 1}",
                "+ duty: [{law: 甲条例, article: 5, paragraph: 1}, {law: 乙法, article: 9}]",
            ],
        ),
        (
            table.BASIS,
            "《甲条例》第二十条之一第四项",
            ["- article: 20   # 罚则", '+ article: "20-1"   # 罚则', "+ subitem: 4", "- paragraph: 2"],
        ),
        (table.MEASURES, "责令改正\n罚款", ["- measures: [责令限期改正, 罚款]", "+ measures: [责令改正, 罚款]"]),
        (table.MEASURES, "警告", ["- measures: [责令限期改正, 罚款]", "+ measures: [警告]"]),
        (table.UNVERIFIED, "没有见到原文", ["+ unverified: 没有见到原文"]),
    ],
)
def test_a_changed_cell_changes_its_own_value_alone(pack: Path, column: str, new: Any, lines: list[str]) -> None:
    assert sorted(difference(pack, ("demo-1", column, new))) == sorted(lines)


def test_fines_are_changed_grade_by_grade(pack: Path) -> None:
    first, second = table.table_of(read_rule_file(pack))["demo-1"][table.FINES].splitlines()
    assert difference(pack, ("demo-1", table.FINES, f"情节严重的，可以处2万元以下罚款\n{second}")) == [
        "- - {when: uncorrected, who: unit, min: 1000, max: 5000}",
        "+ - {when: serious, who: any, max: 20000, may: true}",
    ]
    added = difference(pack, ("demo-1", table.FINES, f"{first}\n{second}\n情节严重的，处2万元罚款"))
    assert added == ["+ - {when: serious, who: any, min: 20000, max: 20000}"]
    assert difference(pack, ("demo-1", table.FINES, second)) == [
        "- - {when: uncorrected, who: unit, min: 1000, max: 5000}"
    ]


def test_values_of_other_forms_are_changed_where_they_stand(pack: Path) -> None:
    assert difference(
        pack,
        ("demo-2", table.DUTY, "《甲条例》第八条\n《乙法》第七条之二"),
        ("demo-2", table.FINES, "处100元罚款"),
        ("demo-2", table.HOW, "擦净"),
        ("demo-2", table.ACT, None),
        ("demo-2", table.UNVERIFIED, None),
    ) == [
        "- act: 脏",
        "- unverified: 没有核对",
        "- - {law: 甲条例, article: 6, unverified: 没有见到}",
        "+ - {law: 甲条例, article: 8, unverified: 没有见到}",
        "- - {law: 乙法, article: 7-1}",
        '+ - {law: 乙法, article: "7-2"}',
        "- penalty: {law: 甲条例, article: 21, measures: [警告]}",
        "+ penalty: {law: 甲条例, article: 21, measures: [警告], "
        "fines: [{when: immediate, who: any, min: 100, max: 100}]}",
        "+ rectify: {how: 擦净}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "column", "new", "why"),
    [
        ("demo-1", table.TITLE, None, "B2「标题」（demo-1）：要写一行"),
        ("demo-1", table.SEVERITY, "一般般", "D2「轻重」（demo-1）：应为轻微、一般、严重"),
        ("demo-1", table.DAYS, "半个月", "K2「改正期限（天）」（demo-1）：应为几天"),
        ("demo-2", table.DAYS, 3, "请先写回怎么改"),
        ("demo-1", table.DUTY, "甲条例规定", "「甲条例规定」没有读懂"),
        ("demo-2", table.DUTY, "《乙法》第七条", "增减几处请在规则文件里改"),
        ("demo-1", table.FINES, "情节较轻的，处五百元罚款", "没有读懂"),
        ("demo-1", table.FINES, "逾期不改正的，对单位处1000元以上5000元以下罚款\n可以处9000元以下罚款", "写回去会变成"),
        ("demo-1", table.MEASURES, None, "不能空"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_back_is_named_and_nothing_is_written(
    pack: Path, item: str, column: str, new: Any, why: str, capsys: Any
) -> None:
    said = refusal(pack, (item, column, new), ("demo-1", table.DEPARTMENT, "住建局"))
    assert why in said
    assert said.endswith("没有写回任何改动。")
    out = pack.with_name("new.yaml")
    assert main(["packs", "from-xlsx", str(pack), str(pack.with_suffix(".xlsx")), "-o", str(out)]) == 2
    assert why in capsys.readouterr().err
    assert not out.exists()


def test_rows_may_move_but_not_come_or_go(pack: Path) -> None:
    path = changed(pack, ("demo-1", table.TITLE, "招牌乱挂"))
    book = load_workbook(path)
    sheet = book[table.ITEMS_SHEET]
    sheet.move_range("A2:L2", rows=5)
    book.save(path)
    assert "招牌乱挂" in take_back(pack, path)[0].decode()
    sheet.append(["demo-3", "新的"])
    book.save(path)
    with pytest.raises(NotTakenBackError, match="demo-3"):
        take_back(pack, path)
    assert "demo-9" in refusal(pack, ("demo-1", table.ID, "demo-9"))


def test_a_table_of_an_older_text_is_refused(pack: Path) -> None:
    path = changed(pack, ("demo-1", table.TITLE, "招牌乱挂"))
    pack.write_text(PACK.replace("within_days: 15", "within_days: 30"), encoding="utf-8")
    with pytest.raises(TableFileError, match="盖掉别人的改动"):
        take_back(pack, path)
    Workbook().save(path)
    with pytest.raises(TableFileError, match="packs to-xlsx"):
        take_back(pack, path)


def test_formulas_other_headings_and_stray_cells_are_refused(pack: Path) -> None:
    assert "C2 是公式" in refusal(pack, ("demo-1", table.DEPARTMENT, "=1+1"))
    path = changed(pack)
    for cell, value, why in (("N3", "记一下", "N3 不在任何一列里"), ("B1", "题目", "列名")):
        book = load_workbook(path)
        book[table.ITEMS_SHEET][cell] = value
        book.save(path)
        with pytest.raises(NotTakenBackError, match=why):
            take_back(pack, path)


def test_an_alias_or_a_comment_is_never_written_over(pack: Path) -> None:
    pack.write_text(
        PACK.replace("department: 城管局\n    severity", "department: &d 城管局\n    severity"), encoding="utf-8"
    )
    assert "引用" in refusal(pack, ("demo-1", table.DEPARTMENT, "住建局"))
    anchored = pack.read_text(encoding="utf-8").replace("department: 城管局\n    act", "department: *d\n    act")
    pack.write_text(anchored, encoding="utf-8")
    assert "引用" in refusal(pack, ("demo-2", table.DEPARTMENT, "住建局"))
    pack.write_text(PACK.replace("max: 5000}\n", "max: 5000}   # 注意\n"), encoding="utf-8")
    assert "注释" in refusal(pack, ("demo-1", table.FINES, "处100元罚款"))


def test_line_ends_and_a_byte_order_mark_stay(pack: Path) -> None:
    pack.write_bytes(b"\xef\xbb\xbf" + PACK.replace("\n", "\r\n").encode())
    text, _ = take_back(pack, changed(pack, ("demo-1", table.ACT, "挂招牌"), ("demo-2", table.TITLE, "很脏")))
    wanted = PACK.replace("城管局\n    severity", "城管局\n    act: 挂招牌\n    severity").replace("招牌脏", "很脏")
    assert text == b"\xef\xbb\xbf" + wanted.replace("\n", "\r\n").encode()


def test_the_command_writes_the_pack_and_says_what_changed(pack: Path, capsys: Any) -> None:
    path = changed(pack, ("demo-1", table.DAYS, 30))
    assert main(["packs", "from-xlsx", str(pack), str(path), "-o", str(pack)]) == 0
    assert "改正期限由「15天」延长为「30天」" in capsys.readouterr().out
    assert pack.read_text(encoding="utf-8") == PACK.replace("within_days: 15", "within_days: 30")


def test_a_text_like_a_formula_stays_a_text(pack: Path) -> None:
    for beginning in "=+-@":
        pack.write_text(PACK.replace("招牌脏", f'"{beginning}1+1"'), encoding="utf-8")
        cell = load_workbook(changed(pack))[table.ITEMS_SHEET]["B3"]
        assert (cell.value, cell.data_type, cell.number_format) == (f"{beginning}1+1", "s", "@")


def test_only_a_list_becomes_a_table() -> None:
    with pytest.raises(NotAPackError, match="负面清单"):
        pack_to_xlsx(PROJECT / "rules" / "statutes.yaml", DAY)


def test_the_template_s_example_is_read_whole_and_skipped_as_an_example(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "blank.xlsx"
    assert main(["packs", "template", str(path)]) == 0
    assert path.read_bytes() == template_xlsx(date.today())  # noqa: DTZ011
    assert main(["packs", "draft", str(path), "--id", "demo", "--title", "演示"]) == 2
    assert "没有读到事项" in capsys.readouterr().err
    book = load_workbook(path)
    book.worksheets[0]["A2"] = 1
    del book["说明"]
    book.save(path)
    draft = draft_pack(path, Wanted("demo", "演示"), DAY)
    assert (draft.items, draft.unread) == (1, ())
