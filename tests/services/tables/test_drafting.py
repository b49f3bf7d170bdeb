"""An office's list becomes a draft pack that says what the list says, and marks what couldn't be read."""

from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from compliance.cli import main
from compliance.engine.examples import run_examples
from compliance.rulepacks.citations import citation_text
from compliance.rulepacks.lint import lint
from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.models import Item, NegativeList
from compliance.rulepacks.problems import ProblemsError
from compliance.services.tables.drafting import Draft, NothingToDraftError, Wanted, draft_pack
from compliance.services.tables.grids import MAX_ROWS, TableFileError
from compliance.services.tables.items import Defaults
from tests.services.tables.made import HEADINGS, POSTER, SIGN, document, workbook

TODAY = date(2026, 11, 21)


def drafted(path: Path, **wanted: Any) -> Draft:
    return draft_pack(path, Wanted("demo", "演示清单", **wanted), TODAY)


def pack(draft: Draft) -> NegativeList:
    content = parse_rule_file(draft.text.encode(), "draft.yaml").content
    assert isinstance(content, NegativeList)
    return content


def items(path: Path) -> tuple[Item, ...]:
    draft = drafted(path)
    assert not draft.unread, [str(each) for each in draft.unread]
    return pack(draft).items


def problems(draft: Draft) -> list[str]:
    """What the language lacks in the draft."""
    with pytest.raises(ProblemsError) as caught:
        parse_rule_file(draft.text.encode(), "draft.yaml")
    return [each.message for each in caught.value.problems]


def test_a_row_becomes_an_item_that_says_what_the_row_says(tmp_path: Path) -> None:
    (sign,) = items(workbook(tmp_path / "a.xlsx", [HEADINGS, SIGN]))
    assert (sign.id, sign.title, sign.department, sign.severity) == ("demo-001", SIGN[1], "城管局", "general")
    assert [citation_text(each) for each in sign.duty] == ["《示例条例》第十八条第二款"]
    (penalty,) = sign.penalty
    assert (citation_text(penalty), penalty.measures) == ("《示例条例》第二十条", ("责令限期改正", "罚款"))
    assert [(each.when, each.min, each.max) for each in penalty.fines] == [("uncorrected", 1000, 5000)]
    assert sign.rectify
    assert (sign.rectify.how, sign.rectify.within_days) == ("补办许可或者拆除", 15)
    assert sign.unverified == "由「a.xlsx」第 2 行起草，没有对着原文核对"


def test_a_draft_asks_one_plain_question_for_each_act(tmp_path: Path) -> None:
    content = pack(drafted(workbook(tmp_path / "a.xlsx", [HEADINGS, SIGN, POSTER])))
    assert [(name, each.ask) for name, each in content.questions.items()] == [
        ("未经许可设置大型户外广告", "有没有未经许可设置大型户外广告？"),
        ("随意张贴广告", "有没有随意张贴广告？"),
        ("随意张贴广告违法所得", "“随意张贴广告”的违法所得是多少元？"),
    ]
    (fine,) = content.items[1].penalty[0].fines
    assert (fine.of, fine.times, fine.may) == ("随意张贴广告违法所得", (1, 3), True)


def test_a_whole_draft_lints_with_the_missing_review_alone_and_its_examples_hold(tmp_path: Path) -> None:
    draft = drafted(workbook(tmp_path / "a.xlsx", [HEADINGS, SIGN, POSTER]))
    file = tmp_path / "draft.yaml"
    file.write_text(draft.text, encoding="utf-8")
    assert [each.code for each in lint([file], TODAY)] == ["no-review"]
    assert not run_examples(parse_rule_file(draft.text.encode(), "draft.yaml"))
    assert "# 没有审核" in draft.text
    assert pack(draft).unverified[0].startswith("本草稿由「a.xlsx」于 2026-11-21 生成")


def test_the_day_it_holds_from_is_marked_where_nobody_said_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, SIGN])
    assert "生效日期没有核对，写的是起草的日期。" in pack(drafted(path)).unverified
    said = pack(drafted(path, from_=date(2020, 1, 1)))
    assert said.effective.from_ == date(2020, 1, 1)
    assert not any("生效日期" in each for each in said.unverified)


def test_titles_above_other_orders_and_several_sheets_are_read(tmp_path: Path) -> None:
    turned = [tuple(reversed(row)) for row in (HEADINGS, POSTER)]
    path = workbook(
        tmp_path / "a.xlsx",
        [["某区负面清单"], [], ["说明：按条例编"], HEADINGS, SIGN],
        [["附表"], *turned],
        merged=["A1:I1"],
    )
    assert [each.title for each in items(path)] == [SIGN[1], POSTER[1]]


