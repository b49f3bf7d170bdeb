"""The repository of follow-up visits: entries are added, never changed; a matter's newest says where it stands."""

from dataclasses import asdict, dataclass
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from compliance.store.matters import seen
from compliance.store.records.aftermath import FollowUpRecord
from compliance.store.rows import record_of
from compliance.store.tables.aftermath import MatterFollowUpRow
from compliance.store.tables.matters import MatterRow


class PlannedFollowUp(NamedTuple):
    """One that was planned and isn't made yet, and of whom."""

    matter: str
    enterprise_name: str
    address: str
    department: str
    town: str
    entry: FollowUpRecord


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Follow-up visits by the matters' numbers."""

    session: Session

    def add(self, matter: str, record: FollowUpRecord) -> None:
        self.session.add(MatterFollowUpRow(matter=matter, **asdict(record)))
        self.session.flush()

    def of(self, matter: str) -> tuple[FollowUpRecord, ...]:
        """The matter's, the oldest first."""
        query = select(MatterFollowUpRow).where(MatterFollowUpRow.matter == matter).order_by(MatterFollowUpRow.number)
        return tuple(record_of(FollowUpRecord, row) for row in self.session.scalars(query))

    def planned(self, department: str, town: str, most: int, skip: int = 0) -> tuple[PlannedFollowUp, ...]:
        """Those not made yet of matters that one of the department and town sees, the earliest day first."""
        later = aliased(MatterFollowUpRow)
        followed = exists().where(later.matter == MatterFollowUpRow.matter, later.number > MatterFollowUpRow.number)
        query = (
            select(MatterFollowUpRow, MatterRow)
            .join(MatterRow, MatterRow.number == MatterFollowUpRow.matter)
            .where(MatterFollowUpRow.made.is_(False), ~followed, *seen(department, town))
            .order_by(MatterFollowUpRow.day, MatterFollowUpRow.matter)
        )
        return tuple(
            PlannedFollowUp(
                of.number, of.enterprise_name, of.address, of.department, of.town, record_of(FollowUpRecord, row)
            )
            for row, of in self.session.execute(query.limit(most).offset(skip))
        )
