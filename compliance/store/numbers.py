"""The repository of numbers about matters and visits: the database counts, and nothing of any one of them comes out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, FromClause, Select, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from compliance.store.matters import Wanted, narrowed
from compliance.store.spans import MENDINGS, Mending, Span, departs, is_repeated, mendings, of_newest
from compliance.store.tables.checks import VisitRow
from compliance.store.tables.matters import MatterRow, MatterRulingRow, MatterStayRow


class Violations(NamedTuple):
    """How many violations have the `value` in what is called `by`, in how many matters, and how many of the violations
    are repeated. `by` is all, item, department, town, month, computed, verdict or departs (with the value "")."""

    by: str
    value: str
    violations: int
    matters: int
    repeated: int


class Standing(NamedTuple):
    """How many matters are in a state, and how many of these are overdue."""

    state: str
    matters: int
    overdue: int


class Lasted(NamedTuple):
    """How many matters were in the state for so many days altogether."""

    state: str
    days: int
    matters: int


class Rated(NamedTuple):
    """How many visits have the status and the rating."""

    status: str
    rating: int | None
    visits: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of what is wanted; one statement each, however much there is."""

    session: Session

    def violations(self, wanted: Wanted, pack: str, months: Sequence[Span]) -> tuple[Violations, ...]:
        """Those that newest decisions hold, by everything; only the pack's where one is named.

        A month's value is its place in `months`.
        """
        each = _violations(wanted, pack, months)
        departing = each.select().where(each.c.departs == 1).subquery()
        queries = [_by_place(each), *(_by(each, name) for name in ("item", "computed", "verdict")), _by(departing)]
        summed: dict[tuple[str, str], list[int]] = {}
        for by, value, town, month, *counts in self.session.execute(union_all(*queries)):
            places = ("all", ""), ("department", value), ("town", town), ("month", month)
            for key in places if by == "place" else [(by, value)]:
                summed[key] = [a + int(b) for a, b in zip(summed.get(key, (0, 0, 0)), counts, strict=True)]
        return tuple(Violations(*key, *counts) for key, counts in summed.items())

    def by_month(self, wanted: Wanted, moment: str, months: Sequence[Span]) -> tuple[int, ...]:
        """How many matters have the moment, `opened_at` or `at`, in each of the months."""
        month = _month(getattr(MatterRow, moment), months).label("month")
        query = narrowed(select(month, func.count()).select_from(MatterRow), wanted).group_by("month")
        found = {int(place): count for place, count in self.session.execute(query)}
        return tuple(found.get(place, 0) for place in range(len(months)))

    def standing(self, wanted: Wanted, today: date) -> tuple[Standing, ...]:
        overdue = func.sum(case((MatterRow.due < today, 1), else_=0))
        query = narrowed(select(MatterRow.state, func.count(), overdue), wanted).group_by(MatterRow.state)
        return tuple(Standing(*row) for row in self.session.execute(query))

    def mended(self, wanted: Wanted, ordered: Span, today: date) -> dict[Mending, int]:
        """How many matters that were ordered to mend in the span came to what."""
        worst = narrowed(mendings(ordered, today), wanted).subquery()
        query = select(worst.c.worst, func.count()).group_by(worst.c.worst)
        return {MENDINGS[place]: count for place, count in self.session.execute(query)}

    def lasted(self, wanted: Wanted) -> tuple[Lasted, ...]:
        """How long matters were in each state, the time of all its stays together; running stays don't count."""
        stay = MatterStayRow
        days = func.sum(stay.days).label("days")
        joined = select(stay.state, days).join(MatterRow, MatterRow.number == stay.matter)
        each = narrowed(joined.where(stay.days.is_not(None)), wanted).group_by(stay.matter, stay.state).subquery()
        query = select(each.c.state, each.c.days, func.count()).group_by(each.c.state, each.c.days)
        return tuple(Lasted(state, int(days), count) for state, days, count in self.session.execute(query))

    def visits(self, asked: Span, departments: Collection[str], within: Wanted | None) -> tuple[Rated, ...]:
        """Visits asked for in the span that aren't cancelled and ask for all of the departments; only those that became
        matters `within` what is wanted, where anything is."""
        row = VisitRow
        told = [asked.has(row.requested_at), row.status != "cancelled", *map(_asks_for, departments)]
        query = select(row.status, row.rating, func.count()).where(*told)
        if within is not None:
            query = query.where(row.number.in_(narrowed(select(MatterRow.visit), within)))
        return tuple(Rated(*found) for found in self.session.execute(query.group_by(row.status, row.rating)))

    def of_visits(self, wanted: Wanted) -> dict[int | None, int]:
        """How many matters wanted began with a visit, by the visit's rating."""
        query = select(VisitRow.rating, func.count()).join(MatterRow, MatterRow.visit == VisitRow.number)
        found = self.session.execute(narrowed(query, wanted).group_by(VisitRow.rating))
        return {row[0]: row[1] for row in found}


def _violations(wanted: Wanted, pack: str, months: Sequence[Span]) -> CTE:
    """A row for each."""
    ruling, matter = MatterRulingRow, MatterRow
    query = select(
        ruling.matter,
        ruling.item,
        matter.department,
        matter.town,
        _month(matter.decided_at, months).label("month"),
        ruling.computed,
        ruling.verdict,
        case((departs(), 1), else_=0).label("departs"),
        case((is_repeated(), 1), else_=0).label("repeated"),
    ).join(MatterRow, of_newest())
    if pack:
        query = query.where(ruling.pack == pack)
    return narrowed(query, wanted).cte("violations")


def _by_place(violations: CTE) -> Select[Any]:
    """By department, town and month at once; a matter is all in one of each, so that counts of these add up."""
    row = violations.c
    same = [func.min(row[name]).label(name) for name in ("department", "town", "month")]
    counts = (func.count().label("violations"), func.sum(row.repeated).label("repeated"))
    matter = select(*same, *counts).group_by(row.matter).subquery().c
    places = [matter[each.name] for each in same]
    summed = (func.sum(matter.violations), func.count(), func.sum(matter.repeated))
    return select(literal("place"), *places, *summed).group_by(*places)


def _by(violations: FromClause, name: str = "") -> Select[Any]:
    """By the column of the name; all together, which depart from what was computed, without one."""
    row, nothing = violations.c, literal("")
    value = row[name] if name else nothing
    counts = (func.count(), func.count(row.matter.distinct()), func.coalesce(func.sum(row.repeated), 0))
    query = select(literal(name or "departs"), value, nothing, nothing, *counts).select_from(violations)
    return query.group_by(value) if name else query


def _month(moment: Any, months: Sequence[Span]) -> ColumnElement[str]:
    """The place of the moment's month; by the borders of the months themselves, which lists are narrowed by too."""
    *others, last = (str(place) for place in range(len(months)))
    places = ((moment < span.before, literal(place)) for span, place in zip(months, others, strict=False))
    return case(*places, else_=literal(last)) if others else literal(last)


def _asks_for(department: str) -> ColumnElement[bool]:
    """Whether a visit asks for the department; an item of the rules may name several in one («住建、综合行政执法»)."""
    marks = [(f"{left}", f"{right}") for left in '"、' for right in '"、']
    return or_(*(VisitRow.departments.contains(f"{left}{department}{right}", autoescape=True) for left, right in marks))
