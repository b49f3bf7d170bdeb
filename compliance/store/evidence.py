"""The repository of evidence."""

from dataclasses import dataclass

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from compliance.store.hashes import token_hash
from compliance.store.records.checks import EvidenceRecord
from compliance.store.rows import record_of
from compliance.store.tables.checks import EvidenceRow, VisitRow


@dataclass(frozen=True, slots=True)
class EvidenceFiles:
    """Files added to self-checks; each is found only with the token of its own."""

    session: Session

    def add(self, token: str, record: EvidenceRecord, content: bytes) -> None:
        self.session.add(
            EvidenceRow(
                id=record.id,
                self_check=token_hash(token),
                about=record.about,
                created_at=record.created_at,
                media_type=record.media_type,
                size=record.size,
                content=content,
            )
        )
        self.session.flush()

    def all(self, token: str) -> tuple[EvidenceRecord, ...]:
        """All of the self-check's, the oldest first, without their contents."""
        query = select(EvidenceRow).where(EvidenceRow.self_check == token_hash(token))
        rows = self.session.scalars(query.order_by(EvidenceRow.created_at, EvidenceRow.id))
        return tuple(record_of(EvidenceRecord, row) for row in rows)

    def content(self, token: str, id: str) -> tuple[str, bytes] | None:
        """The media type and the file."""
        query = select(EvidenceRow.media_type, EvidenceRow.content).where(
            EvidenceRow.self_check == token_hash(token), EvidenceRow.id == id
        )
        found = self.session.execute(query).first()
        return (found.media_type, found.content) if found else None

    def handed_over(self, visit: str) -> tuple[EvidenceRecord, ...]:
        """What was handed over for the visit with the number, the oldest first, as long as it is not cancelled."""
        query = _handed_over(visit).order_by(EvidenceRow.created_at, EvidenceRow.id)
        return tuple(record_of(EvidenceRecord, row) for row in self.session.scalars(query))

    def content_handed_over(self, visit: str, id: str) -> bytes | None:
        """A file of those."""
        row = self.session.scalars(_handed_over(visit).where(EvidenceRow.id == id)).first()
        return row.content if row else None

    def remove(self, token: str, id: str) -> None:
        """Removes the file, if it is there."""
        self.session.execute(
            delete(EvidenceRow).where(EvidenceRow.self_check == token_hash(token), EvidenceRow.id == id)
        )


def _handed_over(visit: str) -> Select[EvidenceRow]:
    return (
        select(EvidenceRow)
        .join(VisitRow, VisitRow.self_check == EvidenceRow.self_check)
        .where(
            VisitRow.number == visit,
            VisitRow.status != "cancelled",
            EvidenceRow.created_at <= VisitRow.handed_over_at,
        )
    )
