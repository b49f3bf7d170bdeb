"""The repository of credit repair: entries are added, never changed; a matter's newest says where it stands."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, exists, select, tuple_
from sqlalchemy.orm import Session, aliased

from compliance.store.decisions import ruling_of
from compliance.store.matters import seen
from compliance.store.records import CreditRepairRecord, RulingRecord
from compliance.store.tables import MatterCreditRepairRow, MatterDecisionRow, MatterRow, MatterRulingRow

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
        return tuple(map(_record, self.session.scalars(query.order_by(MatterCreditRepairRow.number))))

    def listed(
        self, verdicts: Sequence[str], finished: str, department: str, town: str, most: int, skip: int = 0
    ) -> tuple[Penalised, ...]:
        """Matters decided with one of the verdicts that one of the department and town sees: those in the state
        `finished` last, else the earliest day first, those without a day before, and the oldest decision first.

        Two statements, however many there are.
        """
        decision, later = aliased(MatterDecisionRow), aliased(MatterDecisionRow)
        entry, later_entry = aliased(MatterCreditRepairRow), aliased(MatterCreditRepairRow)
        newest_entry = ~exists().where(later_entry.matter == entry.matter, later_entry.number > entry.number)
        penalises = exists().where(
            MatterRulingRow.matter == decision.matter,
            MatterRulingRow.step == decision.step,
            MatterRulingRow.verdict.in_(verdicts),
        )
        query = (
            select(*(getattr(MatterRow, name) for name in _SHOWN), decision.step, decision.made_at, entry)
            .select_from(MatterRow)
            .join(decision, decision.matter == MatterRow.number)
            .outerjoin(entry, and_(entry.matter == MatterRow.number, newest_entry))
            .where(
                penalises,
                ~exists().where(later.matter == decision.matter, later.step > decision.step),
                *seen(department, town),
            )
            .order_by(
                and_(entry.state.is_not(None), entry.state == finished),
                entry.earliest.is_not(None),
                entry.earliest,
                decision.made_at,
                MatterRow.number,
            )
        )
        rows = self.session.execute(query.limit(most).offset(skip)).all()
        rulings = self._rulings([(row.number, row.step) for row in rows], verdicts)
        return tuple(
            Penalised(
                matter=row.number,
                **{name: getattr(row, name) for name in _SHOWN if name != "number"},
                decided_at=row.made_at,
                rulings=tuple(rulings[row.number]),
                entry=_record(row[-1]) if row[-1] else None,
            )
            for row in rows
        )

    def _rulings(self, of: Sequence[tuple[str, int]], verdicts: Sequence[str]) -> dict[str, list[RulingRecord]]:
        found: dict[str, list[RulingRecord]] = {matter: [] for matter, _ in of}
        wanted = tuple_(MatterRulingRow.matter, MatterRulingRow.step).in_(of)
        query = select(MatterRulingRow).where(wanted, MatterRulingRow.verdict.in_(verdicts))
        for row in self.session.scalars(query.order_by(MatterRulingRow.place)):
            found[row.matter].append(ruling_of(row))
        return found


def _record(row: MatterCreditRepairRow) -> CreditRepairRecord:
    return CreditRepairRecord(**{each.name: getattr(row, each.name) for each in fields(CreditRepairRecord)})
