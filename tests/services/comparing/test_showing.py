"""A comparison line by line."""

from compliance.services.comparing import compare
from compliance.services.comparing.showing import PAGE, counts_of, shown_rows
from tests.packs import SIGN, changed, item, rule_file

OTHER = item({"设有招牌": True}, id="sign-002", title="灯箱坏了不修")
NEW = changed(changed(SIGN, "items", 0, "department", to="市场监管"), "items", to=[])
NEW["items"] = [{**SIGN["items"][0], "department": "市场监管"}, OTHER]


def test_what_differs_is_said_on_both_sides_and_items_come_before_questions() -> None:
    new = changed(NEW, "questions", "设有招牌", "ask", to="店外有没有招牌？")
    rows, more = shown_rows(compare(rule_file(SIGN), rule_file(new)))
    assert [(each.kind, each.row.part.id) for each in rows] == [
        ("事项", "sign-001"), ("事项", "sign-002"), ("问题", "设有招牌"),
    ]  # fmt: skip
    (line,) = rows[0].lines
    assert (line.label, line.old[0].text, line.new[0].text) == ("主管部门", "综合行政执法", "市场监管")
    assert not more


def test_what_stands_on_one_side_alone_is_said_whole_there() -> None:
    rows, _ = shown_rows(compare(rule_file(SIGN), rule_file(NEW)))
    lines = rows[1].lines
    assert {each.label for each in lines} >= {"标题", "主管部门", "轻重", "什么情况是违反", "罚款第1档", "改正期限"}
    assert all(each.new and not each.old for each in lines)


def test_what_is_the_same_is_listed_where_it_is_asked_for() -> None:
    found = compare(rule_file(SIGN), rule_file(NEW))
    rows, _ = shown_rows(found, same=True)
    assert len(rows) == len(found.rows)
    labels = [(line.label, line.same) for row in rows if row.row.part.id == "sign-001" for line in row.lines]
    assert labels[0] == ("主管部门", False)
    assert ("标题", True) in labels
    assert ("主管部门", True) not in labels


def test_rows_come_page_by_page_or_all_at_once() -> None:
    many = [item({"设有招牌": True}, id=f"sign-1{number:02}") for number in range(PAGE + 1)]
    found = compare(rule_file(SIGN), rule_file(changed(SIGN, "items", to=many)))
    first, more = shown_rows(found)
    second, no_more = shown_rows(found, page=2)
    assert (len(first), more, no_more) == (PAGE, True, False)
    assert [*first, *second] == shown_rows(found, whole=True)[0]


def test_pairs_and_items_that_are_alone_are_counted() -> None:
    counts = counts_of(compare(rule_file(SIGN), rule_file(NEW)))
    assert (counts.by_id, counts.likened, counts.only_old, counts.only_new, counts.changes) == (1, 0, 0, 1, 2)
