"""Tables of earlier violations."""

from datetime import date, datetime

from sqlalchemy import (
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from compliance.store.tables.base import Sha256, Table


class PastViolationRow(Table):
    """An earlier violation of an enterprise, from a matter or from a file."""

    __tablename__ = "past_violations"

    credit_code: Mapped[str] = mapped_column(String(18), primary_key=True)
    item: Mapped[str] = mapped_column(String(200), primary_key=True)
    violated_on: Mapped[date] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(String(100), primary_key=True)
    enterprise_name: Mapped[str] = mapped_column(String(100))
    outcome: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Sha256, index=True)


class HistoryImportRow(Table):
    """A file of earlier violations that was imported; its name is its hash."""

    __tablename__ = "history_imports"

    sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)
    imported_at: Mapped[datetime]
    rows: Mapped[int]


class HistoryUploadRow(Table):
    """A file of earlier violations that somebody tried and hasn't imported yet; one for each account."""

    __tablename__ = "history_uploads"

    account: Mapped[str] = mapped_column(String(100), primary_key=True)
    sha256: Mapped[str] = mapped_column(Sha256)
    suffix: Mapped[str] = mapped_column(String(10))
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    content: Mapped[bytes]
