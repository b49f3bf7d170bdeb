"""Tables of issued papers, and of the numbers that are given out."""

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from compliance.store.tables.base import Key, Sha256, Table


class DocumentRow(Table):
    """A paper that was issued. `sha256` None: its number is taken, and the file isn't made yet."""

    __tablename__ = "documents"

    number: Mapped[str] = mapped_column(Key(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    issued_on: Mapped[date]
    created_at: Mapped[datetime]
    matter: Mapped[str | None] = mapped_column(Sha256, index=True)
    assessment: Mapped[str | None] = mapped_column(Sha256, ForeignKey("assessments.id"), index=True)
    sha256: Mapped[str | None] = mapped_column(Sha256)
    replaced_by: Mapped[str | None] = mapped_column(String(60), ForeignKey("documents.number"))
    withdrawn_on: Mapped[date | None]
    withdrawn_why: Mapped[str | None] = mapped_column(Text)
    signature: Mapped[bytes | None]


class SeriesRow(Table):
    """How far a series of numbers has got."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    last: Mapped[int]
