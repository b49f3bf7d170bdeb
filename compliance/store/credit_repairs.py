"""The repository of credit repair: entries are added, never changed; a matter's newest says where it stands."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

from compliance.store.decisions import ruling_of
from compliance.store.matters import seen
from compliance.store.records.aftermath import CreditRepairRecord
from compliance.store.records.matters import RulingRecord
from compliance.store.rows import record_of
from compliance.store.spans import of_newest
from compliance.store.tables.aftermath import MatterCreditRepairRow
from compliance.store.tables.matters import MatterRow, MatterRulingRow

_SHOWN = ("number", "enterprise_name", "credit_code", "department", "town")
"""What the list shows of a matter, as Penalised has it."""


class Penalised(NamedTuple):
    """A matter whose newest decision penalises: `rulings`, those that do; `entry` None where nothing was done yet."""

    matter: str
    enterprise_name: str
    credit_code: str
    department: str
    town: str
    decided_at: datetime
    rulings: tuple[RulingRecord, ...]
    entry: CreditRepairRecord | None


@dataclass(frozen=True, slots=True)
class CreditRepairs:
    """Credit repair by the matters' numbers."""

    session: Session

    def add(self, matter: str, record: CreditRepairRecord) -> None:
        self.session.add(MatterCreditRepairRow(matter=matter, **asdict(record)))
        self.session.flush()

    def of(self, matter: str) -> tuple[CreditRepairRecord, ...]:
        """The matter's, the oldest first."""
        query = select(MatterCreditRepairRow).where(MatterCreditRepairRow.matter == matter)
        rows = self.session.scalars(query.order_by(MatterCreditRepairRow.number))
        return tuple(record_of(CreditRepairRecord, row) for row in rows)

    def listed(
        self, verdicts: Sequence[str], finished: str, department: str, town: str, most: int, skip: int = 0
    ) -> tuple[Penalised, ...]:
        """Matters decided with one of the verdicts that one of the department and town sees: those in the state
        `finished` last, else the earliest day first, those without a day before, and the oldest decision first.

        Two statements, however many there are.
        """
        entry, later_entry = aliased(MatterCreditRepairRow), aliased(MatterCreditRepairRow)
        newest_entry = ~exists().where(later_entry.matter == entry.matter, later_entry.number > entry.number)
        penalises = exists().where(of_newest(), MatterRulingRow.verdict.in_(verdicts)).correlate(MatterRow)
        query = (
            select(*(getattr(MatterRow, name) for name in _SHOWN), MatterRow.decided_at, entry)
            .outerjoin(entry, and_(entry.matter == MatterRow.number, newest_entry))
            .where(penalises, *seen(department, town))
            .order_by(
                and_(entry.state.is_not(None), entry.state == finished),
                entry.earliest.is_not(None),
                entry.earliest,
                MatterRow.decided_at,
                MatterRow.number,
            )
        )
        rows = self.session.execute(query.limit(most).offset(skip)).all()
        rulings = self._rulings([row.number for row in rows], verdicts)
        return tuple(
            Penalised(
                matter=row.number,
                **{name: getattr(row, name) for name in _SHOWN if name != "number"},
                decided_at=row.decided_at,
                rulings=tuple(rulings[row.number]),
                entry=record_of(CreditRepairRecord, row[-1]) if row[-1] else None,
            )
            for row in rows
        )

    def _rulings(self, matters: Sequence[str], verdicts: Sequence[str]) -> dict[str, list[RulingRecord]]:
        found: dict[str, list[RulingRecord]] = {matter: [] for matter in matters}
        row = MatterRulingRow
        query = select(row).where(row.matter.in_(matters), row.newest, row.verdict.in_(verdicts))
        for each in self.session.scalars(query.order_by(row.place)):
            found[each.matter].append(ruling_of(each))
        return found
