"""Lighter, harsher, and what is neither."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.rulepacks.models import VERDICTS
from compliance.services.replaying.order import CHANGES, Grade, Terms, Weighed, change, gravest

FINE = Grade("uncorrected", "any", Decimal(10_000), Decimal(100_000), may=False, sure=True)
TERMS = Terms(frozenset({"责令限期改正", "罚款"}), 15, "minor", (("某条例", "18", 2, None),))
VIOLATION = Weighed("violation", "ordinary", (FINE,), ("same", False, False, False), (), TERMS)
UNDETERMINED, COMPLIANT, NOT_APPLICABLE = Weighed("undetermined"), Weighed("compliant"), Weighed("not_applicable")
OPPOSITE = {"lighter": "harsher", "newly_undetermined": "newly_decided"}
OPPOSITE |= {after: before for before, after in OPPOSITE.items()}


def terms(**changes: object) -> Weighed:
    return replace(VIOLATION, terms=replace(TERMS, **changes))  # type: ignore[arg-type]


def fines(*grades: Grade) -> Weighed:
    return replace(VIOLATION, fines=grades)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (COMPLIANT, VIOLATION, "harsher"),
        (None, VIOLATION, "harsher"),
        (VIOLATION, None, "lighter"),
        (VIOLATION, NOT_APPLICABLE, "lighter"),
        (COMPLIANT, UNDETERMINED, "newly_undetermined"),
        (VIOLATION, UNDETERMINED, "newly_undetermined"),
        (UNDETERMINED, VIOLATION, "newly_decided"),
        (UNDETERMINED, COMPLIANT, "newly_decided"),
        (UNDETERMINED, None, "newly_decided"),
        (UNDETERMINED, UNDETERMINED, "same"),
        (None, NOT_APPLICABLE, "same"),
        (COMPLIANT, NOT_APPLICABLE, "otherwise"),
        (None, COMPLIANT, "otherwise"),
        (VIOLATION, VIOLATION, "same"),
        (VIOLATION, replace(VIOLATION, verdict="lenient"), "lighter"),
        (VIOLATION, replace(VIOLATION, verdict="refer"), "harsher"),
        (VIOLATION, fines(replace(FINE, max=Decimal(50_000))), "lighter"),
        (VIOLATION, fines(replace(FINE, min=Decimal(20_000))), "harsher"),
        (VIOLATION, fines(replace(FINE, min=Decimal(20_000), max=Decimal(50_000))), "otherwise"),
        (VIOLATION, fines(replace(FINE, may=True)), "lighter"),
        (VIOLATION, fines(replace(FINE, sure=False)), "otherwise"),
        (VIOLATION, fines(), "lighter"),
        (VIOLATION, fines(FINE, replace(FINE, who="responsible")), "harsher"),
        (VIOLATION, fines(FINE, FINE), "otherwise"),
        (VIOLATION, fines(replace(FINE, when="immediate")), "otherwise"),
        (VIOLATION, terms(within_days=30), "lighter"),
        (VIOLATION, terms(within_days=7), "harsher"),
        (VIOLATION, terms(within_days=None), "otherwise"),
        (VIOLATION, terms(measures=TERMS.measures | {"责令停产停业"}), "harsher"),
        (VIOLATION, terms(measures=frozenset({"罚款"})), "lighter"),
        (VIOLATION, terms(measures=frozenset({"警告"})), "otherwise"),
        (VIOLATION, terms(laws=(("某条例", "19", 2, None),)), "otherwise"),
        (VIOLATION, terms(severity="serious"), "otherwise"),
        (VIOLATION, replace(VIOLATION, unsure=("same", False, True, False)), "otherwise"),
        (VIOLATION, replace(VIOLATION, rests_on=("first-offence",)), "otherwise"),
        (VIOLATION, replace(terms(within_days=30), fines=(replace(FINE, max=Decimal(200_000)),)), "otherwise"),
        (VIOLATION, replace(terms(within_days=7), verdict="mitigated"), "lighter"),
        (VIOLATION, terms(within_days=7, severity="serious", laws=()), "harsher"),
    ],
)
def test_what_became_of_a_finding(old: Weighed | None, new: Weighed | None, wanted: str) -> None:
    assert change(old, new) == wanted


def test_verdicts_weigh_as_the_engine_has_them() -> None:
    for lighter, harsher in pairwise(VERDICTS):
        before, after = replace(VIOLATION, verdict=lighter), replace(VIOLATION, verdict=harsher)
        assert (change(before, after), change(after, before)) == ("harsher", "lighter")


grades = st.builds(
    Grade,
    when=st.sampled_from(["immediate", "uncorrected"]),
    who=st.sampled_from(["any", "unit"]),
    min=st.integers(0, 2).map(Decimal),
    max=st.integers(2, 4).map(Decimal),
    may=st.booleans(),
    sure=st.booleans(),
)
measures = st.frozensets(st.sampled_from(["警告", "罚款", "停业"]))
violations = st.builds(
    Weighed,
    status=st.just("violation"),
    verdict=st.sampled_from(["lenient", "ordinary"]),
    fines=st.lists(grades, max_size=2).map(tuple),
    terms=st.builds(Terms, measures=measures, within_days=st.none() | st.integers(1, 2)),
)
others = st.sampled_from([None, UNDETERMINED, COMPLIANT, NOT_APPLICABLE])


@given(old=violations | others, new=violations | others)
def test_going_back_is_the_opposite(old: Weighed | None, new: Weighed | None) -> None:
    there, back = change(old, new), change(new, old)
    assert back == OPPOSITE.get(there, there)


@given(old=violations | others)
def test_nothing_changes_where_nothing_did(old: Weighed | None) -> None:
    assert change(old, old) == "same"


def test_a_case_counts_under_what_most_needs_a_second_look() -> None:
    assert gravest(CHANGES) == "harsher"
    assert gravest(["same", "lighter", "otherwise"]) == "otherwise"
    assert gravest(()) == "same"
