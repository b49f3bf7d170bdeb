"""What matters are counted by, so that the number and the list of those counted come from the same conditions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select

from compliance.store.tables.checks import VisitRow
from compliance.store.tables.history import PastViolationRow
from compliance.store.tables.matters import MatterRow, MatterRulingRow, MatterStayRow

Mending = Literal["overdue", "late", "running", "referred", "undated", "in_time"]
"""What became of being ordered to mend, the worst first: still not reported though the day has passed; reported after
it; under way; handed over to others instead; with no day set; reported by the day."""
MENDINGS: tuple[Mending, ...] = get_args(Mending)


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment, itself included, to before another."""

    since: datetime
    before: datetime

    def has(self, moment: Any) -> ColumnElement[bool]:
        return and_(moment >= self.since, moment < self.before)


@dataclass(frozen=True, slots=True)
class Violated:
    """A violation that a matter's newest decision holds; what is empty or False doesn't narrow.

    `departs`: the officer's verdict isn't the computed one. `repeated`: the enterprise's history tells of the same item
    on an earlier day.
    """

    item: str = ""
    pack: str = ""
    verdict: str = ""
    departs: bool = False
    repeated: bool = False

    def condition(self) -> ColumnElement[bool]:
        """Of a matter."""
        row = MatterRulingRow
        asked = ((row.item, self.item), (row.pack, self.pack), (row.verdict, self.verdict))
        told = [column == value for column, value in asked if value]
        told += [departs()] if self.departs else []
        told += [is_repeated()] if self.repeated else []
        return exists().where(of_newest(), *told).correlate(MatterRow)


@dataclass(frozen=True, slots=True)
class Mended:
    """Ordered to mend in the span; `outcome` is the worst that came of it until `today`, None: any."""

    ordered: Span
    today: date
    outcome: Mending | None = None

    def condition(self) -> ColumnElement[bool]:
        """Of a matter."""
        worst = mendings(self.ordered, self.today).subquery()
        found = select(worst.c.matter)
        if self.outcome:
            found = found.where(worst.c.worst == MENDINGS.index(self.outcome))
        return MatterRow.number.in_(found)


@dataclass(frozen=True, slots=True)
class Visited:
    """Begun by a visit that was asked for in the span, is not cancelled, and was rated so; 0: however it was."""

    asked: Span
    rating: int = 0

    def condition(self) -> ColumnElement[bool]:
        """Of a matter."""
        return exists().where(VisitRow.number == MatterRow.visit, *self.of_visit()).correlate(MatterRow)

    def of_visit(self) -> list[ColumnElement[bool]]:
        """What to ask of the visit."""
        rated = [VisitRow.rating == self.rating] if self.rating else []
        return [self.asked.has(VisitRow.requested_at), VisitRow.status != "cancelled", *rated]


def has_been(state: str) -> ColumnElement[bool]:
    """Whether a matter is or was in the state."""
    stays = exists().where(MatterStayRow.matter == MatterRow.number, MatterStayRow.state == state)
    return stays.correlate(MatterRow)


def of_newest() -> ColumnElement[bool]:
    """Whether a ruling is one on a violation, of its matter's newest decision."""
    row = MatterRulingRow
    return and_(row.matter == MatterRow.number, row.newest, row.verdict.is_not(None))


def departs() -> ColumnElement[bool]:
    """Whether a ruling isn't what was computed."""
    return MatterRulingRow.verdict.is_distinct_from(MatterRulingRow.computed)


def is_repeated() -> ColumnElement[bool]:
    """Whether a ruling's violation is on record from before the day of its act, which is that of the matter's own."""
    past = PastViolationRow
    same = and_(past.credit_code == MatterRow.credit_code, past.item == MatterRulingRow.item)
    earlier = exists().where(same, past.violated_on < MatterRow.acted_on)
    return earlier.correlate(MatterRow, MatterRulingRow)


def mendings(ordered: Span, today: date) -> Select[str, int]:
    """Each matter that was ordered to mend, with the place in MENDINGS of the worst that came of it.

    To send a matter back is to order once more. Its own deadline counts until it is left, and then what it was.
    """
    stay = MatterStayRow
    outcome = _outcome(today)
    worst = func.min(outcome).label("worst")
    return (
        select(stay.matter, worst)
        .join(MatterRow, MatterRow.number == stay.matter)
        .where(stay.state == "rectifying", ordered.has(stay.since))
        .group_by(stay.matter)
    )


def _outcome(today: date) -> ColumnElement[int]:
    stay = MatterStayRow
    running = stay.left_on.is_(None)
    due = case((running, MatterRow.due), else_=stay.due)
    known: tuple[tuple[Any, Mending], ...] = (
        (due.is_(None), "undated"),
        (and_(running, due < today), "overdue"),
        (running, "running"),
        (stay.left_for != "evaluating", "referred"),
        (stay.left_on > due, "late"),
    )
    places = ((condition, literal(MENDINGS.index(name))) for condition, name in known)
    return case(*places, else_=literal(MENDINGS.index("in_time")))
