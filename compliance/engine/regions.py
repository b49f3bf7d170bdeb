"""The values that a fact could take instead, as far as conditions can tell them apart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, combinations, pairwise
from typing import Any

from compliance.rulepacks.conditions import All, Condition, Test
from compliance.rulepacks.models import Question
from compliance.rulepacks.values import Value, ValueFlaw, exact_number

MOST_TOGGLED = 6


@dataclass(frozen=True, slots=True)
class Region:
    """Values that no condition at hand tells apart: one of them, and what is true of just those.

    Numbers and dates lie between `low` and `high`, both None or apart for a gap, both alike for a single value, and
    `position` counts them from the least.
    """

    value: Value
    goal: Condition
    low: Any = None
    high: Any = None
    position: int = 0


def regions_of(fact: str, question: Question, tests: Sequence[Test], now: Value | None, as_of: date) -> list[Region]:
    """All regions of the fact's values but the one that it is in, the nearest first. `tests` are all that read it."""
    found = [each for each in _REGIONS[question.type](fact, question, tests, now, as_of) if not _holds(each, now)]
    return sorted(found, key=lambda each: _distance(each.value, now))


def joined(fact: str, regions: Sequence[Region], chosen: Region) -> Condition:
    """What is true of the chosen region and of those of the accepted `regions` that can be named with it."""
    if isinstance(chosen.value, str):
        options = tuple(each.value for each in regions if isinstance(each.value, str))
        return chosen.goal if len(options) == 1 else Test(fact, "in", options)
    if isinstance(chosen.value, Decimal | date):
        first, last = _run(regions, chosen)
        return _bounds(fact, first, last)
    return chosen.goal


def _run(regions: Sequence[Region], chosen: Region) -> tuple[Region, Region]:
    """The first and the last of the regions that lie next to each other around the chosen one."""
    at = {each.position: each for each in regions}
    first = last = chosen
    while first.position - 1 in at:
        first = at[first.position - 1]
    while last.position + 1 in at:
        last = at[last.position + 1]
    return first, last


def _bounds(fact: str, first: Region, last: Region) -> Condition:
    if first.low is not None and first.low == last.high:
        return Test(fact, "is", first.low)
    above, from_, below, to = _RANGES[isinstance(first.value, date)]
    tests = []
    if first.low is not None:
        tests.append(Test(fact, from_ if first.low == first.high else above, first.low))
    if last.high is not None:
        tests.append(Test(fact, to if last.low == last.high else below, last.high))
    return tests[0] if len(tests) == 1 else All(tuple(tests))


_RANGES = {False: ("gt", "gte", "lt", "lte"), True: ("after", "on_or_after", "before", "on_or_before")}


def _holds(region: Region, now: Any) -> bool:
    """Whether the fact is in the region already."""
    if now is None or not isinstance(now, Decimal | date):
        return bool(region.value == now)
    if region.low is not None and region.low == region.high:
        return bool(now == region.low)
    return (region.low is None or now > region.low) and (region.high is None or now < region.high)


def _booleans(fact: str, _: Question, __: Sequence[Test], ___: Any, ____: date) -> Iterator[Region]:
    for value in (True, False):
        yield Region(value, Test(fact, "is", value))


def _options(fact: str, question: Question, _: Sequence[Test], __: Any, ___: date) -> Iterator[Region]:
    for option in _within_reach(question):
        yield Region(option, Test(fact, "is", option))


def _within_reach(question: Question) -> tuple[str, ...]:
    """The options that a deed can lead to."""
    return question.changeable if isinstance(question.changeable, tuple) else question.options or ()


def _sets(fact: str, question: Question, tests: Sequence[Test], now: Any, __: date) -> Iterator[Region]:
    """The set as it is with some of the options that are asked about put in or taken out."""
    within = _within_reach(question)
    asked = dict.fromkeys(chain.from_iterable(_listed(test.operand) for test in tests))
    named = [option for option in asked if option in within][:MOST_TOGGLED]
    present: frozenset[str] = now or frozenset()
    for toggled in chain.from_iterable(combinations(named, size) for size in range(1, len(named) + 1)):
        changes = tuple(Test(fact, "excludes" if option in present else "includes", option) for option in toggled)
        yield Region(present.symmetric_difference(toggled), changes[0] if len(changes) == 1 else All(changes))


def _listed(operand: Any) -> tuple[Any, ...]:
    return operand if isinstance(operand, tuple) else (operand,)


def _numbers(fact: str, question: Question, tests: Sequence[Test], _: Any, __: date) -> Iterator[Region]:
    bounds = {each for test in tests for each in _listed(test.operand) if isinstance(each, Decimal)}
    for position, (low, high) in enumerate(_gaps(bounds)):
        value = _between(low, high, question)
        if value is not None:
            yield Region(value, All(), low, high, position)


def _gaps(bounds: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """(None, a), (a, a), (a, b), (b, b) … (z, None): between the bounds, and the bounds themselves."""
    ordered = sorted(bounds)
    for low, high in pairwise([None, *ordered, None]):
        yield low, high
        if high is not None:
            yield high, high


def _between(low: Decimal | None, high: Decimal | None, question: Question) -> Decimal | None:
    """A number of the gap that the question allows."""
    least = max((each for each in (low, question.min) if each is not None), default=None)
    most = min((each for each in (high, question.max) if each is not None), default=None)
    if least is None or most is None:
        value = (most or Decimal(0)) - 1 if least is None else least + 1
        value = Decimal(0) if least is None and most is None else value
    else:
        value = (least + most) / 2
    inside = low == high or ((low is None or value > low) and (high is None or value < high))
    allowed = (question.min is None or value >= question.min) and (question.max is None or value <= question.max)
    try:
        return exact_number(value) if inside and allowed else None
    except ValueFlaw:
        return None


def _dates(fact: str, _: Question, tests: Sequence[Test], __: Any, as_of: date) -> Iterator[Region]:
    bounds: set[date] = set()
    for test in tests:
        if isinstance(test.operand, date):
            bounds.add(test.operand)
        elif isinstance(test.operand, Decimal):
            bounds |= {as_of, as_of - timedelta(int(test.operand))}
    day = timedelta(1)
    for position, (low, high) in enumerate(_gaps(bounds)):
        if low is None:
            yield Region((high or as_of) - day, All(), low, high, position)
        elif low == high:
            yield Region(low, All(), low, high, position)
        elif high is None or low + day < high:
            yield Region(low + day, All(), low, high, position)


def _distance(value: Any, now: Any) -> Any:
    if isinstance(value, frozenset):
        return len(value.symmetric_difference(now or frozenset()))
    if isinstance(value, date):
        return abs((value - now).days) if now else 0
    if isinstance(value, Decimal):
        return abs(value - now) if now is not None else 0
    return 0


_REGIONS: dict[str, Any] = {
    "boolean": _booleans,
    "choice": _options,
    "choices": _sets,
    "number": _numbers,
    "date": _dates,
    "text": lambda *_: [],
}
