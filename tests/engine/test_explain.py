"""Why: every part of every condition with its truth, its answer, and the law of the day."""

from datetime import date
from decimal import Decimal

from compliance.engine.facts import Facts
from compliance.engine.plain import truth_of
from compliance.engine.sheet import read_sheet
from tests.packs import CITATION, FINE, FIRST_OFFENCE, SIGN, TODAY, changed, engine, item, pack, question, rule_file


def explain(*data, sheet, as_of=TODAY, acted_on=None):
    deciding = engine(*data)
    answered = read_sheet(sheet, deciding.rulebook)
    return deciding.explain(deciding.decide(answered, as_of, acted_on), answered)


BIG = {"answers": {"设有招牌": True, "招牌面积": 12, "取得许可": False}}


def test_each_part_tells_its_truth_and_the_answer_that_it_read():
    (why,) = explain(SIGN, sheet={"answers": {"设有招牌": True, "招牌面积": 12}})
    (law,) = why.laws
    assert law.applies.as_json() == {
        "fact": "设有招牌", "operator": "is", "operand": True, "parameters": [], "answer": True, "truth": True,
    }  # fmt: skip
    area, licence = law.violated.parts
    assert (law.violated.kind, law.violated.truth) == ("all", None)
    assert (area.truth, area.operand, area.parameters, area.answer) == (True, Decimal(8), ("大型招牌面积",), 12)
    assert (licence.truth, licence.answer) == (None, None)


def test_an_answer_that_does_not_count_is_not_shown_as_read():
    (why,) = explain(SIGN, sheet={"answers": {"设有招牌": False, "招牌面积": 12}})
    assert why.laws[0].violated.parts[0].answer is None


def test_groups_and_negations_tell_their_truth():
    condition = {"any": [{"not": {"甲": True}}, {"all": []}]}
    (why,) = explain(pack({"甲": question("boolean")}, item(condition)), sheet={"answers": {"甲": True}})
    negation, empty = why.laws[0].violated.parts
    assert (negation.kind, negation.truth, negation.parts[0].truth) == ("not", False, True)
    assert (empty.kind, empty.truth, empty.parts) == ("all", True, ())


def test_it_names_the_pack_its_version_and_its_very_text():
    (why,) = explain(SIGN, sheet=BIG)
    assert (why.pack, why.version, why.sha256) == ("sign", "2026.1", rule_file(SIGN).sha256)


def test_two_dates_show_both_laws_with_the_entries_that_were_in_force():
    penalties = [
        {**CITATION, "from": date(2012, 1, 1), "measures": ["罚款"], "fines": [FINE]},
        {**CITATION, "from": date(2026, 1, 1), "measures": ["罚款"], "fines": [FINE]},
    ]
    old = changed(changed(SIGN, "effective", to={"from": date(2012, 1, 1)}), "items", 0, "penalty", to=penalties)
    (why,) = explain(old, sheet=BIG, acted_on=date(2020, 1, 1))
    then, now = why.laws
    assert (then.day, then.penalty_from, then.parameters) == (
        date(2020, 1, 1),
        date(2012, 1, 1),
        (("大型招牌面积", Decimal(10), date(2012, 1, 1)),),
    )
    assert (now.day, now.penalty_from, now.parameters) == (
        TODAY,
        date(2026, 1, 1),
        (("大型招牌面积", Decimal(8), date(2026, 1, 1)),),
    )


def test_a_law_that_was_not_in_force_says_so():
    (why,) = explain(SIGN, sheet=BIG, acted_on=date(2020, 1, 1))
    assert [law.in_force for law in why.laws] == [False, True]


def test_elements_tell_their_state_and_what_they_read():
    sheet = {
        **BIG,
        "circumstances": {"sign-001": {"危害后果": "轻微"}},
        "history": [{"item": "sign-001", "on": "2026-01-01"}, {"item": "sign-001", "on": "2020-01-01"}],
    }
    (why,) = explain(SIGN, FIRST_OFFENCE, sheet=sheet)
    states = {each.element: (each.state, each.when.truth, each.when.answer) for each in why.elements}
    assert states == {
        "initial": ("unmet", False, Decimal(1)),  # the older one lies before the lookback
        "slight": ("met", True, "轻微"),
        "corrected": ("unknown", None, None),
    }


def test_only_violations_have_elements():
    (why,) = explain(SIGN, FIRST_OFFENCE, sheet={"answers": {"设有招牌": False}})
    assert why.elements == ()


def test_the_tree_agrees_with_the_finding_for_every_answer():
    for answers in ({}, {"设有招牌": False}, {"设有招牌": True, "招牌面积": 3}, BIG["answers"]):
        (why,) = explain(SIGN, sheet={"answers": answers})
        applies, violated = why.laws[0].applies.truth, why.laws[0].violated.truth
        expected = (
            "not_applicable" if applies is False
            else "compliant" if violated is False
            else "violation" if applies and violated
            else "undetermined"
        )  # fmt: skip
        assert why.status == expected


def test_rules_that_cannot_be_about_the_item_are_left_out_where_they_are_not_wanted():
    others = {"id": "serious", "title": "严重违法", "when": {"item.severity": "serious"}}
    about_others = changed(FIRST_OFFENCE, "rules", 0, "elements", to=[others, *FIRST_OFFENCE["rules"][0]["elements"]])
    for rules, shown in ((FIRST_OFFENCE, ["initial", "slight", "corrected"]), (about_others, [])):
        deciding = engine(SIGN, rules)
        answered = read_sheet(BIG, deciding.rulebook)
        (why,) = deciding.explain(deciding.decide(answered, TODAY), answered, whole=False)
        assert [each.element for each in why.elements] == shown


def test_the_truth_of_a_group_is_that_of_its_parts():
    questions = {name: question("boolean") for name in "甲乙丙"}
    answers = [{"甲": True, "乙": False}, {"甲": True}, {"乙": False}, {}]
    tests = [{"甲": True}, {"乙": True}, {"丙": True}]
    for kind in ("all", "any"):
        for few in (tests, tests[:2], tests[1:], [{"not": tests[0]}, tests[2]], [{"not": {kind: tests}}, tests[1]]):
            condition = {kind: few}
            for each in answers:
                (why,) = explain(pack(questions, item(condition)), sheet={"answers": each})
                read = why.laws[0].violated
                (said,) = rule_file(pack(questions, item(condition))).content.items
                assert read.truth == truth_of(said.violated_when, Facts(each, TODAY))
