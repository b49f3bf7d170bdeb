"""The repository of self-checks."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from compliance.store.hashes import token_hash
from compliance.store.records.checks import SelfCheckRecord
from compliance.store.tables.checks import (
    AssessmentRow,
    EvidenceRow,
    FaultRow,
    SelfCheckRow,
    VisitDepartmentRow,
    VisitRow,
)
from compliance.store.tables.papers import DocumentRow


@dataclass(frozen=True, slots=True)
class SelfChecks:
    """Self-checks by their tokens."""

    session: Session

    def add(self, record: SelfCheckRecord) -> None:
        self.session.add(
            SelfCheckRow(
                token_sha256=token_hash(record.token),
                started_at=record.started_at,
                updated_at=record.updated_at,
                pack_ids=json.dumps(record.pack_ids, ensure_ascii=False),
                entries=record.entries,
            )
        )

    def find(self, token: str) -> SelfCheckRecord | None:
        row = self.session.get(SelfCheckRow, token_hash(token))
        if row is None:
            return None
        return SelfCheckRecord(token, row.started_at, row.updated_at, tuple(json.loads(row.pack_ids)), row.entries)

    def hold(self, token: str, now: datetime) -> bool:
        """Whether it is there. Others that want to hold it wait until this transaction is through, and it counts as
        changed `now`, so that no purge takes it in between."""
        return self.change(token, lambda entries: entries, now)

    def change(self, token: str, changed: Callable[[bytes], bytes], now: datetime) -> bool:
        """Puts what `changed` makes of the entries in their place; False where there is no such self-check."""
        row = self.session.get(SelfCheckRow, token_hash(token), with_for_update=True)
        if row is None:
            return False
        row.entries, row.updated_at = changed(row.entries), now
        self.session.flush()
        return True

    def remove(self, token: str) -> None:
        """Removes the self-check and all that was stored with it, if it is there."""
        self._remove([token_hash(token)])

    def any_idle(self, before: datetime) -> bool:
        """Whether there are any to remove."""
        return self.session.scalars(_idle(before).limit(1)).first() is not None

    def remove_idle(self, before: datetime, most: int) -> int:
        """Removes those last changed before the moment that nobody handed over, `most` at once; gives how many.

        Those that somebody holds at the moment are not idle. Faults as old that belong to none go with them.
        """
        nobodys = FaultRow.self_check.is_(None), FaultRow.matter.is_(None)
        ownerless = delete(FaultRow).where(*nobodys, FaultRow.created_at < before)
        self.session.execute(ownerless)  # they were kept before faults had owners
        found = list(self.session.scalars(_idle(before).limit(most).with_for_update(skip_locked=True)))
        self._remove(found)
        return len(found)

    def _remove(self, which: Sequence[str]) -> None:
        """Papers' numbers and hashes stay: they say nothing of anybody, and no number may be given twice."""
        assessments = select(AssessmentRow.id).where(AssessmentRow.self_check.in_(which))
        papers = update(DocumentRow).where(DocumentRow.assessment.in_(assessments))
        self.session.execute(papers.values(assessment=None))
        visits = select(VisitRow.number).where(VisitRow.self_check.in_(which))
        self.session.execute(delete(VisitDepartmentRow).where(VisitDepartmentRow.visit.in_(visits)))
        for table in (VisitRow, EvidenceRow, FaultRow, AssessmentRow):
            self.session.execute(delete(table).where(table.self_check.in_(which)))
        self.session.execute(delete(SelfCheckRow).where(SelfCheckRow.token_sha256.in_(which)))


def _idle(before: datetime) -> Select[str]:
    handed_over = select(VisitRow.self_check).where(VisitRow.status != "cancelled")
    return select(SelfCheckRow.token_sha256).where(
        SelfCheckRow.updated_at < before, SelfCheckRow.token_sha256.not_in(handed_over)
    )
