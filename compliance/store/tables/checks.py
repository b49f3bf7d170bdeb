"""Tables of self-checks with their results, and of the visits that they are handed over for."""

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from compliance.store.tables.base import Key, Sha256, Table


class SelfCheckRow(Table):
    """What an enterprise chose to be checked and typed. `pack_ids` is a JSON list."""

    __tablename__ = "self_checks"

    token_sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    pack_ids: Mapped[str] = mapped_column(Text)
    entries: Mapped[bytes]


class AssessmentRow(Table):
    """A decision and all that it was made from; `number` counts those of one self-check from 1."""

    __tablename__ = "assessments"
    __table_args__ = (Index("ix_assessments_self_check_number", "self_check", "number", unique=True),)

    id: Mapped[str] = mapped_column(Sha256, primary_key=True)
    self_check: Mapped[str | None] = mapped_column(Sha256, ForeignKey("self_checks.token_sha256"))
    number: Mapped[int] = mapped_column(server_default="1")
    reason: Mapped[str] = mapped_column(String(20), server_default="submitted")
    created_at: Mapped[datetime]
    rulebook: Mapped[str] = mapped_column(Sha256, ForeignKey("rulebooks.sha256"))
    as_of: Mapped[date]
    acted_on: Mapped[date]
    sheet: Mapped[bytes]
    decision: Mapped[bytes]
    enterprise_name: Mapped[str] = mapped_column(String(100))
    credit_code: Mapped[str] = mapped_column(String(18))
    address: Mapped[str] = mapped_column(String(200))


class FaultRow(Table):
    """A decision that failed and all that it was to be made from."""

    __tablename__ = "faults"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    rulebook: Mapped[str] = mapped_column(Sha256, ForeignKey("rulebooks.sha256"))
    as_of: Mapped[date]
    acted_on: Mapped[date]
    sheet: Mapped[bytes]
    kind: Mapped[str] = mapped_column(String(100))
    message: Mapped[bytes]
    self_check: Mapped[str | None] = mapped_column(Sha256, ForeignKey("self_checks.token_sha256"), index=True)
    matter: Mapped[str | None] = mapped_column(String(60), ForeignKey("matters.number"), index=True)


class EvidenceRow(Table):
    """A photo or PDF that an enterprise added to a question of its self-check; `about` is the field's name."""

    __tablename__ = "evidence"

    id: Mapped[str] = mapped_column(Key(32), primary_key=True)
    self_check: Mapped[str] = mapped_column(Sha256, ForeignKey("self_checks.token_sha256"), index=True)
    about: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)


class VisitRow(Table):
    """A visit that an enterprise asked for, handing an assessment over. `departments` and `wishes` are JSON lists."""

    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_counted", "requested_at", "status", "rating", "number"),)

    number: Mapped[str] = mapped_column(Key(60), primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    self_check: Mapped[str] = mapped_column(Sha256, ForeignKey("self_checks.token_sha256"), index=True)
    assessment: Mapped[str] = mapped_column(Sha256, ForeignKey("assessments.id"))
    requested_at: Mapped[datetime]
    handed_over_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(20), index=True)
    status_at: Mapped[datetime]
    planned_for: Mapped[str] = mapped_column(Text)
    departments: Mapped[str] = mapped_column(Text)
    wishes: Mapped[str] = mapped_column(Text)
    enterprise_name: Mapped[str] = mapped_column(String(100))
    credit_code: Mapped[str] = mapped_column(String(18))
    address: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(20))
    rating: Mapped[int | None]
    remark: Mapped[str | None] = mapped_column(Text)


class VisitDepartmentRow(Table):
    """A department that a visit asks for, by its own name: an item, and so a visit, may name several in one."""

    __tablename__ = "visit_departments"

    visit: Mapped[str] = mapped_column(Key(60), ForeignKey("visits.number"), primary_key=True)
    department: Mapped[str] = mapped_column(String(200), primary_key=True)
