"""Tables of amended laws, and of what is reviewed because of them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from compliance.store.tables.base import Key, Sha256, Table


class StatuteAmendmentRow(Table):
    """An amendment. The database refuses to change or remove one."""

    __tablename__ = "statute_amendments"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    statute: Mapped[str] = mapped_column(Key(200))
    effective: Mapped[date]
    articles: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


class ReviewEntryRow(Table):
    """What is to be reviewed because of an amendment. The database refuses to change or remove one."""

    __tablename__ = "review_entries"

    amendment: Mapped[int] = mapped_column(ForeignKey("statute_amendments.number"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pack: Mapped[str] = mapped_column(String(200))
    entry: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Text)
    cites: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(Sha256)


class ReviewDeedRow(Table):
    """What was said of it. The database refuses to change or remove one."""

    __tablename__ = "review_deeds"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    amendment: Mapped[int] = mapped_column(ForeignKey("statute_amendments.number"))
    place: Mapped[int]
    deed: Mapped[str] = mapped_column(String(20))
    draft: Mapped[str | None] = mapped_column(String(32), ForeignKey("pack_drafts.id"))
    fingerprint: Mapped[str] = mapped_column(Sha256)
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
