"""Tables of what follows a decision: papers, follow-up visits, credit repair."""

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from compliance.store.tables.base import Key, Table


class MatterPaperRow(Table):
    """A paper that was issued on a matter as it stood after its step `step`; `follow_up` 0: about no follow-up."""

    __tablename__ = "matter_papers"

    paper: Mapped[str] = mapped_column(Key(60), ForeignKey("documents.number"), primary_key=True)
    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), index=True)
    step: Mapped[int]
    follow_up: Mapped[int]
    by: Mapped[str] = mapped_column(String(100))


class MatterFollowUpRow(Table):
    """A follow-up visit, planned or made; the newest of a matter counts. The database refuses to change one."""

    __tablename__ = "matter_follow_ups"
    __table_args__ = (Index("ix_matter_follow_ups_made_day", "made", "day"),)

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(100))
    made: Mapped[bool]
    day: Mapped[date]
    way: Mapped[str] = mapped_column(String(20))
    met: Mapped[str] = mapped_column(String(100))
    heard: Mapped[str] = mapped_column(Text)
    to_mend: Mapped[str] = mapped_column(Text)
    rating: Mapped[int | None]


class MatterCreditRepairRow(Table):
    """How far credit repair has got; the newest of a matter counts. The database refuses to change one."""

    __tablename__ = "matter_credit_repairs"

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(20))
    earliest: Mapped[date | None]
