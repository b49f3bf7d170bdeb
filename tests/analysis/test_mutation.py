"""Mutants: what the examples notice, what they don't, and the example that would."""

from datetime import date

import pytest
import yaml

from compliance.analysis.mutation import mutate
from tests.packs import SIGN_QUESTIONS, changed, item, pack, question, rule_file

BIG = {"招牌面积": {"gt": "$大型招牌面积"}}
PARAMETERS = {"大型招牌面积": [{"from": date(2012, 1, 1), "value": 8}]}


def example(given, expect, **more):
    return {"name": "例", "given": given, "expect": expect, **more}


def sign(*examples, condition=None):
    whole = item(
        condition or {"all": [BIG, {"取得许可": False}]}, applies_when={"设有招牌": True}, examples=list(examples)
    )
    return pack(SIGN_QUESTIONS, whole, parameters=PARAMETERS)


def alive(data):
    """The words of the mutants that are alive, and the examples suggested for them."""
    return {each.mutant.change: each.example for each in mutate(rule_file(data)).alive}


def with_examples(data, suggestions):
    """The pack with the suggested lines pasted."""
    lines = {suggestion.line() for suggestion in suggestions}
    examples = [*data["items"][0].get("examples", []), *(yaml.safe_load(line)[0] for line in sorted(lines))]
    return changed(data, "items", 0, "examples", to=examples)


VIOLATED = example({"设有招牌": True, "招牌面积": 20, "取得许可": False}, "violation")
SMALL = example({"设有招牌": True, "招牌面积": 3, "取得许可": False}, "compliant")
BOUNDARY = example({"设有招牌": True, "招牌面积": 8, "取得许可": False}, "compliant")
GT = "违反条件：「招牌面积」由「大于 $大型招牌面积」改为「大于或等于 $大型招牌面积」"


def test_an_operator_that_no_example_pins_down_is_named_with_the_boundary_as_example():
    found = alive(sign(VIOLATED, SMALL))[GT]
    assert found.given == {"设有招牌": True, "招牌面积": 8, "取得许可": False}
    assert (found.status, found.changed) == ("compliant", "violation")


def test_an_example_on_the_boundary_is_enough():
    assert GT not in alive(sign(VIOLATED, BOUNDARY))


def test_a_threshold_is_moved_by_one_step():
    data = sign(VIOLATED, BOUNDARY)
    (found,) = [each for words, each in alive(data).items() if words == "参数「大型招牌面积」：由 8 改为 9"]
    assert found.given["招牌面积"] == 9
    assert "参数「大型招牌面积」：由 8 改为 7" not in alive(data)  # the boundary shows that


def test_the_suggested_examples_leave_none_alive_and_hold():
    data = sign(VIOLATED)
    pasted = with_examples(data, alive(data).values())
    assert alive(data)
    assert alive(pasted) == {}


def test_the_suggested_line_is_ready_to_paste():
    line = alive(sign(VIOLATED, SMALL))[GT].line()
    assert line.startswith("- {name: ")
    (read,) = yaml.safe_load(line)
    assert read["given"] == {"设有招牌": True, "招牌面积": 8, "取得许可": False}
    assert read["expect"] == "compliant"


def test_the_place_is_that_of_the_changed_part():
    text = """schema: 1
kind: negative_list
id: p
title: 包
version: "1"
effective: {from: 2026-01-01}
questions:
  面积: {ask: 多大？, type: number}
items:
  - id: p-1
    title: 项
    department: 部门
    severity: minor
    duty: {law: 某条例, article: 1}
    violated_when:
      any:
        - {面积: {gt: 8, lt: 20}}
        - not: {面积: {is_not: 3}}
    penalty: {law: 某条例, article: 2, measures: [警告]}
"""
    from compliance.rulepacks.loader import parse_rule_file

    found = mutate(parse_rule_file(text.encode(), "包.yaml"))
    places = {each.mutant.change: (each.mutant.mark.line, each.mutant.mark.column) for each in found.alive}
    assert places["违反条件：「面积」由「大于 8」改为「大于或等于 8」"] == (17, 17)
    assert places["违反条件：「面积」由「小于 20」改为「小于 19」"] == (17, 24)
    assert places["违反条件：「面积」不等于 3前面的 not 删去"] == (18, 11)
    assert str(found.alive[0]).startswith("包.yaml:")


