"""For each fact the few values that stand for all: one for each way in which the tests at hand can come out."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

from compliance.engine.written import TRUE, bits_of, read_once
from compliance.rulepacks.conditions import Test
from compliance.rulepacks.models import Question
from compliance.rulepacks.values import EXACT, MAX_DECIMAL_PLACES, Value, ValueFlaw, exact_number


def holds(test: Test, value: Value, as_of: date) -> bool:
    """Whether the test holds of a known value; its operand must be known too."""
    return read_once(test, {test.fact: value}.get, as_of, bits_of(test)) == TRUE


def samples(questions: Sequence[Question], tests: Sequence[Test], as_of: date) -> tuple[Value, ...]:
    """Values that all the questions allow, no two of them alike to all the tests, the most telling first.

    Every value that the questions allow is to all the tests as one of these. `questions`: all that ask for the fact,
    of the same type, other than choices and text; `tests`: on it, none of a parameter without value.
    """
    distinct: dict[tuple[bool, ...], Value] = {}
    for value in _CANDIDATES[questions[0].type](questions, tests, as_of):
        distinct.setdefault(tuple(holds(test, value, as_of) for test in tests), value)
    return tuple(distinct.values())


def operands_of(test: Test) -> tuple[Any, ...]:
    """The operands of a test, be it one or a list."""
    return test.operand if isinstance(test.operand, tuple) else (test.operand,)


def _booleans(_: Sequence[Question], __: Sequence[Test], ___: date) -> Iterator[Value]:
    yield from (True, False)


def _options(questions: Sequence[Question], _: Sequence[Test], __: date) -> Iterator[Value]:
    yield from questions[0].options or ()


def _numbers(questions: Sequence[Question], tests: Sequence[Test], _: date) -> Iterator[Value]:
    """The bounds that are tested, a number from each gap around them, and the ends of what is allowed."""
    least = max((each.min for each in questions if each.min is not None), default=None)
    most = min((each.max for each in questions if each.max is not None), default=None)
    ends = [each for each in (least, most) if each is not None]
    bounds = sorted({each for test in tests for each in operands_of(test)})
    gaps = (_between(low, high) for low, high in pairwise([None, *sorted({*bounds, *ends}), None]))
    for number in (*bounds, *(each for each in gaps if each is not None), *ends):
        if (least is None or number >= least) and (most is None or number <= most):
            yield number


def _between(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """The number with the fewest decimal places between the two; None where none can be written."""
    for places in range(MAX_DECIMAL_PLACES + 1):
        step = Decimal(1).scaleb(-places)
        if high is not None:
            number = EXACT.subtract(high.quantize(step, ROUND_CEILING, EXACT), step)
        else:
            number = EXACT.add((low or Decimal(0)).quantize(step, ROUND_FLOOR, EXACT), step)
        if low is None or number > low:
            try:
                return exact_number(number)
            except ValueFlaw:
                continue
    return None


def _dates(_: Sequence[Question], tests: Sequence[Test], as_of: date) -> Iterator[Value]:
    """The days that are tested, the day before and the day after each."""
    today = as_of.toordinal()
    days = [day for test in tests for day in _days_tested(test, today)] + [today]
    for step in (0, -1, 1):
        for day in days:
            if date.min.toordinal() <= day + step <= date.max.toordinal():
                yield date.fromordinal(day + step)


def _days_tested(test: Test, today: int) -> Iterator[int]:
    if isinstance(test.operand, date):
        yield test.operand.toordinal()
    elif isinstance(test.operand, Decimal):
        yield today - int(test.operand)


_CANDIDATES: dict[str, Callable[[Sequence[Question], Sequence[Test], date], Iterator[Value]]] = {
    "boolean": _booleans,
    "choice": _options,
    "number": _numbers,
    "date": _dates,
}
