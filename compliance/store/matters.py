"""The repository of matters: steps are added, never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, and_, case, delete, func, select
from sqlalchemy.orm import Session

from compliance.store.records.matters import MatterItem, MatterRecord, StepRecord
from compliance.store.rows import record_of
from compliance.store.search_text import lines, text_of
from compliance.store.spans import Mended, Span, Violated, Visited, has_been
from compliance.store.stays import begin_stay, end_stay
from compliance.store.tables.aftermath import MatterCreditRepairRow, MatterFollowUpRow, MatterPaperRow
from compliance.store.tables.checks import FaultRow
from compliance.store.tables.matters import (
    MatterDecisionRow,
    MatterItemRow,
    MatterRow,
    MatterRulingRow,
    MatterStayRow,
    MatterStepRow,
)
from compliance.store.tables.walks import WalkEntryRow, WalkPhotoRow, WalkRow

_PARTS = (
    MatterStayRow,
    WalkPhotoRow,
    WalkEntryRow,
    WalkRow,
    MatterPaperRow,
    MatterFollowUpRow,
    MatterCreditRepairRow,
    MatterRulingRow,
    MatterDecisionRow,
    MatterStepRow,
    MatterStayRow,
    MatterItemRow,
    FaultRow,
)
"""What is stored with a matter and goes with it."""
_OWN = tuple(each.name for each in fields(MatterRecord) if each.name != "items")
Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])
AT_ONCE = 500  # databases take so many values at once and no more


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which matters to list; what is empty or None doesn't narrow the list.

    `seen_by` and `department` are departments: that of who looks, which sees its own and those offered to it, and that
    which has them in hand. `pack` is the industry's id; `opened_before` says how old they are at least, `due_before`
    that they were to be dealt with before that day. `words` must all be found, as `search_text.normal` has them.
    `decided` is when the newest decision was made, `closed` when those were that are closed now, `has_been` a state.
    """

    seen_by: str = ""
    town: str = ""
    department: str = ""
    pack: str = ""
    urgency: str = ""
    states: tuple[str, ...] = ()
    opened_before: datetime | None = None
    due_before: date | None = None
    receiver: str = ""
    offered_to: str = ""
    words: tuple[str, ...] = ()
    opened: Span | None = None
    decided: Span | None = None
    closed: Span | None = None
    has_been: str = ""
    without_town: bool = False
    violated: Violated | None = None
    mended: Mended | None = None
    visited: Visited | None = None