@pytest.mark.parametrize(
    ("questions", "condition", "words"),
    [
        ({"甲": question("boolean")}, {"甲": True}, "「甲」由「为是」改为「为否」"),
        ({"类": question("choice", options=["一", "二", "三"])}, {"类": "一"}, "「类」由「等于 一」改为「等于 二」"),
        (
            {"类": question("choice", options=["一", "二", "三"])},
            {"类": {"in": ["一", "二"]}},
            "「类」由「是 一、二 之一」改为「是 一 之一」",
        ),
        (
            {"项": question("choices", options=["一", "二"])},
            {"项": {"includes": "一"}},
            "「项」由「选了 一」改为「没有选 一」",
        ),
        (
            {"日": question("date")},
            {"日": {"older_than_days": 30}},
            "「日」由「过去超过 30 天」改为「过去超过 31 天」",
        ),
        (
            {"日": question("date")},
            {"日": {"before": date(2025, 1, 1)}},
            "「日」由「早于 2025-01-01」改为「不晚于 2025-01-01」",
        ),
        ({"数": question("number")}, {"数": {"gte": 2.5}}, "「数」由「大于或等于 2.5」改为「大于或等于 2.6」"),
    ],
)
def test_every_kind_of_test_is_changed(questions, condition, words):
    assert f"违反条件：{words}" in alive(pack(questions, item(condition)))


def test_connectives_are_swapped_and_parts_dropped():
    yes_no = {name: question("boolean") for name in "甲乙"}
    found = alive(pack(yes_no, item({"all": [{"甲": True}, {"乙": True}]})))
    assert "违反条件：删去「甲」为是" in found
    assert "违反条件：（「甲」为是 且 「乙」为是）由「全部成立」改为「至少一个成立」" in found


def test_a_mutant_that_cannot_matter_is_listed_with_the_reason():
    data = pack({"数": question("number", min=0)}, item({"数": {"gte": 0}}))
    found = mutate(rule_file(data))
    assert ("违反条件：「数」由「大于或等于 0」改为「大于或等于 -1」", "same-truth") in {
        (each.mutant.change, each.reason) for each in found.equivalent
    }


def test_what_only_an_answer_to_a_hidden_question_shows_is_not_alive():
    data = pack(
        {"甲": question("boolean"), "乙": question("boolean", ask_when={"甲": True})},
        item({"乙": False}, applies_when={"甲": True}),
    )
    reasons = {each.mutant.change: each.reason for each in mutate(rule_file(data)).equivalent}
    assert reasons["「乙」的 ask_when：整个删去"] == "not-asked"


def test_a_gate_that_only_asks_more_is_not_alive():
    data = pack(
        {"甲": question("boolean"), "乙": question("boolean", ask_when={"甲": True})},
        item({"all": [{"甲": True}, {"乙": False}]}),
    )
    reasons = {each.mutant.change: each.reason for each in mutate(rule_file(data)).equivalent}
    assert "「乙」的 ask_when：整个删去" in reasons


def test_a_gate_that_hides_too_much_is_alive_until_an_example_shows_it():
    options = question("choice", options=["一", "二", "三"])
    data = pack(
        {"类": options, "乙": question("boolean", ask_when={"类": {"in": ["一", "二"]}})},
        item({"乙": False}, applies_when={"类": {"in": ["一", "二"]}}),
    )
    words = "「乙」的 ask_when：「类」由「是 一、二 之一」改为「是 二 之一」"
    assert alive(data)[words].given == {"类": "一", "乙": True}
    shown = with_examples(data, [alive(data)[words]])
    assert words not in alive(shown)


def test_a_law_that_changes_is_looked_at_on_each_of_its_days():
    parameters = {"大型招牌面积": [{"from": date(2012, 1, 1), "value": 8}, {"from": date(2026, 7, 1), "value": 5}]}
    data = {**sign(VIOLATED, BOUNDARY), "parameters": parameters}
    found = alive(data)["参数「大型招牌面积」：由 5 改为 6"]
    assert found.day == date(2026, 7, 1)
    assert "as_of: 2026-07-01" in found.line()
