"""Ways out: the smallest changes, in deed, that make a violated item compliant."""

from datetime import date
from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.engine.sheet import read_sheet
from compliance.rulepacks import conditions as c
from tests.packs import SIGN, SIGN_QUESTIONS, TODAY, engine, item, pack, question


def ways(data, answers, as_of=TODAY):
    deciding = engine(data)
    sheet = read_sheet({"answers": answers}, deciding.rulebook)
    finding = deciding.decide(sheet, as_of).findings[0]
    assert finding.status == "violation"
    return [{change.fact: change.goal for change in way.changes} for way in deciding.ways_out(finding, sheet, as_of)]


def simple(condition, questions, answers, **more):
    return ways(pack(questions, item(condition, **more)), answers)


def test_each_way_names_what_must_become_true():
    found = ways(SIGN, {"设有招牌": True, "招牌面积": 12, "取得许可": False})
    assert found == [
        {"招牌面积": c.Test("招牌面积", "lte", Decimal(8))},
        {"取得许可": c.Test("取得许可", "is", True)},
    ]


def test_not_applying_any_more_is_no_compliance():
    found = ways(SIGN, {"设有招牌": True, "招牌面积": 12, "取得许可": False})
    assert not any("设有招牌" in way for way in found)


def test_a_fact_that_cannot_be_changed_is_left_alone():
    questions = {**SIGN_QUESTIONS, "招牌面积": {**SIGN_QUESTIONS["招牌面积"], "changeable": False}}
    found = ways({**SIGN, "questions": questions}, {"设有招牌": True, "招牌面积": 12, "取得许可": False})
    assert found == [{"取得许可": c.Test("取得许可", "is", True)}]


def test_a_violation_by_what_is_past_has_no_way_out():
    past = {"做过": question("boolean", changeable=False)}
    assert simple({"做过": True}, past, {"做过": True}) == []


def test_several_changes_come_only_where_none_of_them_can_be_spared():
    yes_no = {name: question("boolean") for name in "甲乙丙"}
    condition = {"any": [{"甲": False}, {"all": [{"乙": False}, {"丙": False}]}]}
    found = simple(condition, yes_no, {"甲": False, "乙": False, "丙": False})
    assert [set(way) for way in found] == [{"甲", "乙"}, {"甲", "丙"}]


def test_at_most_five_ways_the_fewest_changes_first():
    many = {f"事{n}": question("boolean") for n in range(9)}
    condition = {"all": [{name: False} for name in many]}
    found = simple(condition, many, dict.fromkeys(many, False))
    assert [len(way) for way in found] == [1] * 5


def test_options_that_do_as_well_are_named_together():
    kinds = {"种类": question("choice", options=["甲", "乙", "丙", "丁"])}
    found = simple({"种类": {"in": ["甲", "丁"]}}, kinds, {"种类": "甲"})
    assert found == [{"种类": c.Test("种类", "in", ("乙", "丙"))}]


def test_sets_say_what_to_put_in_or_take_out():
    sets = {"做到": question("choices", options=["灭火器", "出口", "培训"])}
    found = simple({"not": {"做到": {"includes_all": ["灭火器", "出口"]}}}, sets, {"做到": ["培训"]})
    assert found == [{"做到": c.All((c.Test("做到", "includes", "灭火器"), c.Test("做到", "includes", "出口")))}]


@pytest.mark.parametrize(
    ("condition", "goal"),
    [
        ({"lt": 3}, c.Test("数", "gte", Decimal(3))),
        ({"lte": 3}, c.Test("数", "gt", Decimal(3))),
        ({"is_not": 3}, c.Test("数", "is", Decimal(3))),
        ({"in": [1, 2]}, c.All((c.Test("数", "gt", Decimal(1)), c.Test("数", "lt", Decimal(2))))),
        ({"gt": 0, "lt": 3}, c.Test("数", "lte", Decimal(0))),
    ],
)
def test_numbers_say_how_far(condition, goal):
    number = {"数": question("number")}
    assert simple({"数": condition}, number, {"数": 1}) == [{"数": goal}]


def test_numbers_stay_within_what_the_question_allows():
    number = {"数": question("number", min=0)}
    assert simple({"数": {"gte": 0}}, number, {"数": 1}) == []


def test_dates_count_from_the_day_of_the_decision():
    day = {"检测": question("date")}
    found = simple({"检测": {"older_than_days": 30}}, day, {"检测": "2026-01-01"})
    assert found == [{"检测": c.Test("检测", "on_or_after", date(2026, 10, 22))}]


def test_what_becomes_a_question_is_unknown_until_it_is_answered():
    questions = {
        "有设备": question("boolean"),
        "设备合格": question("boolean", ask_when={"有设备": True}),
    }
    condition = {"any": [{"有设备": False}, {"设备合格": False}]}
    found = simple(condition, questions, {"有设备": False})
    assert [set(way) for way in found] == [{"有设备", "设备合格"}]