@dataclass(frozen=True, slots=True)
class Matters:
    """Matters by their numbers."""

    session: Session

    def add(self, record: MatterRecord, step: StepRecord, titles: Iterable[str] = ()) -> None:
        """Keeps a new matter with its items and its first step; `titles` are those of its items, to find it by."""
        own = {name: getattr(record, name) for name in _OWN}
        self.session.add(MatterRow(**own, search_text=text_of(record, titles)))
        self.session.flush()
        self.session.add_all(MatterItemRow(matter=record.number, **asdict(each)) for each in record.items)
        begin_stay(self.session, record, step)
        self._add_step(record.number, step)

    def find(self, number: str, to_change: bool = False) -> MatterRecord | None:
        """The matter; another transaction that finds it to change it waits until this one is through."""
        row = self.session.get(MatterRow, number, with_for_update=to_change)
        return self._with_items([row])[0] if row else None

    def of_visit(self, visit: str) -> str | None:
        """The number of the matter that the visit became."""
        return self.session.scalars(select(MatterRow.number).where(MatterRow.visit == visit)).first()

    def all_of(self, numbers: Iterable[str]) -> tuple[MatterRecord, ...]:
        """The matters with these numbers, without their items; of what is no number, nothing."""
        query = select(MatterRow).where(MatterRow.number.in_(list(numbers)))
        return tuple(record_of(MatterRecord, row, items=()) for row in self.session.scalars(query))

    def of_form(self, key: str) -> MatterRecord | None:
        """The matter that was reported by the form."""
        rows = self.session.scalars(select(MatterRow).where(MatterRow.form_key == key)).all()
        return next(iter(self._with_items(rows)), None)

    def steps(self, number: str) -> tuple[StepRecord, ...]:
        """All that was done with it, the oldest first."""
        query = select(MatterStepRow).where(MatterStepRow.matter == number).order_by(MatterStepRow.number)
        return tuple(record_of(StepRecord, row) for row in self.session.scalars(query))

    def move(self, record: MatterRecord, step: StepRecord) -> None:
        """Adds the step, and keeps what the record says that the steps come to."""
        row = self.session.get_one(MatterRow, record.number)
        if record.state != row.state:
            end_stay(self.session, record, step, row.due)
            begin_stay(self.session, record, step)
        for name in _OWN:
            setattr(row, name, getattr(record, name))
        self.find_by(record.number, [step.reason])
        self._add_step(record.number, step)

    def find_by(self, number: str, texts: Iterable[str]) -> None:
        """Has the matter found by these texts, too."""
        if more := lines(texts):
            row = self.session.get_one(MatterRow, number)
            row.search_text = MatterRow.search_text + more  # by the database

    def listed(
        self, wanted: Wanted, ranks: Sequence[str], today: date, most: int, skip: int = 0
    ) -> tuple[MatterRecord, ...]:
        """Those wanted, overdue ones first, then by urgency (`ranks`: its ids, the most urgent first), then by age.

        Two statements, however many there are.
        """
        overdue = case((MatterRow.due < today, 0), else_=1)
        urgency = case({each: place for place, each in enumerate(ranks)}, value=MatterRow.urgency, else_=len(ranks))
        order = overdue, urgency, MatterRow.opened_at, MatterRow.number
        page = narrowed(select(MatterRow.number), wanted).order_by(*order).limit(most).offset(skip).subquery()
        query = select(MatterRow).join(page, page.c.number == MatterRow.number).order_by(*order)  # sorts numbers alone
        return self._with_items(self.session.scalars(query).all())

    def counted(self, wanted: Wanted) -> dict[str, int]:
        """How many of those wanted there are in each state, whatever `states` says; of others, nothing."""
        query = narrowed(select(MatterRow.state, func.count()), replace(wanted, states=()))
        return {row.state: row[1] for row in self.session.execute(query.group_by(MatterRow.state))}

    def towns(self) -> tuple[str, ...]:
        """Where there are any."""
        query = select(MatterRow.town).where(MatterRow.town != "").distinct().order_by(MatterRow.town)
        return tuple(self.session.scalars(query))

    def expired(self, today: date) -> tuple[str, ...]:
        """The numbers of closed matters that are kept no longer."""
        query = select(MatterRow.number).where(MatterRow.state == "closed", MatterRow.keep_until < today)
        return tuple(self.session.scalars(query.order_by(MatterRow.number)))

    def remove(self, numbers: Sequence[str]) -> None:
        """Removes the matters and all that was stored with them."""
        for start in range(0, len(numbers), AT_ONCE):
            which = numbers[start : start + AT_ONCE]
            for table in _PARTS:
                self.session.execute(delete(table).where(table.matter.in_(which)))
            self.session.execute(delete(MatterRow).where(MatterRow.number.in_(which)))

    def _add_step(self, number: str, step: StepRecord) -> None:
        self.session.add(MatterStepRow(matter=number, **asdict(step)))
        self.session.flush()

    def _with_items(self, rows: Sequence[MatterRow]) -> tuple[MatterRecord, ...]:
        query = select(MatterItemRow).where(MatterItemRow.matter.in_([row.number for row in rows]))
        items: dict[str, list[MatterItem]] = {}
        for each in self.session.scalars(query.order_by(MatterItemRow.item)):
            items.setdefault(each.matter, []).append(MatterItem(each.item, each.pack, each.status))
        return tuple(record_of(MatterRecord, row, items=tuple(items.get(row.number, ()))) for row in rows)


def seen(department: str, town: str) -> list[Any]:
    """What to ask of matters that one of the department and town sees: what the department has in hand or is offered;
    empty, of every one."""
    own = (MatterRow.department == department) | (MatterRow.offered_to == department)
    return [condition for given, condition in ((department, own), (town, MatterRow.town == town)) if given]


def narrowed(query: Query, wanted: Wanted) -> Query:
    """The query of matters, with nothing but what is wanted."""
    conditions: Iterable[tuple[Any, Any]] = (
        (wanted.town, MatterRow.town == wanted.town),
        (wanted.seen_by, (MatterRow.department == wanted.seen_by) | (MatterRow.offered_to == wanted.seen_by)),
        (wanted.department, MatterRow.department == wanted.department),
        (wanted.pack, MatterRow.number.in_(select(MatterItemRow.matter).where(MatterItemRow.pack == wanted.pack))),
        (wanted.urgency, MatterRow.urgency == wanted.urgency),
        (wanted.states, MatterRow.state.in_(wanted.states)),
        (wanted.opened_before, MatterRow.opened_at < wanted.opened_before if wanted.opened_before else None),
        (wanted.due_before, MatterRow.due < wanted.due_before if wanted.due_before else None),
        (wanted.receiver, MatterRow.receiver == wanted.receiver),
        (wanted.offered_to, MatterRow.offered_to == wanted.offered_to),
        *((word, MatterRow.search_text.contains(word, autoescape=True)) for word in wanted.words),
        *_counted(wanted),
    )
    return query.where(*(condition for given, condition in conditions if given))


def _counted(wanted: Wanted) -> Iterable[tuple[Any, Any]]:
    row = MatterRow
    return (
        (wanted.opened, wanted.opened and wanted.opened.has(row.opened_at)),
        (wanted.decided, wanted.decided and wanted.decided.has(row.decided_at)),
        (wanted.closed, wanted.closed and and_(row.state == "closed", wanted.closed.has(row.at))),
        (wanted.has_been, has_been(wanted.has_been)),
        (wanted.without_town, row.town == ""),
        *((each, each and each.condition()) for each in (wanted.violated, wanted.mended, wanted.visited)),
    )
