"""The repository of issued papers. A number is given once, whatever becomes of its paper."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from compliance.store.records.papers import DocumentRecord
from compliance.store.rows import record_of
from compliance.store.series import count_on
from compliance.store.tables.papers import DocumentRow


@dataclass(frozen=True, slots=True)
class Documents:
    """Issued papers by their numbers."""

    session: Session

    def find(self, number: str) -> DocumentRecord | None:
        row = self.session.get(DocumentRow, number)
        return record_of(DocumentRecord, row) if row else None

    def current(self, matter: str) -> DocumentRecord | None:
        """The paper about the matter (a hash) that is in force or being made.

        Another transaction that asks for the same waits until this one is through.
        """
        self._alone(matter)
        query = select(DocumentRow).where(
            DocumentRow.matter == matter,
            DocumentRow.replaced_by.is_(None),
            DocumentRow.withdrawn_on.is_(None),
        )
        row = self.session.scalars(query).first()
        return record_of(DocumentRecord, row) if row else None

    def count_on(self, series: str) -> int:
        """The next of the series, counted from 1; never the same again once the transaction is through."""
        return count_on(self.session, series)

    def add(self, record: DocumentRecord) -> None:
        """Keeps a new paper."""
        self.session.add(DocumentRow(**asdict(record)))
        self.session.flush()

    def made(self, number: str, sha256: str, signature: bytes) -> tuple[DocumentRecord, bool]:
        """The paper's file is made: the paper as it is on record now, and whether this is its file.

        What was made under the number before stays.
        """
        row = self.session.get_one(DocumentRow, number, with_for_update=True)
        first = row.sha256 is None
        if first:
            row.sha256, row.signature = sha256, signature
        return record_of(DocumentRecord, row), first

    def replace(self, number: str, by: str) -> None:
        self._row(number).replaced_by = by

    def withdraw(self, number: str, on: date, why: str) -> None:
        row = self._row(number)
        row.withdrawn_on, row.withdrawn_why = on, why

    def _alone(self, matter: str) -> None:
        """Waits for the others that work on the matter, which has no row yet that could be locked; SQLite knows but
        one writer at a time anyway."""
        if self._postgresql:
            key = int(matter[:16], 16) - 2**63  # a bigint
            self.session.execute(select(func.pg_advisory_xact_lock(key)))

    @property
    def _postgresql(self) -> bool:
        return self.session.get_bind().dialect.name == "postgresql"

    def _row(self, number: str) -> DocumentRow:
        return self.session.get_one(DocumentRow, number)
