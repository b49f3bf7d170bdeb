"""The repositories of files that were sent and looked at, and wait for somebody to say what becomes of them."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from compliance.store.records.history import UploadRecord
from compliance.store.rows import record_of
from compliance.store.tables.drafts import ListUploadRow
from compliance.store.tables.history import HistoryUploadRow


@dataclass(frozen=True, slots=True)
class Uploads:
    """One file for each account, for a short time; `row` says of which purpose."""

    session: Session
    row: type[HistoryUploadRow] | type[ListUploadRow]

    def keep(self, record: UploadRecord) -> None:
        """Keeps the file in place of the account's last one."""
        self.session.merge(self.row(**asdict(record)))
        self.session.flush()

    def find(self, account: str) -> UploadRecord | None:
        row = self.session.get(self.row, account)
        return record_of(UploadRecord, row) if row else None

    def remove(self, account: str) -> None:
        self.session.execute(delete(self.row).where(self.row.account == account))

    def remove_older(self, than: datetime) -> None:
        """Removes everybody's that were uploaded before the moment."""
        self.session.execute(delete(self.row).where(self.row.uploaded_at < than))