def test_a_way_into_another_violation_is_none():
    questions = {"甲": question("boolean"), "乙": question("boolean")}
    first = item({"甲": False, "乙": False})
    second = item({"甲": True}, id="sign-002")
    assert ways(pack(questions, first, second), {"甲": False, "乙": False}) == [{"乙": c.Test("乙", "is", True)}]


def test_only_the_options_that_a_deed_can_reach_are_named():
    kinds = {"备案": question("choice", options=["已备案", "刚开业", "没备案"], changeable=["已备案"])}
    assert simple({"备案": "没备案"}, kinds, {"备案": "没备案"}) == [{"备案": c.Test("备案", "is", "已备案")}]
    sets = {"做到": question("choices", options=["甲", "乙"], changeable=["甲"])}
    assert simple({"做到": {"excludes": "甲"}}, sets, {"做到": []}) == [{"做到": c.Test("做到", "includes", "甲")}]
    assert simple({"做到": {"excludes": "乙"}}, sets, {"做到": []}) == []


def test_a_goal_names_nothing_that_violates_another_item():
    kinds = {"标签": question("choice", options=["齐全", "小毛病", "没有"])}
    items = [item({"标签": "小毛病"}), item({"标签": "没有"}, id="sign-002")]
    assert ways(pack(kinds, *items), {"标签": "小毛病"}) == [{"标签": c.Test("标签", "is", "齐全")}]


FACTS = ("甲", "乙", "丙", "丁")


def conditions(depth=3):
    leaf = st.builds(lambda fact, value: {fact: value}, st.sampled_from(FACTS), st.booleans())
    return st.recursive(
        leaf,
        lambda part: st.one_of(
            st.builds(lambda parts: {"all": parts}, st.lists(part, min_size=1, max_size=3)),
            st.builds(lambda parts: {"any": parts}, st.lists(part, min_size=1, max_size=3)),
            st.builds(lambda one: {"not": one}, part),
        ),
        max_leaves=8,
    )


def holds(condition, answers):
    (key, body), *_ = condition.items()
    if key == "all":
        return all(holds(part, answers) for part in body)
    if key == "any":
        return any(holds(part, answers) for part in body)
    if key == "not":
        return not holds(body, answers)
    return answers[key] == body


def smallest_flips(condition, answers):
    """Every set of facts whose turning round mends it, and of which no smaller part does."""
    found = []
    for size in range(1, len(FACTS) + 1):
        for facts in combinations(FACTS, size):
            turned = {fact: value != (fact in facts) for fact, value in answers.items()}
            if not holds(condition, turned) and not any(each <= set(facts) for each in found):
                found.append(set(facts))
    return found


@settings(max_examples=300, deadline=None, derandomize=True)
@given(condition=conditions(), values=st.tuples(*[st.booleans()] * len(FACTS)))
def test_the_ways_are_just_the_smallest_ones(condition, values):
    answers = dict(zip(FACTS, values, strict=True))
    if not holds(condition, answers):
        return
    found = simple(condition, {fact: question("boolean") for fact in FACTS}, answers)
    expected = smallest_flips(condition, answers)
    assert len(found) == min(5, len(expected))
    assert all(set(way) in expected for way in found)
    assert [len(way) for way in found] == [len(way) for way in expected][:5]


def test_every_way_makes_the_item_compliant_when_it_is_gone():
    questions = {
        "面积": question("number", min=0, unit="平方米"),
        "种类": question("choice", options=["甲", "乙", "丙"]),
        "设施": question("choices", options=["灯", "箱"]),
        "日期": question("date"),
    }
    condition = {
        "any": [
            {"all": [{"面积": {"gt": 3, "lt": 9}}, {"种类": {"not_in": ["丙"]}}]},
            {"all": [{"设施": {"excludes": "灯"}}, {"日期": {"before": date(2026, 5, 1)}}]},
        ]
    }
    deciding = engine(pack(questions, item(condition)))
    tried = 0
    for area, kind, parts, day in product((1, 5, 9), ("甲", "丙"), ([], ["灯"]), ("2026-01-01", "2026-06-01")):
        answers = {"面积": area, "种类": kind, "设施": parts, "日期": day}
        sheet = read_sheet({"answers": answers}, deciding.rulebook)
        finding = deciding.decide(sheet, TODAY).findings[0]
        if finding.status != "violation":
            continue
        for way in deciding.ways_out(finding, sheet, TODAY):
            changed = {**answers, **{change.fact: change.value for change in way.changes}}
            mended = deciding.decide(read_sheet({"answers": changed}, deciding.rulebook), TODAY).findings[0]
            assert mended.status == "compliant"
            tried += 1
    assert tried > 10
