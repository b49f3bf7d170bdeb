"""The months that numbers are counted over."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from compliance.errors import ComplianceError
from compliance.services.office import BEIJING
from compliance.store.spans import Span

USUAL, MOST = 12, 36
"""Months."""
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


class NumbersInputError(ComplianceError):
    """What was asked for can't be counted: `problems` says of each field, by name, what to mend."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.values()))


@dataclass(frozen=True, slots=True)
class Month:
    """A month in China."""

    year: int
    month: int

    def after(self, months: int) -> "Month":
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    @property
    def begins(self) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=BEIJING)

    @property
    def span(self) -> Span:
        return Span(self.begins, self.after(1).begins)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def chinese(self) -> str:
        return f"{self.year}年{self.month}月"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, one after the other; at least one."""

    months: tuple[Month, ...]

    @property
    def span(self) -> Span:
        return Span(self.months[0].begins, self.months[-1].after(1).begins)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Of each month."""
        return tuple(month.span for month in self.months)

    @property
    def chinese(self) -> str:
        first, last = self.months[0], self.months[-1]
        return first.chinese if first == last else f"{first.chinese}至{last.chinese}"


def period_of(since: str, until: str, today: date) -> Period:
    """From and to the months as they are typed («2026-01»), both included; left out: the USUAL months until today's.

    Raises NumbersInputError for what is no month, ends before it begins, or is longer than MOST.
    """
    problems = {
        name: "请写成年和月，如 2026-01"
        for name, typed in (("since", since), ("until", until))
        if typed and not _MONTH.fullmatch(typed)
    }
    if problems:
        raise NumbersInputError(problems)
    last = _month(until) if until else Month(today.year, today.month)
    first = _month(since) if since else last.after(1 - USUAL)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count < 1:
        raise NumbersInputError({"until": "最后一个月在第一个月之前；请换过来"})
    if count > MOST:
        raise NumbersInputError({"since": f"一次最多统计 {MOST} 个月；请缩短"})
    return Period(tuple(first.after(place) for place in range(count)))


def _month(typed: str) -> Month:
    year, month = typed.split("-")
    return Month(int(year), int(month))
