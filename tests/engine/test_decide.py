"""Whole decisions: the contract's own example, dates, and two readings that must agree."""

from datetime import date
from decimal import Decimal

import pytest

from compliance.engine.decision import to_json
from compliance.engine.durable import EngineFault
from compliance.engine.plain import VIOLATED, PlainReader
from compliance.engine.sheet import AnswerSheet
from compliance.engine.twice import DisagreementFault
from compliance.rulepacks.problems import ProblemsError
from tests.packs import (
    CITATION,
    FIRST_OFFENCE,
    SIGN,
    SIGN_QUESTIONS,
    changed,
    decide,
    engine,
    item,
    pack,
    question,
)

BIG = {"设有招牌": True, "招牌面积": 12, "取得许可": False}


def finding(*data, **more):
    return decide(*data, **more).findings[0]


def test_a_violation_is_printed_as_the_contract_shows_it():
    sheet = {"answers": BIG, "circumstances": {"sign-001": {"危害后果": "无", "已改正": True}}}
    assert decide(SIGN, FIRST_OFFENCE, sheet=sheet).as_json() == {
        "as_of": "2026-11-21",
        "acted_on": "2026-11-21",
        "findings": [
            {
                "pack": "sign",
                "version": "2026.1",
                "item": "sign-001",
                "status": "violation",
                "needs": [],
                "law": "same",
                "officer_decides": False,
                "fines": [
                    {"when": "uncorrected", "who": "any", "min": 10000, "max": 100000, "may": False, "sure": True}
                ],
                "outcome": {
                    "verdict": "no_penalty_allowed",
                    "provisional": True,
                    "applied": ["first-offence"],
                    "officer_decides": False,
                    "reachable": [],
                },
            }
        ],
    }


@pytest.mark.parametrize(
    ("answers", "status", "needs"),
    [
        (BIG, "violation", ()),
        ({"设有招牌": True, "招牌面积": 8, "取得许可": False}, "compliant", ()),
        ({"设有招牌": False}, "not_applicable", ()),
        ({}, "undetermined", ("设有招牌", "招牌面积", "取得许可")),
        ({"设有招牌": True, "取得许可": False}, "undetermined", ("招牌面积",)),
        ({"设有招牌": True, "招牌面积": None, "取得许可": True}, "compliant", ()),
        ({"设有招牌": True, "招牌面积": 3}, "compliant", ()),
    ],
)
def test_unknown_is_never_compliant_unless_it_cannot_matter(answers, status, needs):
    found = finding(SIGN, sheet={"answers": answers})
    assert (found.status, found.needs) == (status, needs)


def test_an_answer_to_a_question_that_is_not_shown_is_ignored():
    hidden = pack(SIGN_QUESTIONS, item({"招牌面积": {"gt": 8}}))
    assert finding(hidden, sheet={"answers": {"设有招牌": False, "招牌面积": 20}}).status == "undetermined"


def test_an_answer_to_a_question_that_is_not_shown_is_still_checked():
    with pytest.raises(ProblemsError, match="招牌面积"):
        decide(SIGN, sheet={"answers": {"设有招牌": False, "招牌面积": "大"}})


def test_a_parameter_has_the_value_of_the_day():
    always = changed(SIGN, "effective", to={"from": date(2010, 1, 1)})
    nine = {"answers": BIG | {"招牌面积": 9}}
    assert finding(always, sheet=nine, as_of=date(2026, 1, 1)).status == "violation"
    assert finding(always, sheet=nine, as_of=date(2025, 12, 31)).status == "compliant"
    assert finding(always, sheet=nine, as_of=date(2011, 1, 1)).status == "undetermined"  # no value by then


def test_items_are_left_out_when_they_or_their_pack_are_not_in_force():
    own = item({"all": []}, id="own", effective={"from": date(2026, 3, 1), "to": date(2026, 4, 1)})
    data = pack({}, item({"all": []}), own, effective={"from": date(2026, 2, 1), "to": date(2026, 12, 31)})

    def items(day):
        return [each.item for each in decide(data, as_of=day).findings]

    assert items(date(2026, 1, 31)) == []
    assert items(date(2026, 2, 1)) == items(date(2026, 2, 28)) == ["sign-001"]
    assert items(date(2026, 3, 1)) == items(date(2026, 4, 1)) == ["sign-001", "own"]
    assert items(date(2026, 4, 2)) == items(date(2026, 12, 31)) == ["sign-001"]
    assert items(date(2027, 1, 1)) == []


