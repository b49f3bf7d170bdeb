"""The repository of what was typed into drafts and isn't saved yet: one text for each account."""

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.store.records.drafts import WorkingCopyRecord
from compliance.store.rows import record_of
from compliance.store.tables.drafts import WorkingCopyRow


@dataclass(frozen=True, slots=True)
class WorkingCopies:
    """Texts that may still change, or go."""

    session: Session

    def of(self, draft: str) -> tuple[WorkingCopyRecord, ...]:
        """Those of the draft, by account."""
        query = select(WorkingCopyRow).where(WorkingCopyRow.draft == draft).order_by(WorkingCopyRow.by)
        return tuple(record_of(WorkingCopyRecord, row) for row in self.session.scalars(query))

    def find(self, draft: str, by: str) -> WorkingCopyRecord | None:
        row = self.session.get(WorkingCopyRow, (draft, by))
        return record_of(WorkingCopyRecord, row) if row else None

    def keep(self, copy: WorkingCopyRecord) -> None:
        """In the place of the one that the account had."""
        self.session.merge(WorkingCopyRow(**asdict(copy)))
        self.session.flush()

    def remove(self, draft: str, by: str) -> None:
        """Where there is one."""
        if row := self.session.get(WorkingCopyRow, (draft, by)):
            self.session.delete(row)
            self.session.flush()
