"""The tables. Texts and JSON are kept as bytes, so that no database changes a character of them."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, with its time zone on every database; SQLite knows none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone can't be stored")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Key(TypeDecorator[str]):
    """A text that strangers ask for. What no database can hold (NUL, half a surrogate pair) is asked for as what
    nothing is named by, since PostgreSQL would refuse to answer."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value and value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


class Table(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, bytes: LargeBinary}


Sha256 = String(64)


class RuleFileRow(Table):
    """One rule file's text; its name is its hash."""

    __tablename__ = "rule_files"

    sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)
    text: Mapped[bytes]


class RulebookRow(Table):
    """Rule files that were decided together; the hash is that of their hashes."""

    __tablename__ = "rulebooks"

    sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)


class RulebookFileRow(Table):
    """The place of a rule file in a rulebook, counted from 0."""

    __tablename__ = "rulebook_files"

    rulebook: Mapped[str] = mapped_column(Sha256, ForeignKey("rulebooks.sha256"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule_file: Mapped[str] = mapped_column(Sha256, ForeignKey("rule_files.sha256"))


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


class MatterRow(Table):
    """A matter. From `state` on it says what its steps come to, so that many can be looked through at once.

    `decided_at` and `acted_on` are those of its newest decision.
    """

    __tablename__ = "matters"
    __table_args__ = (Index("ix_matters_department_state", "department", "state"),)

    number: Mapped[str] = mapped_column(Key(60), primary_key=True)
    origin: Mapped[str] = mapped_column(String(20))
    visit: Mapped[str | None] = mapped_column(String(60), unique=True)
    enterprise_name: Mapped[str] = mapped_column(String(100))
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    address: Mapped[str] = mapped_column(String(200))
    town: Mapped[str] = mapped_column(String(60), index=True)
    urgency: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime] = mapped_column(index=True)
    found_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), index=True)
    department: Mapped[str] = mapped_column(String(60))
    receiver: Mapped[str] = mapped_column(String(100), index=True)
    at: Mapped[datetime]
    steps: Mapped[int]
    offered_to: Mapped[str] = mapped_column(String(60), index=True)
    due: Mapped[date | None]
    estimated: Mapped[bool]
    to_refer: Mapped[bool]
    keep_until: Mapped[date | None] = mapped_column(index=True)
    form_key: Mapped[str | None] = mapped_column(String(32), index=True, unique=True)
    search_text: Mapped[str] = mapped_column(Text, deferred=True, server_default=text("''"))
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    acted_on: Mapped[date | None]


class MatterItemRow(Table):
    """An item that a matter is about."""

    __tablename__ = "matter_items"

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    item: Mapped[str] = mapped_column(String(200), primary_key=True)
    pack: Mapped[str] = mapped_column(String(200), index=True)
    status: Mapped[str] = mapped_column(String(20))


class MatterStepRow(Table):
    """A deed on a matter. The database refuses to change one."""

    __tablename__ = "matter_steps"

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    deed: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    department: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    to_department: Mapped[str] = mapped_column(String(60))
    to_person: Mapped[str] = mapped_column(String(100))
    due: Mapped[date | None]
    estimated: Mapped[bool]
    to_refer: Mapped[bool]


class MatterStayRow(Table):
    """How long a matter was in a state, as its steps tell: from its step `number` until it was left for another.

    `left_on` and `days` are the date in China and the midnights there in between, and `due` the last day that it had
    then; they and `left_for` are None as long as the matter is in the state.
    """

    __tablename__ = "matter_stays"
    __table_args__ = (
        Index("ix_matter_stays_state_since", "state", "since", "matter", "left_on", "left_for", "due"),
        Index("ix_matter_stays_matter_state", "matter", "state", "days"),
    )

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime]
    left_on: Mapped[date | None]
    left_for: Mapped[str | None] = mapped_column(String(20))
    days: Mapped[int | None]
    due: Mapped[date | None]


class MatterDecisionRow(Table):
    """A decision made on a matter at one of its steps, and all that it was made from."""

    __tablename__ = "matter_decisions"

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]
    rulebook: Mapped[str] = mapped_column(Sha256, ForeignKey("rulebooks.sha256"))
    as_of: Mapped[date]
    acted_on: Mapped[date]
    sheet: Mapped[bytes]
    decision: Mapped[bytes]


class MatterRulingRow(Table):
    """What was decided of one item. `place` is its place in the decision, counted from 0; `fine` a decimal number.

    `newest`: no later decision was made on the matter, so that like cases are found by the index alone.
    """

    __tablename__ = "matter_rulings"
    __table_args__ = (
        Index("ix_matter_rulings_matter", "matter", "newest", "verdict", "item", "pack", "computed"),
        Index(
            "ix_matter_rulings_like",
            "fingerprint",
            "verdict",
            "matter",
            sqlite_where=text("newest AND verdict IS NOT NULL"),
            postgresql_where=text("newest AND verdict IS NOT NULL"),
        ),
    )

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item: Mapped[str] = mapped_column(String(200))
    pack: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(Sha256)
    status: Mapped[str] = mapped_column(String(20))
    computed: Mapped[str | None] = mapped_column(String(40))
    verdict: Mapped[str | None] = mapped_column(String(40))
    fine: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    newest: Mapped[bool] = mapped_column(server_default=false())


class WalkRow(Table):
    """Which lists officers chose to walk with, beside a matter's own items. `lists` is a JSON list of their ids."""

    __tablename__ = "walks"

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    lists: Mapped[str] = mapped_column(Text)


class WalkEntryRow(Table):
    """What an officer answered on a walk; never changed. `id` was made by whoever sent it, `place` counts a matter's
    from 1 as they came, `typed` is the JSON of what the field's controls said."""

    __tablename__ = "walk_entries"
    __table_args__ = (Index("ix_walk_entries_matter_place", "matter", "place", unique=True),)

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    id: Mapped[str] = mapped_column(Key(60), primary_key=True)
    place: Mapped[int]
    field: Mapped[str] = mapped_column(Text)
    typed: Mapped[bytes]
    by: Mapped[str] = mapped_column(String(100))
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]


class WalkPhotoRow(Table):
    """A photo that an officer took on a walk. One that was taken back leaves its id, so that it can't come again."""

    __tablename__ = "walk_photos"

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    id: Mapped[str] = mapped_column(Key(60), primary_key=True)
    field: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(100))
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(deferred=True)


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


class ListUploadRow(Table):
    """What was read of an office's list that somebody is about to draft a pack from; one for each account."""

    __tablename__ = "list_uploads"

    account: Mapped[str] = mapped_column(String(100), primary_key=True)
    sha256: Mapped[str] = mapped_column(Sha256)
    suffix: Mapped[str] = mapped_column(String(10))
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    content: Mapped[bytes]


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
