"""The part of a fine's range that a benchmark has for a verdict."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.engine.bands import Bands
from tests.packs import CITATION, TODAY, decide, item, pack, question, rule_file

DEPARTMENT = "综合行政执法"
FINE = {"when": "immediate", "who": "any", "min": 10000, "max": 100000}


def band(verdict="ordinary", low=0, high=0.3, **more):
    base = {"verdict": verdict, "from": date(2026, 1, 1), "share": [low, high], "unverified": "基准没有收录"}
    return base | more


def discretion(bands, *rules):
    return {"schema": 1, "kind": "discretion", "id": "d", "title": "裁量", "rules": list(rules), "bands": bands}


def rule(verdict, identity="r", **more):
    return {"id": identity, "title": "规则", "verdict": verdict, "basis": CITATION, "elements": [], **more}


def ranges(bands, *rules, fines=(FINE,), questions=None, day=TODAY):
    """The amounts of each fine's band, by the fine's number."""
    violated = item({"all": []}, penalty={**CITATION, "measures": ["罚款"], "fines": list(fines)})
    file = discretion(bands, *rules)
    (finding,) = decide(pack(questions or {}, violated), file, as_of=day).findings
    found = Bands([rule_file(file).content]).of(finding, DEPARTMENT, day)
    return {each.fine: (each.min, each.max) for each in found}


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ([0, 0.3], (10000, 37000)),
        ([0.3, 0.7], (37000, 73000)),
        ([0.7, 1], (73000, 100000)),
        ([0, 0], (10000, 10000)),
        ([0, 1], (10000, 100000)),
        ([0.333, 0.334], (39970, 40060)),
    ],
)
def test_a_band_is_a_share_of_the_range_above_its_least(share, expected):
    assert ranges([band(low=share[0], high=share[1])]) == {0: expected}


AMOUNTS = st.decimals(0, 10**12, places=2, allow_nan=False)
SHARES = st.decimals(0, 1, places=6, allow_nan=False)


@given(st.tuples(AMOUNTS, AMOUNTS).map(sorted), st.tuples(SHARES, SHARES).map(sorted))
def test_amounts_are_exact_and_within_the_range(amounts, shares):
    (least, most), (low, high) = amounts, shares
    fine = {**FINE, "min": float_free(least), "max": float_free(most)}
    found = ranges([band(low=float_free(low), high=float_free(high))], fines=[fine])
    if least == most:
        assert found == {}
        return
    expected = [Fraction(least) + Fraction(most - least) * Fraction(share) for share in (low, high)]
    assert [Fraction(each) for each in found[0]] == expected
    assert least <= found[0][0] <= found[0][1] <= most


def float_free(value: Decimal) -> object:
    """The number as YAML has it, whose floats are read as they are written."""
    return int(value) if value == int(value) else float(value)


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ([band(department=DEPARTMENT)], 37000),
        ([band(department="市场监管")], None),
        ([band(), band(high=0.5, department=DEPARTMENT)], 55000),
        ([band(high=0.5, department=DEPARTMENT), band()], 55000),
        ([band(high=0.5, department=DEPARTMENT, **{"from": date(2026, 11, 22)}), band()], 37000),
        ([band(verdict="lenient"), band(verdict="aggravated")], None),
    ],
)
def test_the_departments_own_band_goes_before_one_for_any(bands, expected):
    assert [each[1] for each in ranges(bands).values()] == ([] if expected is None else [expected])


def test_the_newest_band_not_after_the_decision_counts():
    dated = [band(), band(high=0.5, **{"from": date(2026, 11, 21)})]
    assert ranges(dated, day=date(2026, 11, 20)) == {0: (10000, 37000)}
    assert ranges(dated, day=date(2026, 11, 21)) == {0: (10000, 55000)}
    assert ranges([band(**{"from": date(2026, 11, 22)})]) == {}


@pytest.mark.parametrize("verdict", ["lenient", "ordinary", "aggravated"])
def test_each_verdict_has_its_own_band(verdict):
    bands = [band("lenient", 0, 0.3), band("ordinary", 0.3, 0.7), band("aggravated", 0.7, 1)]
    expected = {"lenient": (10000, 37000), "ordinary": (37000, 73000), "aggravated": (73000, 100000)}
    assert ranges(bands, rule(verdict)) == {0: expected[verdict]}


@pytest.mark.parametrize("verdict", ["time_barred", "no_penalty_required", "no_penalty_allowed", "mitigated", "refer"])
def test_what_is_not_fined_within_the_range_has_no_band(verdict):
    assert ranges([band("lenient"), band("ordinary"), band("aggravated")], rule(verdict)) == {}


def test_where_an_officer_decides_nothing_is_said():
    bands = [band("lenient"), band("ordinary"), band("aggravated")]
    assert ranges(bands, rule("lenient"), rule("aggravated", "s")) == {}
    assert ranges(bands, rule("lenient", may=True)) == {}


def test_only_known_amounts_that_leave_a_choice_have_a_band():
    fines = [
        {**FINE, "min": 500, "max": 500},
        {"when": "immediate", "who": "any", "of": "货值", "times": [1, 3]},
        {"when": "serious", "who": "any", "max": 20000},
    ]
    assert ranges([band()], fines=fines, questions={"货值": question("number")}) == {2: (0, 6000)}
