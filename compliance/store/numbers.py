"""The repository of numbers about matters and visits: the database counts, and nothing of any one of them comes out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import Session

from compliance.rulepacks.models import VERDICTS
from compliance.store.matters import Wanted, narrowed
from compliance.store.spans import MENDINGS, Mending, Span, Visited, departs, is_repeated, mendings, of_newest
from compliance.store.tables.checks import VisitRow
from compliance.store.tables.matters import MatterRow, MatterRulingRow, MatterStayRow
from compliance.store.visits import asks_for


class Violations(NamedTuple):
    """How many violations have the `value` in what is called `by`, and in how many matters. `by` is all, department,
    town, month, verdict, computed or departs (all and departs with the value "")."""

    by: str
    value: str
    violations: int
    matters: int


class Violated(NamedTuple):
    """How many violations of the item decisions of the month hold, in as many matters, and how many are repeated.

    `month` is its place among the months counted over.
    """

    item: str
    month: int
    violations: int
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
        """Those that newest decisions hold, by everything but the item; only the pack's where one is named.

        A month's value is its place in `months`.
        """
        kinds, found = _kinds(), defaultdict[tuple[str, str], list[int]](lambda: [0, 0])
        for department, town, month, *counts in self.session.execute(_by_place(wanted, pack, months)):
            places = ("all", ""), ("department", department), ("town", town), ("month", month)
            everything, *of_kinds = zip(counts[::2], counts[1::2], strict=True)
            told = [*((place, everything) for place in places), *zip(kinds, of_kinds, strict=True)]
            for key, (violations, matters) in told:
                found[key][0] += int(violations)
                found[key][1] += int(matters)
        return tuple(Violations(*key, *counts) for key, counts in found.items() if any(counts))

    def violated(self, wanted: Wanted, pack: str, months: Sequence[Span]) -> tuple[Violated, ...]:
        """The violations that newest decisions hold, by item and month; only the pack's where one is named."""
        month = _month(MatterRow.decided_at, months).label("month")
        query = select(MatterRulingRow.item, month, func.count(), _how_many(is_repeated()))
        query = query.join(MatterRow, of_newest()).where(*_of_pack(pack)).group_by(MatterRulingRow.item, "month")
        rows: Iterable[Any] = self.session.execute(narrowed(query, wanted))
        return tuple(Violated(item, int(place), count, int(repeated)) for item, place, count, repeated in rows)

    def by_month(self, wanted: Wanted, moment: str, months: Sequence[Span]) -> tuple[int, ...]:
        """How many matters have the moment, `opened_at` or `at`, in each of the months."""
        month = _month(getattr(MatterRow, moment), months).label("month")
        query = narrowed(select(month, func.count()).select_from(MatterRow), wanted).group_by("month")
        found = {int(place): count for place, count in self.session.execute(query)}
        return tuple(found.get(place, 0) for place in range(len(months)))

    def standing(self, wanted: Wanted, today: date) -> tuple[Standing, ...]:
        query = select(MatterRow.state, func.count(), _how_many(MatterRow.due < today))
        query = narrowed(query, wanted).group_by(MatterRow.state)
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
        told = [asked.has(row.requested_at), row.status != "cancelled", *map(asks_for, departments)]
        query = select(row.status, row.rating, func.count()).where(*told)
        if within is not None:
            query = query.where(row.number.in_(narrowed(select(MatterRow.visit), within)))
        return tuple(Rated(*found) for found in self.session.execute(query.group_by(row.status, row.rating)))

    def of_visits(self, asked: Visited, wanted: Wanted) -> dict[int | None, int]:
        """How many matters wanted began with a visit as asked, by the visit's rating."""
        query = select(VisitRow.rating, func.count()).join(MatterRow, MatterRow.visit == VisitRow.number)
        found = self.session.execute(narrowed(query.where(*asked.of_visit()), wanted).group_by(VisitRow.rating))
        return {row[0]: row[1] for row in found}


def _by_place(wanted: Wanted, pack: str, months: Sequence[Span]) -> Select[Any]:
    """For each department, town and month how many violations there are in how many matters: all, and of each kind."""
    matter = _by_matter(wanted, pack, months).subquery().c
    place = (matter.department, matter.town, matter.month)
    kinds = [matter.found, *(matter[f"kind_{number}"] for number in range(len(_kinds())))]
    counts = (each for kind in kinds for each in (func.sum(kind), _how_many(kind > 0)))
    return select(*place, *counts).group_by(*place)


def _by_matter(wanted: Wanted, pack: str, months: Sequence[Span]) -> Select[Any]:
    """Each matter with a violation: its place, and how many there are of each kind."""
    row, month = MatterRow, _month(MatterRow.decided_at, months).label("month")
    kinds = (_how_many(kind).label(f"kind_{number}") for number, kind in enumerate(_kinds().values()))
    columns: list[Any] = [row.department, row.town, month, func.count().label("found"), *kinds]
    query = (
        select(*columns)
        .join(MatterRulingRow, of_newest())
        .where(*_of_pack(pack))
        .group_by(row.decided_at, row.number)  # as they come from the index
    )
    return narrowed(query, wanted)


def _kinds() -> dict[tuple[str, str], ColumnElement[bool]]:
    """Kinds of violations, by what is called `by` and the value."""
    row = MatterRulingRow
    return {
        ("departs", ""): departs(),
        **{("verdict", each): row.verdict == each for each in VERDICTS},
        **{("computed", each): row.computed == each for each in VERDICTS},
    }


def _of_pack(pack: str) -> list[ColumnElement[bool]]:
    """What to ask of violations."""
    return [MatterRulingRow.pack == pack] if pack else []


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Of how many rows it holds."""
    return func.count().filter(condition)


def _month(moment: Any, months: Sequence[Span], first: int = 0) -> ColumnElement[str]:
    """The place of the moment's month, which begins with `first`; by the borders of the months themselves, which lists
    are narrowed by too. It goes by halves, since it is asked of every row."""
    if len(months) == 1:
        return literal(str(first))
    half = len(months) // 2
    earlier, later = _month(moment, months[:half], first), _month(moment, months[half:], first + half)
    return case((moment < months[half].since, earlier), else_=later)