def test_a_merged_cell_counts_for_each_of_its_rows(tmp_path: Path) -> None:
    rows = [HEADINGS, SIGN, (*POSTER[:5], None, *POSTER[6:])]
    assert [each.department for each in items(workbook(tmp_path / "a.xlsx", rows, merged=["F2:F3"]))] == ["城管局"] * 2
    # the heading «处罚» over two columns, the others over two rows
    top = [*HEADINGS[:2], "处罚", *HEADINGS[3:4], None, *HEADINGS[5:]]
    low = [None, None, "依据", None, "处罚标准", *[None] * 4]
    merged = [f"{letter}1:{letter}2" for letter in "ABDFGHI"]
    assert len(items(workbook(tmp_path / "b.xlsx", [top, low, SIGN], merged=merged))) == 1


def test_an_empty_cell_that_is_not_merged_is_missing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, SIGN, (*POSTER[:5], None, *POSTER[6:])])
    draft = drafted(path)
    assert [str(each) for each in draft.unread] == ["没有写主管部门（第 3 行，责任单位）"]
    assert problems(draft) == ["缺少必填的「department」"]
    assert pack(drafted(path, defaults=Defaults(department="城管局"))).items[1].department == "城管局"


def test_tables_of_a_word_document_are_read_with_merged_cells_and_repeated_headings(tmp_path: Path) -> None:
    first = [["", *[""] * 8], HEADINGS, SIGN, HEADINGS, (*POSTER[:5], None, *POSTER[6:])]
    second = [HEADINGS, (3, "占道经营", *SIGN[2:])]
    path = document(tmp_path / "a.docx", first, second, merged=[(0, 0, 0, 8)])
    assert [each.title for each in pack(drafted(path, defaults=Defaults(department="城管局"))).items] == [
        SIGN[1], POSTER[1], "占道经营",
    ]  # fmt: skip
    merged = document(tmp_path / "b.docx", [HEADINGS, SIGN, (*POSTER[:5], "", *POSTER[6:])], merged=[(1, 5, 2, 5)])
    assert [each.department for each in items(merged)] == ["城管局"] * 2


def test_a_line_over_all_columns_of_a_word_table_is_no_item(tmp_path: Path) -> None:
    path = document(tmp_path / "a.docx", [HEADINGS, ["一、市容", *[""] * 8], SIGN], merged=[(1, 0, 1, 8)])
    draft = drafted(path)
    assert [str(each) for each in draft.unread] == [
        "没有读懂：「一、市容」，没有事项名称，这一行没有读（第 2 行，负面事项）"
    ]
    assert [each.title for each in pack(draft).items] == [SIGN[1]]


def test_a_word_table_with_tracked_changes_is_refused(tmp_path: Path) -> None:
    path = document(tmp_path / "a.docx", [HEADINGS, SIGN])
    opened = docx.Document(str(path))
    opened.tables[0].cell(1, 4).paragraphs[0]._p.append(OxmlElement("w:ins"))
    opened.save(str(path))
    with pytest.raises(TableFileError, match="修订痕迹"):
        drafted(path)


def test_the_law_s_words_beside_the_basis_are_read_where_no_column_says_the_penalty(tmp_path: Path) -> None:
    headings = ("违法行为", "义务依据", "处罚依据")
    row = (
        "占道经营",
        "《示例条例》第十条",
        "《示例条例》第三十条：违反本条例规定，占道经营的，由城管部门责令改正，处五十元罚款。",
    )
    defaults = Defaults("城管局", "minor")
    (item,) = pack(drafted(workbook(tmp_path / "a.xlsx", [headings, row]), defaults=defaults)).items
    assert item.penalty[0].measures == ("责令改正", "罚款")
    assert [each.max for each in item.penalty[0].fines] == [50]


