"""The repository of matters: steps are added, never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, delete, select
from sqlalchemy.orm import Session

from compliance.store.records import MatterItem, MatterRecord, StepRecord
from compliance.store.tables import (
    MatterCreditRepairRow,
    MatterDecisionRow,
    MatterFollowUpRow,
    MatterItemRow,
    MatterPaperRow,
    MatterRow,
    MatterRulingRow,
    MatterStepRow,
)

_PARTS = (
    MatterPaperRow,
    MatterFollowUpRow,
    MatterCreditRepairRow,
    MatterRulingRow,
    MatterDecisionRow,
    MatterStepRow,
    MatterItemRow,
)
"""What is stored with a matter and goes with it."""
_OWN = tuple(each.name for each in fields(MatterRecord) if each.name != "items")
AT_ONCE = 500  # databases take so many values at once and no more


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which matters to list; what is empty or None doesn't narrow the list.

    `seen_by` and `department` are departments: that of who looks, which sees its own and those offered to it, and that
    which has them in hand. `pack` is the industry's id; `opened_before` says how old they are at least.
    """

    seen_by: str = ""
    town: str = ""
    department: str = ""
    pack: str = ""
    urgency: str = ""
    states: tuple[str, ...] = ()
    opened_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Matters:
    """Matters by their numbers."""

    session: Session

    def add(self, record: MatterRecord, step: StepRecord) -> None:
        """Keeps a new matter with its items and its first step."""
        self.session.add(MatterRow(**{name: getattr(record, name) for name in _OWN}))
        self.session.flush()
        self.session.add_all(MatterItemRow(matter=record.number, **asdict(each)) for each in record.items)
        self._add_step(record.number, step)

    def find(self, number: str, to_change: bool = False) -> MatterRecord | None:
        """The matter; another transaction that finds it to change it waits until this one is through."""
        row = self.session.get(MatterRow, number, with_for_update=to_change)
        return self._with_items([row])[0] if row else None

    def of_visit(self, visit: str) -> str | None:
        """The number of the matter that the visit became."""
        return self.session.scalars(select(MatterRow.number).where(MatterRow.visit == visit)).first()

    def steps(self, number: str) -> tuple[StepRecord, ...]:
        """All that was done with it, the oldest first."""
        query = select(MatterStepRow).where(MatterStepRow.matter == number).order_by(MatterStepRow.number)
        return tuple(
            StepRecord(**{each.name: getattr(row, each.name) for each in fields(StepRecord)})
            for row in self.session.scalars(query)
        )

    def move(self, record: MatterRecord, step: StepRecord) -> None:
        """Adds the step, and keeps what the record says that the steps come to."""
        row = self.session.get_one(MatterRow, record.number)
        for name in _OWN:
            setattr(row, name, getattr(record, name))
        self._add_step(record.number, step)

    def listed(
        self, wanted: Wanted, ranks: Sequence[str], today: date, most: int, skip: int = 0
    ) -> tuple[MatterRecord, ...]:
        """Those wanted, overdue ones first, then by urgency (`ranks`: its ids, the most urgent first), then by age.

        Two statements, however many there are.
        """
        overdue = case((MatterRow.due < today, 0), else_=1)
        urgency = case({each: place for place, each in enumerate(ranks)}, value=MatterRow.urgency, else_=len(ranks))
        query = _narrowed(select(MatterRow), wanted).order_by(overdue, urgency, MatterRow.opened_at, MatterRow.number)
        return self._with_items(self.session.scalars(query.limit(most).offset(skip)).all())

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
        return tuple(replace(_record(row), items=tuple(items.get(row.number, ()))) for row in rows)


def seen(department: str, town: str) -> list[Any]:
    """What to ask of matters that one of the department and town sees: what the department has in hand or is offered;
    empty, of every one."""
    own = (MatterRow.department == department) | (MatterRow.offered_to == department)
    return [condition for given, condition in ((department, own), (town, MatterRow.town == town)) if given]


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    conditions: Iterable[tuple[Any, Any]] = (
        (wanted.town, MatterRow.town == wanted.town),
        (wanted.seen_by, (MatterRow.department == wanted.seen_by) | (MatterRow.offered_to == wanted.seen_by)),
        (wanted.department, MatterRow.department == wanted.department),
        (wanted.pack, MatterRow.number.in_(select(MatterItemRow.matter).where(MatterItemRow.pack == wanted.pack))),
        (wanted.urgency, MatterRow.urgency == wanted.urgency),
        (wanted.states, MatterRow.state.in_(wanted.states)),
        (wanted.opened_before, MatterRow.opened_at < wanted.opened_before if wanted.opened_before else None),
    )
    return query.where(*(condition for given, condition in conditions if given))


def _record(row: MatterRow) -> MatterRecord:
    return MatterRecord(**{name: getattr(row, name) for name in _OWN})
