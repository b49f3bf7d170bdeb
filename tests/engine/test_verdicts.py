"""Discretion: from elements to verdicts, by forward chaining and by plain reading alike."""

from datetime import date

import pytest

from compliance.rulepacks.models import VERDICTS
from tests.packs import TODAY, decide, item, pack, question

BASIS = {"law": "某法", "article": 1}
ALL = VERDICTS


def rules(*listed, **circumstances):
    asked = {name: question("boolean") for name in "甲乙丙"} | circumstances
    return {
        "schema": 1,
        "kind": "discretion",
        "id": "d",
        "title": "裁量",
        "circumstances": asked,
        "rules": list(listed),
    }


def rule(identity, verdict=None, *elements, **more):
    numbered = [
        {"id": f"e{n}", "title": "要件", "when": {"甲": True}} | each for n, each in enumerate(elements or ({},))
    ]
    base = {"id": identity, "title": "规则", "basis": BASIS, "elements": numbered}
    return base | ({"verdict": verdict} if verdict else {}) | more


def outcome(discretion, said=None, violation=None, **sheet):
    data = pack({}, violation or item({"all": []}))
    raw = {"circumstances": {"sign-001": {"甲": True} if said is None else said}, **sheet}
    return decide(data, discretion, sheet=raw, as_of=TODAY).findings[0].outcome


def verdict_of(*verdicts, bars=()):
    listed = [rule(f"r{n}", verdict) for n, verdict in enumerate(verdicts)]
    listed += [rule("bar", bars=list(bars))] if bars else []
    found = outcome(rules(*listed))
    return found.verdict, found.officer_decides


def test_without_rules_a_violation_is_dealt_with_in_the_ordinary_way():
    found = outcome({**rules(), "rules": []}, said={})
    assert (found.verdict, found.applied, found.reachable, found.provisional) == ("ordinary", (), (), False)


@pytest.mark.parametrize("verdict", ALL)
def test_a_rule_that_applies_alone_gives_its_verdict(verdict):
    assert verdict_of(verdict) == (verdict, False)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("refer", "time_barred"), ("refer", False)),
        (("no_penalty_allowed", "no_penalty_required"), ("no_penalty_required", False)),
        (("no_penalty_required", "time_barred"), ("time_barred", False)),
        (("no_penalty_allowed", "aggravated", "mitigated"), ("no_penalty_allowed", False)),
        (("aggravated", "mitigated"), ("ordinary", True)),
        (("lenient", "aggravated", "ordinary"), ("ordinary", True)),
        (("lenient", "mitigated"), ("mitigated", False)),
        (("ordinary", "aggravated"), ("ordinary", False)),
    ],
)
def test_the_order_among_verdicts(verdicts, expected):
    assert verdict_of(*verdicts) == expected


def test_bars_take_verdicts_away():
    assert verdict_of("no_penalty_required", "lenient", bars=["no_penalty_required"]) == ("lenient", False)
    assert verdict_of("aggravated", "lenient", bars=["aggravated"]) == ("lenient", False)
    assert verdict_of("lenient", bars=list(ALL)) == ("ordinary", False)


def test_a_suspected_crime_is_handed_over_whatever_is_barred():
    assert verdict_of("refer", bars=["refer"]) == ("refer", False)


def test_a_rule_that_does_not_apply_bars_nothing():
    barring = rule("bar", None, {"when": {"乙": True}}, bars=["lenient"])
    for said in ({"甲": True}, {"甲": True, "乙": False}):
        assert outcome(rules(rule("a", "lenient"), barring), said).verdict == "lenient"


def test_elements_are_met_unmet_or_unknown():
    two = rule("a", "lenient", {"when": {"甲": True}}, {"when": {"乙": True}})
    for said, states in (({"甲": True}, ("met", "unknown")), ({"甲": True, "乙": False}, ("met", "unmet"))):
        found = outcome(rules(two), said)
        assert tuple(state for _, state in found.readings[0].elements) == states
        assert found.verdict == "ordinary"


