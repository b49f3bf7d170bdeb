"""The repository of drafts."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from compliance.store.hashes import token_hash
from compliance.store.records import DraftRecord
from compliance.store.tables import DraftRow


@dataclass(frozen=True, slots=True)
class Drafts:
    """Self-checks under way, by their tokens."""

    session: Session

    def add(self, record: DraftRecord) -> None:
        self.session.add(
            DraftRow(
                token_sha256=token_hash(record.token),
                updated_at=record.updated_at,
                pack_ids=json.dumps(record.pack_ids, ensure_ascii=False),
                entries=record.entries,
            )
        )

    def find(self, token: str) -> DraftRecord | None:
        row = self.session.get(DraftRow, token_hash(token))
        if row is None:
            return None
        return DraftRecord(token, row.updated_at, tuple(json.loads(row.pack_ids)), row.entries)

    def write(self, token: str, entries: bytes, now: datetime) -> bool:
        """Puts the entries in place of those before; False where there is no such draft."""
        change = update(DraftRow).where(DraftRow.token_sha256 == token_hash(token))
        found = self.session.execute(change.values(entries=entries, updated_at=now).returning(DraftRow.token_sha256))
        return found.first() is not None

    def remove(self, token: str) -> None:
        """Removes the draft, if it is there."""
        self.session.execute(delete(DraftRow).where(DraftRow.token_sha256 == token_hash(token)))
