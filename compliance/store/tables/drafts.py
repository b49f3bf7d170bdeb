"""Tables of rule files that are written and published at the desk."""

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from compliance.store.tables.base import Key, Sha256, Table


class ListUploadRow(Table):
    """What was read of an office's list that somebody is about to draft a pack from; one for each account."""

    __tablename__ = "list_uploads"

    account: Mapped[str] = mapped_column(String(100), primary_key=True)
    sha256: Mapped[str] = mapped_column(Sha256)
    suffix: Mapped[str] = mapped_column(String(10))
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    content: Mapped[bytes]


class PackDraftRow(Table):
    """A rule file that is being written; `base` names the published text that it goes out from, if there was one."""

    __tablename__ = "pack_drafts"

    id: Mapped[str] = mapped_column(Key(32), primary_key=True)
    pack: Mapped[str] = mapped_column(Key(200), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    base: Mapped[str | None] = mapped_column(Sha256, ForeignKey("rule_files.sha256"))
    revision: Mapped[int]


class DraftRevisionRow(Table):
    """A text that somebody saved of a draft, counted from 1. The database refuses to change or remove one."""

    __tablename__ = "draft_revisions"

    draft: Mapped[str] = mapped_column(String(32), ForeignKey("pack_drafts.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule_file: Mapped[str] = mapped_column(Sha256, ForeignKey("rule_files.sha256"))
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
    signatures: Mapped[bytes]


class WorkingCopyRow(Table):
    """What an account typed into a draft and hasn't saved, of the draft's `revision`: the only text of a draft that
    changes. `page` is the page that sent it, and `number` counts what that page sent."""

    __tablename__ = "working_copies"

    draft: Mapped[str] = mapped_column(String(32), ForeignKey("pack_drafts.id"), primary_key=True)
    by: Mapped[str] = mapped_column(Key(100), primary_key=True)
    revision: Mapped[int]
    text: Mapped[bytes]
    page: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    at: Mapped[datetime]


class PackStepRow(Table):
    """A deed of publishing: submitting, approving or returning. The database refuses to change or remove one."""

    __tablename__ = "pack_steps"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    deed: Mapped[str] = mapped_column(String(20))
    about: Mapped[int] = mapped_column(index=True)
    pack: Mapped[str] = mapped_column(Key(200), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    draft: Mapped[str | None] = mapped_column(String(32), ForeignKey("pack_drafts.id"))
    rule_file: Mapped[str] = mapped_column(Sha256, ForeignKey("rule_files.sha256"))
    version: Mapped[str] = mapped_column(Text)
    withdraws: Mapped[bool]
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
    effective: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    signatures: Mapped[bytes]