def test_what_is_in_reach_names_what_is_still_to_do_or_to_show():
    curable = rule(
        "a", "lenient", {"when": {"甲": True}, "curable": True}, {"when": {"乙": True}}, {"when": {"丙": True}}
    )
    (reach,) = outcome(rules(curable), {"甲": False, "丙": True}).reachable
    assert (reach.rule, reach.verdict, reach.open) == ("a", "lenient", ("e0", "e1"))
    assert outcome(rules(curable), {"甲": False, "乙": False, "丙": True}).reachable == ()


def test_only_lighter_and_unbarred_verdicts_are_in_reach():
    barred = rule("barred", "time_barred", {"when": {"乙": True}})
    heavier = rule("heavier", "aggravated", {"when": {"乙": True}})
    lighter = rule("lighter", "mitigated", {"when": {"乙": True}})
    applied = rule("applied", "lenient", bars=["time_barred"])
    assert [reach.rule for reach in outcome(rules(barred, heavier, lighter, applied)).reachable] == ["lighter"]


@pytest.mark.parametrize(
    ("proof", "provenance", "state"),
    [
        ("declared", None, "met"),
        ("evidenced", None, "claimed"),
        ("evidenced", "evidenced", "met"),
        ("verified", "evidenced", "claimed"),
        ("verified", "verified", "met"),
    ],
)
def test_a_self_declared_fact_is_never_proof(proof, provenance, state):
    sheet = {"circumstance_provenance": {"sign-001": {"甲": provenance}}} if provenance else {}
    found = outcome(rules(rule("a", "lenient", {"proof": proof})), **sheet)
    assert found.readings[0].elements == (("e0", state),)
    assert (found.verdict, found.provisional) == ("lenient", state == "claimed")


def test_the_weakest_of_several_facts_counts():
    strong = rule("a", "lenient", {"when": {"甲": True, "乙": True}, "proof": "evidenced"})
    sheet = {"circumstance_provenance": {"sign-001": {"甲": "verified"}}}
    assert outcome(rules(strong), {"甲": True, "乙": True}, **sheet).provisional is True


def test_what_the_pack_itself_says_is_verified():
    severe = rule("a", "aggravated", {"when": {"item.severity": "minor"}, "proof": "verified"})
    listed = rule("b", "lenient", {"when": {"item.lists": {"includes": "first_offence"}}, "proof": "verified"})
    violation = item({"all": []}, lists=["first_offence"])
    found = outcome(rules(severe, listed), violation=violation)
    assert (found.applied, found.provisional) == (("a", "b"), False)


def prior(count, **more):
    return rules(rule("a", "lenient", {"when": {"prior.same_item": count}}, **more))


def test_history_counts_before_the_act_and_within_the_lookback():
    def entry(day, of="sign-001"):
        return {"item": of, "on": day}

    within, too_old, same_day, later = date(2025, 11, 21), date(2025, 11, 20), TODAY, date(2026, 12, 1)
    history = [entry(within), entry(too_old), entry(same_day), entry(later), entry(within, "other")]
    assert outcome(prior(1, lookback_days=365), history=history).applied == ("a",)
    assert outcome(prior(2), history=history).applied == ("a",)
    anything = rules(rule("a", "lenient", {"when": {"prior.any": 2}}, lookback_days=365))
    assert outcome(anything, history=history).applied == ("a",)


def test_a_history_that_nobody_knows_is_unknown_and_one_left_out_is_empty():
    assert outcome(prior(0)).applied == ("a",)
    assert outcome(prior(0), history=None).readings[0].elements == (("e0", "unknown"),)


def test_history_is_verified_only_where_an_officer_supplied_it():
    first = rules(rule("a", "lenient", {"when": {"prior.same_item": 0}, "proof": "verified"}))
    assert outcome(first).provisional is True
    assert outcome(first, history_source="verified").provisional is False


def test_circumstances_that_are_not_asked_are_unknown():
    gated = {"年龄": question("number", ask_when={"case.subject": "individual"})}
    young = rules(rule("a", "lenient", {"when": {"年龄": {"lt": 18}}}), **gated)
    assert outcome(young, {"年龄": 15}, subject="individual").applied == ("a",)
    assert outcome(young, {"年龄": 15}, subject="unit").applied == ()


