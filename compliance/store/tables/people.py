"""Tables of accounts, and of what was done."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from compliance.store.tables.base import Sha256, Table


class AuditRow(Table):
    """An entry of the audit log; triggers refuse to change or remove any. See store/audit.py for what stands in it."""

    __tablename__ = "audit_log"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    moment: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    deed: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(Sha256)
    hash: Mapped[str] = mapped_column(Sha256)


class AccountRow(Table):
    """Somebody of the office who may sign in at the desk."""

    __tablename__ = "accounts"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    display_name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20))
    town: Mapped[str] = mapped_column(String(60))
    department: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    active: Mapped[bool]
    must_change_password: Mapped[bool]
    failed_attempts: Mapped[int]
    locked_until: Mapped[datetime | None]
    session_version: Mapped[int]
    sso_subject: Mapped[str | None] = mapped_column(String(255), unique=True)
