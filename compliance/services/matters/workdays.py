"""Working days in China, holidays and make-up days included: the one module that knows chinese_calendar.

The State Council publishes a year's holidays late in the year before. For a year that isn't known, weekends alone are
free; whatever is counted over such a day says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

ESTIMATE_NOTE = "节假日安排还没有公布，先按周末算"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, itself included; `estimated` where holidays on the way aren't known yet."""

    on: date
    estimated: bool = False

    @property
    def note(self) -> str:
        return ESTIMATE_NOTE if self.estimated else ""


def is_workday(day: date) -> bool | None:
    """Whether people work on the day; None where its year's holidays aren't known."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def working_days_after(day: date, count: int) -> Deadline:
    """The `count`th working day after the day, which itself doesn't count; `count` from 1."""
    estimated = False
    while count > 0:
        day += timedelta(1)
        works = is_workday(day)
        estimated |= works is None
        count -= day.weekday() < _SATURDAY if works is None else works
    return Deadline(day, estimated)