def test_each_violation_has_its_own_circumstances():
    data = pack({}, item({"all": []}), item({"all": []}, id="sign-002"))
    sheet = {"circumstances": {"sign-002": {"甲": True}}}
    first, second = decide(data, rules(rule("a", "lenient")), sheet=sheet).findings
    assert (first.outcome.verdict, second.outcome.verdict) == ("ordinary", "lenient")


def test_only_violations_have_an_outcome():
    found = decide(pack({"事": question("boolean")}, item({"事": True})), rules(rule("a", "lenient")))
    assert found.findings[0].outcome is None


def test_long_lookbacks_do_not_run_off_the_calendar():
    assert outcome(prior(0, lookback_days=10_000_000)).applied == ("a",)


def test_files_that_share_a_circumstance_show_or_hide_it_each_for_itself_in_any_order():
    open_ = rules(rule("a", "lenient", {"when": {"乙": True}}))
    gated = {
        **rules(rule("b", "aggravated", {"when": {"甲": True}})),
        "id": "gated",
        "circumstances": {"甲": question("boolean"), "乙": question("boolean", ask_when={"甲": True})},
    }
    sheet = {"circumstances": {"sign-001": {"甲": False, "乙": True}}}
    for files in ((open_, gated), (gated, open_)):
        found = decide(pack({}, item({"all": []})), *files, sheet=sheet).findings[0].outcome
        assert (found.verdict, found.applied) == ("lenient", ("a",))


CITING = {"law": "食品安全法", "article": 33}


@pytest.mark.parametrize(
    ("when", "applies"),
    [
        ({"item.laws": {"includes": "食品安全法"}}, True),
        ({"item.laws": {"includes": "某条例"}}, True),
        ({"item.laws": {"includes": "食品"}}, False),
        ({"item.articles": {"includes": "食品安全法 33"}}, True),
        ({"item.articles": {"includes_any": ["食品安全法 3", "食品安全法 333", "某条例 33"]}}, False),
        ({"item.articles": {"includes_all": ["食品安全法 33", "某条例 18-1"]}}, True),
    ],
)
def test_a_rule_can_be_for_the_items_of_a_law_or_of_an_article(when, applies):
    dated = {"law": "某条例", "measures": ["警告"]}
    penalty = [{**dated, "article": 18, "from": date(2026, 1, 1)}, {**dated, "article": "18-1", "from": TODAY}]
    violation = item({"all": []}, duty=[CITING], penalty=penalty)
    found = outcome(rules(rule("a", "lenient", {"when": when, "proof": "verified"})), violation=violation)
    assert (found.applied == ("a",), found.provisional) == (applies, False)


def left_to_the_officer(verdict, *others, bars=()):
    listed = [rule("may", verdict, may=True), *(rule(f"r{n}", each) for n, each in enumerate(others))]
    listed += [rule("bar", bars=list(bars))] if bars else []
    found = outcome(rules(*listed))
    return found.verdict, found.officer_decides


@pytest.mark.parametrize(
    ("verdict", "others", "expected"),
    [
        ("lenient", (), ("ordinary", True)),
        ("mitigated", ("lenient",), ("lenient", True)),
        ("no_penalty_allowed", ("mitigated",), ("mitigated", True)),
        ("lenient", ("lenient",), ("lenient", False)),
        ("lenient", ("mitigated",), ("mitigated", False)),
        ("mitigated", ("no_penalty_allowed",), ("no_penalty_allowed", False)),
        ("lenient", ("aggravated",), ("aggravated", True)),
        ("lenient", ("refer",), ("refer", False)),
    ],
)
def test_what_the_law_leaves_to_the_officer_is_not_decided(verdict, others, expected):
    assert left_to_the_officer(verdict, *others) == expected


def test_what_is_barred_is_not_left_to_the_officer():
    assert left_to_the_officer("lenient", bars=["lenient"]) == ("ordinary", False)


def test_what_the_officer_may_do_is_in_reach():
    service = rule("may", "mitigated", {"when": {"甲": True}, "curable": True}, may=True)
    found = outcome(rules(service), {"甲": False})
    assert (found.verdict, found.officer_decides) == ("ordinary", False)
    assert [(reach.rule, reach.open) for reach in found.reachable] == [("may", ("e0",))]
