"""Fines that a subject can meet, and which of two laws is lighter (行政处罚法 第37条)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from compliance.engine.decision import FineRange, Law
from compliance.engine.facts import Truth
from compliance.engine.sheet import Subject
from compliance.rulepacks.models import Fine, Penalty
from compliance.rulepacks.values import EXACT, Value

_MEETS: dict[Subject, tuple[str, ...]] = {"unit": ("any", "unit", "responsible"), "individual": ("any", "individual")}
_Pair: TypeAlias = tuple[str, str]
_NO_FINE = (Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Threat:
    """What one law threatens: the index of its penalty entry, its measures, its fines."""

    penalty: int
    measures: frozenset[str]
    fines: tuple[FineRange, ...]


def fines_met(
    penalty: Penalty, subject: Subject, truths: Sequence[Truth], values: Mapping[str, Value]
) -> tuple[FineRange, ...]:
    """The fines of the penalty that the subject can meet; `truths` tells of each whether its `if` holds."""
    return tuple(
        _range(fine, truth, values)
        for fine, truth in zip(penalty.fines, truths, strict=True)
        if fine.who in _MEETS[subject] and truth is not False
    )


def _range(fine: Fine, applies: Truth, values: Mapping[str, Value]) -> FineRange:
    sure = applies is True
    if fine.of is None or fine.times is None:
        return FineRange(fine.when, fine.who, fine.min, fine.max, fine.may, sure, fine.per)
    base = values.get(fine.of)
    if not isinstance(base, Decimal):
        return FineRange(fine.when, fine.who, None, None, fine.may, sure, fine.per, fine.of, fine.times)
    low, high = (EXACT.multiply(base, times) for times in fine.times)
    return FineRange(fine.when, fine.who, low, high, fine.may, sure, fine.per)


def lighter_law(old: Threat, new: Threat) -> tuple[Law, bool]:
    """Which of two laws that both make a violation is taken, and whether the officer must decide it."""
    if _entries(old) == _entries(new):
        return ("same", False) if old.measures == new.measures else ("old", True)
    pairs = [(_by_pair(old).get(pair, []), _by_pair(new).get(pair, [])) for pair in {**_by_pair(old), **_by_pair(new)}]
    if not all(_comparable(*sides) for sides in pairs):
        return "old", True
    changes = {_compare(*sides) for sides in pairs}
    if changes == {0}:
        return ("same", False) if old.measures == new.measures else ("old", True)
    if {-1, 1} <= changes:
        return "old", True
    return ("new", False) if -1 in changes else ("old", False)


def _entries(threat: Threat) -> list[tuple[object, ...]]:
    """The fines without what doesn't weigh (`may`), in an order of their own."""
    entries = [
        (each.when, each.who, each.min, each.max, each.sure, each.per, each.of, each.times) for each in threat.fines
    ]
    return sorted(entries, key=_sort_key)


def _sort_key(entry: tuple[object, ...]) -> str:
    return repr([each.normalize() if isinstance(each, Decimal) else each for each in entry])


def _by_pair(threat: Threat) -> dict[_Pair, list[FineRange]]:
    pairs: defaultdict[_Pair, list[FineRange]] = defaultdict(list)
    for fine in threat.fines:
        pairs[fine.when, fine.who].append(fine)
    return dict(pairs)


def _comparable(old: list[FineRange], new: list[FineRange]) -> bool:
    both = old + new
    if len(old) > 1 or len(new) > 1 or not all(fine.sure for fine in both):
        return False
    if any(fine.of for fine in both) and (len(both) < 2 or old[0].of != new[0].of):
        return False
    return len({fine.per for fine in both}) <= 1


def _compare(old: list[FineRange], new: list[FineRange]) -> int:
    """-1: the new fine is lighter; by maximum, then by minimum."""
    before, after = _bounds(old), _bounds(new)
    return (after > before) - (after < before)


def _bounds(fines: list[FineRange]) -> tuple[Decimal, Decimal]:
    if not fines:
        return _NO_FINE
    low, high = fines[0].times if fines[0].times else (fines[0].min, fines[0].max)
    assert low is not None
    assert high is not None
    return high, low