def test_what_could_not_be_read_stands_at_its_place_and_in_the_list(tmp_path: Path, capsys: Any) -> None:
    bad = (
        2,
        "乱贴广告",
        "有关规定",
        "《示例条例》第十九条至第二十条",
        "情节较轻的，处五十元罚款",
        "城管局",
        "较重",
        "清除",
        "30个工作日",
    )
    path = workbook(tmp_path / "a.xlsx", [(*HEADINGS, "备注"), (*SIGN, "要公示 #1\n另见"), bad, ["合计"]])
    assert main(["packs", "draft", str(path), "--id", "demo", "--title", "演示", "-o", str(tmp_path / "d.yaml")]) == 0
    listed = capsys.readouterr().err.splitlines()
    assert listed[:-1] == [
        f"{path}，工作表「表1」，第 2 行，备注：没有读懂：「要公示 #1 另见」，这一列没有用到",
        f"{path}，工作表「表1」，第 3 行，违反条款：没有读懂：「《示例条例》第十九条至第二十条」",
        f"{path}，工作表「表1」，第 3 行，处罚依据：没有读懂：「有关规定」",
        f"{path}，工作表「表1」，第 3 行，处罚标准：没有读懂：「情节较轻的，处五十元罚款」",
        f"{path}，工作表「表1」，第 3 行，处罚标准：没有读到处罚和处理措施",
        f"{path}，工作表「表1」，第 3 行，整改期限（天）：没有读懂：「30个工作日」，应为几天，如 15",
        f"{path}，工作表「表1」，第 3 行，轻重程度：没有读懂：「较重」，应为轻微、一般、严重",
        f"{path}，工作表「表1」，第 4 行，负面事项：没有读懂：「合计」，没有事项名称，这一行没有读",
    ]
    text = (tmp_path / "d.yaml").read_text(encoding="utf-8")
    for line in listed[:-1]:
        said = f"{line.split('：', 1)[1]}（第 "
        assert any(each.lstrip().startswith("#") and said in each for each in text.splitlines()), said
    with pytest.raises(ProblemsError) as caught:
        parse_rule_file(text.encode(), "d.yaml")
    assert [each.message for each in caught.value.problems] == [
        "缺少必填的「severity」", "缺少必填的「duty」", "缺少必填的「penalty」",
    ]  # fmt: skip


def test_a_penalty_without_its_law_lacks_the_law_and_not_the_rest(tmp_path: Path) -> None:
    draft = drafted(workbook(tmp_path / "a.xlsx", [HEADINGS, (*SIGN[:2], None, *SIGN[3:])]))
    assert problems(draft)[:2] == ["缺少必填的「law」", "缺少必填的「article」"]
    assert "measures: [责令限期改正, 罚款]" in draft.text


def test_a_formula_is_not_read_and_a_text_like_one_is_a_text(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADINGS, SIGN, POSTER):
        sheet.append(list(row))
    sheet["F2"] = "=1+1"
    sheet["H3"].value, sheet["H3"].data_type = "=cmd()", "s"
    book.save(tmp_path / "a.xlsx")
    draft = drafted(tmp_path / "a.xlsx")
    assert "没有写主管部门（第 2 行，责任单位）" in map(str, draft.unread)
    assert "这一格是公式，没有读；请改成文字（第 2 行，责任单位）" in map(str, draft.unread)
    assert 'how: "=cmd()"' in draft.text


def test_two_acts_never_share_a_fact_and_the_same_act_does(tmp_path: Path) -> None:
    rows = [(1, title, *POSTER[2:]) for title in ("张贴", "张贴！违法所得", "张贴。", "all", "——", "张-贴")]
    content = pack(drafted(workbook(tmp_path / "a.xlsx", [HEADINGS, *rows])))
    names = [str(each.violated_when) for each in content.items]
    assert names[0] == names[2]
    assert len(set(names)) == 5


CELLS = st.text(max_size=30) | st.sampled_from(
    [": #", "{a: b}", "- x", "true", "null", "2026-01-01", "\u2028", "'\"\\", "*a"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CELLS.filter(lambda each: each.strip(" \u200b")), min_size=4, max_size=4))
def test_whatever_the_cells_hold_the_draft_is_sound_yaml(tmp_path: Path, cells: list[str]) -> None:
    title, department, how, note = cells
    row = (1, "事项" + title, *SIGN[2:5], "部门" + department, SIGN[6], "改" + how, 3, note)
    try:
        path = document(tmp_path / "a.docx", [(*HEADINGS, "备注"), row])
    except ValueError:
        return  # what no Word document can hold
    (item,) = pack(drafted(path)).items
    assert item.title.startswith("事项")
    assert item.rectify
    assert item.rectify.within_days == 3


def test_what_is_no_list_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NothingToDraftError, match="packs template"):
        drafted(workbook(tmp_path / "a.xlsx", [["甲", "乙"], [1, 2]]))
    (tmp_path / "b.xlsx").write_bytes(b"no")
    with pytest.raises(TableFileError, match="不是完好的"):
        drafted(tmp_path / "b.xlsx")
    with pytest.raises(TableFileError, match="另存"):
        drafted(tmp_path / "c.xls")
    with pytest.raises(TableFileError, match="读不到"):
        drafted(tmp_path / "d.docx")
    book = Workbook()
    book.active.cell(MAX_ROWS + 1, 1, "x")  # type: ignore[union-attr]
    book.save(tmp_path / "e.xlsx")
    with pytest.raises(TableFileError, match=f"最多 {MAX_ROWS} 行"):
        drafted(tmp_path / "e.xlsx")
