"""What stands on a paper, whatever it looks like."""

import pytest

from compliance.documents.content import NoDecisionError, content_of
from compliance.documents.definitions import Definition, find_definition
from compliance.settings import PROJECT
from tests.documents.matters import ANSWERS, matter, shop_matter

SECTION = {"title": "事项", "list": "items", "layout": "table", "columns": [{"title": "事项", "show": ["title"]}]}


def definition(*sections, **changes):
    base = {"schema": 1, "kind": "checklist", "id": "x", "title": "清单", "made_for": "public", "decision": "optional"}
    return Definition.model_validate({**base, "sections": sections or (SECTION,), **changes})


def listed(about, **section):
    """The texts of the only section, row by row, cell by cell."""
    content = content_of(definition({**SECTION, **section}), about)
    return [[[text for line in cell.lines for text in line.texts] for cell in row] for row in content.blocks[0].rows]


def titles(about, **section):
    return [row[0][0] for row in listed(about, **section)]


def test_shipped_guidance_needs_a_decision():
    with pytest.raises(NoDecisionError, match="先完成自查"):
        content_of(find_definition(PROJECT / "checklists", "guidance"), matter())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("violations", ["没有挂牌", "没有备案"]),
        ("undetermined", ["没有年检"]),
        ("compliant", ["面积过大"]),
        ("not_applicable", ["不归本店的事"]),
        ("applicable", ["没有挂牌", "没有备案", "没有年检", "面积过大"]),
        ("items", ["没有挂牌", "没有备案", "没有年检", "面积过大", "不归本店的事"]),
    ],
)
def test_lists_hold_what_their_names_say(name, expected):
    assert titles(shop_matter(), list=name) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("urgency", ["没有备案", "没有挂牌", "没有年检", "面积过大", "不归本店的事"]),
        ("severity", ["没有年检", "没有挂牌", "没有备案", "面积过大", "不归本店的事"]),
        ("department", ["没有挂牌", "没有备案", "面积过大", "不归本店的事", "没有年检"]),
    ],
)
def test_lists_can_be_put_in_order(order, expected):
    assert titles(shop_matter(), list="items", order=order) == expected


def test_without_a_decision_every_item_may_apply():
    assert len(titles(matter(), list="applicable")) == 5


def test_questions_answers_and_remarks_can_be_listed():
    about = shop_matter()
    columns = [{"title": "问题", "show": ["ask", "waiting"]}]
    assert listed(about, list="questions", columns=columns) == [[["年检了吗？", "1项"]]]
    columns = [{"title": "问答", "show": ["ask", "answer", "source"]}]
    assert listed(about, list="answers", columns=columns)[-1] == [["多大？", "3平方米", "自述"]]
    columns = [{"title": "序号", "show": ["number"]}, {"title": "内容", "show": ["text"]}]
    assert listed(about, list="remarks", columns=columns) == [[["1"], ["部门名称没有核对。"]]]


def test_the_box_of_the_status_is_ticked():
    columns = [{"title": "结果", "boxes": ["符合", "违反"]}]
    content = content_of(definition({**SECTION, "list": "items", "columns": columns}), shop_matter())
    assert [row[0].boxes for row in content.blocks[0].rows[2:4]] == [
        (("符合", False), ("违反", False)),
        (("符合", True), ("违反", False)),
    ]


def test_an_empty_cell_says_what_the_definition_says():
    columns = [{"title": "说明", "show": ["notes"], "when_empty": "没有"}]
    assert listed(shop_matter(), columns=columns)[0] == [["没有"]]


def test_an_empty_section_is_left_out_and_the_others_are_numbered_without_a_gap():
    empty = {**SECTION, "list": "violations", "title": "违反"}
    content = content_of(definition(empty, SECTION), matter())
    assert [(block.ordinal, block.section.title) for block in content.blocks] == [("一", "事项")]
    kept = content_of(definition({**empty, "when_empty": "没有违反。"}, SECTION), matter())
    assert [(block.ordinal, block.section.title) for block in kept.blocks] == [("一", "违反"), ("二", "事项")]


def test_placeholders_are_filled_and_a_text_with_counts_waits_for_a_decision():
    texts = {"title": "{清单}", "introduction": ["{版本}，{判断日期}，{总数}项", "违反{违反}项、不适用{不适用}项"]}
    decided = content_of(definition(**texts), shop_matter())
    assert decided.title == "开店负面清单"
    assert decided.introduction == ("开店负面清单（2026.1版），2026年11月21日，5项", "违反2项、不适用1项")
    assert content_of(definition(**texts), matter()).introduction == decided.introduction[:1]


def test_a_definition_that_wants_no_decision_tells_nothing_of_it():
    content = content_of(definition(decision="none", introduction=["违反{违反}项"]), shop_matter())
    assert content.introduction == ()
    assert listed(shop_matter(), columns=[{"title": "结果", "show": ["status"]}])[0] == [["违反"]]


CIRCUMSTANCES = {"a-2": {"危害后果": "无", "已改正": False}, "a-1": {"已改正": True}}


def test_what_can_be_reached_is_told_apart_from_what_must_be_cleared_up():
    about = matter(sheet={"answers": ANSWERS, "history": [], "circumstances": CIRCUMSTANCES})
    columns = [{"title": "可争取", "show": ["reachable"]}, {"title": "要查明", "show": ["unclear"]}]
    assert listed(about, list="violations", order="urgency", columns=columns) == [
        [["可以不予处罚：首违不罚（《行政处罚法》第三十三条第一款）。还要具备：及时改正。"], []],
        [[], ["可以不予处罚：首违不罚（《行政处罚法》第三十三条第一款）。"]],
    ]


def test_a_deadline_is_a_day_once_something_was_found():
    columns = [{"title": "期限", "show": ["deadline"]}]
    assert listed(shop_matter(), list="violations", order="urgency", columns=columns)[0] == [
        ["2026年11月26日前（5日内）"]
    ]
    assert listed(matter(), columns=columns)[1] == [["5日内"]]
