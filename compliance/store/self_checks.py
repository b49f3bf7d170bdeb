"""The repository of self-checks."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from compliance.store.hashes import token_hash
from compliance.store.records import SelfCheckRecord
from compliance.store.tables import AssessmentRow, DocumentRow, EvidenceRow, FaultRow, SelfCheckRow, VisitRow


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

    def find(self, token: str, to_change: bool = False) -> SelfCheckRecord | None:
        """The self-check; another transaction that finds it to change it waits until this one is through."""
        row = self.session.get(SelfCheckRow, token_hash(token), with_for_update=to_change)
        if row is None:
            return None
        return SelfCheckRecord(token, row.started_at, row.updated_at, tuple(json.loads(row.pack_ids)), row.entries)

    def change(self, token: str, changed: Callable[[bytes], bytes], now: datetime) -> bool:
        """Puts what `changed` makes of the entries in their place; False where there is no such self-check."""
        row = self.session.get(SelfCheckRow, token_hash(token), with_for_update=True)
        if row is None:
            return False
        row.entries, row.updated_at = changed(row.entries), now
        return True

    def remove(self, token: str) -> None:
        """Removes the self-check and all that was stored with it, if it is there."""
        self._remove([token_hash(token)])

    def any_idle(self, before: datetime) -> bool:
        """Whether there are any to remove."""
        return self.session.scalars(_idle(before).limit(1)).first() is not None

    def remove_idle(self, before: datetime) -> int:
        """Removes those last changed before the moment that nobody handed over; gives how many there were."""
        found = list(self.session.scalars(_idle(before)))
        for start in range(0, len(found), 500):  # databases take so many values at once and no more
            self._remove(found[start : start + 500])
        return len(found)

    def _remove(self, hashes: Iterable[str]) -> None:
        """Papers' numbers and hashes stay: they say nothing of anybody, and no number may be given twice."""
        which = list(hashes)
        assessments = select(AssessmentRow.id).where(AssessmentRow.self_check.in_(which))
        for paper in self.session.scalars(select(DocumentRow).where(DocumentRow.assessment.in_(assessments))):
            paper.assessment = None
        self.session.flush()
        for table in (VisitRow, EvidenceRow, FaultRow, AssessmentRow):
            self.session.execute(delete(table).where(table.self_check.in_(which)))
        self.session.execute(delete(SelfCheckRow).where(SelfCheckRow.token_sha256.in_(which)))


def _idle(before: datetime) -> Select[str]:
    handed_over = select(VisitRow.self_check).where(VisitRow.status != "cancelled")
    return select(SelfCheckRow.token_sha256).where(
        SelfCheckRow.updated_at < before, SelfCheckRow.token_sha256.not_in(handed_over)
    )