def test_a_penalty_that_is_not_yet_in_force_makes_no_violation():
    later = item({"all": []}, penalty=[{**CITATION, "from": date(2026, 6, 1), "measures": ["罚款"]}])
    assert finding(pack({}, later), as_of=date(2026, 5, 31)).status == "compliant"
    assert finding(pack({}, later), as_of=date(2026, 6, 1)).status == "violation"


# ── Two dates ──


def dated(old, new, **more):
    """A pack whose item is punished by `old` fines until the middle of 2026 and by `new` from then on."""
    penalties = [
        {**CITATION, "from": date(2026, 1, 1), "measures": ["罚款"], "fines": old},
        {**CITATION, "from": date(2026, 7, 1), "measures": more.pop("measures", ["罚款"]), "fines": new},
    ]
    return pack({"额": question("number"), "情": question("boolean")}, item({"all": []}, penalty=penalties))


def both(old, new, answers=None, **more):
    found = finding(dated(old, new, **more), sheet={"answers": answers or {}}, acted_on=date(2026, 6, 30))
    return found.law, found.officer_decides, [(fine.min, fine.max) for fine in found.fines]


def fine(max_, min_=0, **more):
    return {"when": "immediate", "who": "any", "min": min_, "max": max_, **more}


def times(low, high, of="额"):
    return {"when": "immediate", "who": "any", "of": of, "times": [low, high]}


def test_the_lighter_law_is_taken():
    assert both([fine(1000)], [fine(500)]) == ("new", False, [(0, 500)])
    assert both([fine(500)], [fine(1000)]) == ("old", False, [(0, 500)])
    assert both([fine(1000, 200)], [fine(1000, 100)]) == ("new", False, [(100, 1000)])
    assert both([fine(1000)], []) == ("new", False, [])


def test_laws_that_are_alike_are_the_same():
    assert both([fine(1000)], [fine(1000)]) == ("same", False, [(0, 1000)])
    assert both([fine(1000)], [fine(1000, may=True)])[:2] == ("same", False)


def test_what_cannot_be_compared_is_left_to_the_officer_under_the_old_law():
    serious = {"when": "serious", "who": "any", "max": 5000}
    assert both([fine(1000)], [fine(500), serious]) == ("old", True, [(0, 1000)])
    assert both([fine(1000)], [fine(1000)], measures=["罚款", "吊销许可证"])[:2] == ("old", True)
    assert both([fine(1000), fine(2000)], [fine(500)])[:2] == ("old", True)
    assert both([fine(1000, **{"if": {"情": True}})], [fine(500)])[:2] == ("old", True)
    assert both([times(1, 2)], [fine(500)])[:2] == ("old", True)
    assert both([times(1, 2)], [])[:2] == ("old", True)
    assert both([fine(1000, per="每辆")], [fine(500)])[:2] == ("old", True)


def test_multiples_compare_as_multiples_or_in_yuan_once_answered():
    assert both([times(1, 3)], [times(1, 2)]) == ("new", False, [(None, None)])
    assert both([times(1, 3)], [times(1, 3)])[:2] == ("same", False)
    assert both([times(1, 3)], [fine(500)], {"额": 100}) == ("old", False, [(100, 300)])


def test_doubtful_fines_that_are_alike_are_no_question():
    doubtful = [fine(1000, **{"if": {"情": True}})]
    assert both(doubtful, doubtful)[:2] == ("same", False)


def test_not_being_in_force_is_lighter_than_a_violation():
    new = pack({}, item({"all": []}), effective={"from": date(2026, 7, 1)})
    found = finding(new, acted_on=date(2026, 6, 30))
    assert (found.status, found.law, found.fines) == ("compliant", "old", ())
    gone = pack({}, item({"all": []}), effective={"from": date(2026, 1, 1), "to": date(2026, 6, 30)})
    found = finding(gone, acted_on=date(2026, 6, 30))
    assert (found.status, found.law) == ("compliant", "new")


def test_undetermined_under_either_law_is_undetermined_with_the_needs_of_both():
    data = changed(SIGN, "effective", to={"from": date(2010, 1, 1)})
    nine = {"answers": {"设有招牌": True, "招牌面积": 9}}
    found = finding(data, sheet=nine, as_of=date(2026, 1, 1), acted_on=date(2025, 1, 1))
    assert (found.status, found.needs) == ("undetermined", ("取得许可",))


