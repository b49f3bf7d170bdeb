"""The repository of files of earlier violations that were tried and aren't imported yet."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from compliance.store.records import UploadRecord
from compliance.store.tables import HistoryUploadRow


@dataclass(frozen=True, slots=True)
class HistoryUploads:
    """One file for each account, for a short time."""

    session: Session

    def keep(self, record: UploadRecord) -> None:
        """Keeps the file in place of the account's last one."""
        self.session.merge(HistoryUploadRow(**asdict(record)))
        self.session.flush()

    def find(self, account: str) -> UploadRecord | None:
        row = self.session.get(HistoryUploadRow, account)
        return UploadRecord(**{each.name: getattr(row, each.name) for each in fields(UploadRecord)}) if row else None

    def remove(self, account: str) -> None:
        self.session.execute(delete(HistoryUploadRow).where(HistoryUploadRow.account == account))

    def remove_older(self, than: datetime) -> None:
        """Removes everybody's that were uploaded before the moment."""
        self.session.execute(delete(HistoryUploadRow).where(HistoryUploadRow.uploaded_at < than))