def test_ages_count_from_the_day_of_the_decision_under_either_law():
    data = pack({"证": question("date")}, item({"证": {"older_than_days": 30}}))
    sheet = {"answers": {"证": "2026-11-01"}}
    assert finding(data, sheet=sheet, acted_on=date(2026, 12, 31)).status == "compliant"


# ── Fines of the subject ──


def test_a_unit_meets_the_fines_of_units_and_of_those_responsible_and_an_individual_its_own():
    fines = [
        {"when": "immediate", "who": who, "max": n}
        for n, who in enumerate(("any", "unit", "individual", "responsible"), 1)
    ]
    data = pack({}, item({"all": []}, penalty={**CITATION, "measures": ["罚款"], "fines": fines}))
    assert [each.who for each in finding(data).fines] == ["any", "unit", "responsible"]
    assert [each.who for each in finding(data, sheet={"subject": "individual"}).fines] == ["any", "individual"]


def test_fines_whose_condition_is_false_go_and_unknown_ones_are_not_sure():
    fines = [fine(100, **{"if": {"额": {"lt": 10}}}), fine(200, **{"if": {"额": {"gte": 10}}})]
    data = pack(
        {"额": question("number")}, item({"all": []}, penalty={**CITATION, "measures": ["罚款"], "fines": fines})
    )
    assert [(each.max, each.sure) for each in finding(data, sheet={"answers": {"额": 10}}).fines] == [(200, True)]
    assert [(each.max, each.sure) for each in finding(data).fines] == [(100, False), (200, False)]


def test_multiples_are_exact_and_printed_as_integers_when_whole():
    data = pack(
        {"额": question("number")},
        item({"all": []}, penalty={**CITATION, "measures": ["罚款"], "fines": [times(0.1, 3)]}),
    )
    answered = decide(data, sheet={"answers": {"额": Decimal("99999999999.99")}})
    assert '"min": 9999999999.999, "max": 299999999999.97' in to_json(answered.as_json())
    whole = decide(data, sheet={"answers": {"额": 10}})
    assert '"min": 1, "max": 30,' in to_json(whole.as_json())
    (open_,) = decide(data).as_json()["findings"][0]["fines"]
    assert (open_["min"], open_["max"], open_["of"], open_["times"]) == (None, None, "额", [Decimal("0.1"), 3])


# ── Several packs ──


def test_findings_come_in_the_order_of_the_packs():
    second = pack(SIGN_QUESTIONS, item({"设有招牌": True}, id="b-1"), item({"设有招牌": False}, id="b-2"), id="b")
    decision = decide(second, SIGN, sheet={"answers": BIG})
    assert [each.item for each in decision.findings] == ["b-1", "b-2", "sign-001"]


def test_each_pack_hides_a_shared_fact_by_its_own_questions():
    open_ = pack({"招牌面积": question("number", unit="平方米")}, item({"招牌面积": {"gt": 8}}, id="b-1"), id="b")
    decision = decide(SIGN, open_, sheet={"answers": {"设有招牌": False, "招牌面积": 20}})
    assert [each.status for each in decision.findings] == ["not_applicable", "violation"]


def test_the_questions_to_show_follow_the_answers():
    deciding_ = engine(SIGN)
    assert deciding_.visible(AnswerSheet(), date(2026, 11, 21)) == {"设有招牌"}
    assert deciding_.visible(AnswerSheet({"设有招牌": True}), date(2026, 11, 21)) == set(SIGN_QUESTIONS)


# ── Twice ──


def test_a_reading_that_differs_is_refused_as_a_bug_and_keeps_the_inputs(monkeypatch):
    broken = engine(SIGN)
    monkeypatch.setattr(PlainReader, "findings", lambda _, items, __: [VIOLATED] * len(items.items))
    with pytest.raises(DisagreementFault) as caught:
        broken.decide(AnswerSheet({"设有招牌": False}), date(2026, 11, 21))
    assert "设有招牌" in caught.value.inputs
    assert "violation" in caught.value.by_plain
    assert "not_applicable" in caught.value.by_engine


def test_a_failing_engine_is_an_error_and_no_result(monkeypatch):
    broken = engine(SIGN)

    def fail(*_):
        raise EngineFault("broken")

    monkeypatch.setattr("compliance.engine.durable.DurableReader.statuses", fail)
    with pytest.raises(EngineFault):
        broken.decide(AnswerSheet(), date(2026, 11, 21))
