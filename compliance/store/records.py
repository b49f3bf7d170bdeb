"""What the store takes and gives: immutable values that know nothing of tables."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a decision is made from.

    `rule_texts` are the rule files in their order, discretion included; `sheet` is the answers' JSON.
    """

    rule_texts: tuple[bytes, ...]
    sheet: bytes
    as_of: date
    acted_on: date


@dataclass(frozen=True, slots=True)
class AssessmentRecord:
    """An assessment as it is stored. `decision` is the decision's JSON, byte for byte; times are in UTC.

    `number` counts those of one self-check from 1, `reason` says why it was made: submitted, mended or rules.
    """

    id: str
    number: int
    reason: str
    created_at: datetime
    inputs: Inputs
    decision: bytes
    enterprise_name: str
    credit_code: str
    address: str


@dataclass(frozen=True, slots=True)
class SelfCheckRecord:
    """A self-check. `entries` is the JSON of what was typed; times are in UTC."""

    token: str
    started_at: datetime
    updated_at: datetime
    pack_ids: tuple[str, ...]
    entries: bytes


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """A file added to a question of a self-check, whose field is named `about`. `size` is in bytes."""

    id: str
    about: str
    created_at: datetime
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """A visit asked for; `code` opens it together with its number. `assessment` is the id of what was handed over,
    with the evidence that there was at `handed_over_at`.

    `status`: requested, planned, done or cancelled; `planned_for` is empty until the office says when.
    """

    number: str
    code: str
    assessment: str
    requested_at: datetime
    handed_over_at: datetime
    status: str
    status_at: datetime
    departments: tuple[str, ...]
    wishes: tuple[str, ...]
    enterprise_name: str
    credit_code: str
    address: str
    contact: str
    phone: str
    planned_for: str = ""
    rating: int | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A paper that was issued, or whose number is taken while its file is made (`sha256` None).

    `matter` is the hash of what it is about, None for one that is about no stored result and older than these hashes;
    `assessment` is the id of its stored result; `replaced_by` the number of the paper that took its place;
    `signature` what signing it appended to the file.
    """

    number: str
    kind: str
    title: str
    issued_on: date
    created_at: datetime
    matter: str | None = None
    assessment: str | None = None
    sha256: str | None = None
    replaced_by: str | None = None
    withdrawn_on: date | None = None
    withdrawn_why: str | None = None
    signature: bytes | None = None


@dataclass(frozen=True, slots=True)
class FaultRecord:
    """A decision that failed: by what error, and from what.

    `token` is that of the self-check, where it was one's, `matter` the number of the matter.
    """

    created_at: datetime
    inputs: Inputs
    kind: str
    message: str
    token: str | None = None
    matter: str | None = None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One deed on a matter: who did what and when; it never changes. `number` counts a matter's from 1.

    `by` is the person's name, `role` and `department` those the person had. `due` is the last day of the state that the
    deed led to, `estimated` where holidays weren't known yet. `to_department` is offered the matter, `to_person` has it
    assigned. `to_refer`: what was decided is that a suspected crime is to be handed over.
    """

    number: int
    deed: str
    at: datetime
    by: str
    role: str
    department: str
    reason: str = ""
    to_department: str = ""
    to_person: str = ""
    due: date | None = None
    estimated: bool = False
    to_refer: bool = False


@dataclass(frozen=True, slots=True)
class MatterItem:
    """An item that a matter is about, and what was found of it."""

    item: str
    pack: str
    status: str


@dataclass(frozen=True, slots=True)
class MatterRecord:
    """A matter, and what its steps have come to.

    `origin` says whence it came: visit or found; `visit` is the number of the visit asked for. `found_on` is the day of
    the finding, `urgency` its id. From `state` on: what the steps come to; `keep_until` is the day after which a
    closed matter is deleted. `form_key` names the form that it was reported by, if any.
    """

    number: str
    origin: str
    visit: str | None
    enterprise_name: str
    credit_code: str
    address: str
    town: str
    urgency: str
    opened_at: datetime
    found_on: date
    state: str
    department: str
    receiver: str
    at: datetime
    steps: int
    offered_to: str = ""
    due: date | None = None
    estimated: bool = False
    to_refer: bool = False
    keep_until: date | None = None
    form_key: str | None = None
    items: tuple[MatterItem, ...] = ()


@dataclass(frozen=True, slots=True)
class RulingRecord:
    """What an officer decided of one item. `fingerprint` names the findings and circumstances; cases alike share it.

    `status` and `computed` are the program's finding and verdict (None: no violation), `verdict` the officer's;
    `fine` is in yuan, kept as it was written; `reason` is empty where nothing was left open.
    """

    item: str
    pack: str
    fingerprint: str
    status: str
    computed: str | None
    verdict: str | None
    fine: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A decision on a matter, made at its step `step` from the inputs; `decision` is the computed one's JSON."""

    matter: str
    step: int
    made_at: datetime
    inputs: Inputs
    decision: bytes
    rulings: tuple[RulingRecord, ...]


@dataclass(frozen=True, slots=True)
class WalkEntryRecord:
    """What the officer `by` answered in a walk's field, as it was typed; it never changes.

    `id` was made where it was answered, at `said_at` by that clock; `place` counts a matter's from 1 as they came.
    """

    id: str
    place: int
    field: str
    typed: tuple[str, ...]
    by: str
    said_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class WalkPhotoRecord:
    """A photo of a walk; the rest as of an entry. `size` is in bytes, 0 of one that was taken back."""

    id: str
    field: str
    by: str
    said_at: datetime
    received_at: datetime
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A paper of a matter: issued by whom, on the matter as it stood after its step `step`; `follow_up` is the number
    of the follow-up that it is about, 0 where it is about none."""

    document: DocumentRecord
    step: int
    follow_up: int
    by: str


@dataclass(frozen=True, slots=True)
class FollowUpRecord:
    """A follow-up visit that was planned for `day`, or `made` on it: `way` is how (a key of services' words), `met`
    who was spoken with, `heard` what was asked and said, `to_mend` what is still to be mended; `rating` from 1 to 5 is
    the enterprise's, None where it gave none. `number` counts a matter's from 1, `at` is when it was written down."""

    number: int
    at: datetime
    by: str
    made: bool
    day: date
    way: str = ""
    met: str = ""
    heard: str = ""
    to_mend: str = ""
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class CreditRepairRecord:
    """How far credit repair has got, by `state`; `earliest` is the first day to apply on, None where nobody said it."""

    number: int
    at: datetime
    by: str
    state: str
    earliest: date | None


@dataclass(frozen=True, slots=True)
class PastRecord:
    """An earlier violation of an enterprise. `source` is a matter's number, or the hash of the file it came from."""

    credit_code: str
    enterprise_name: str
    item: str
    violated_on: date
    outcome: str
    document: str
    source: str


@dataclass(frozen=True, slots=True)
class UploadRecord:
    """A file that waits for the account that sent it to go on with it; `suffix` as in «.csv»."""

    account: str
    sha256: str
    suffix: str
    uploaded_at: datetime
    content: bytes


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """Somebody of the office. `town` and `department` are empty where the account isn't bound to one.

    `session_version` stands in every session: a higher one ends them all. `sso_subject` is who this is to the provider
    of single sign-on, None where nobody. `failed_attempts` counts wrong passwords in a row; times are in UTC.
    """

    name: str
    display_name: str
    password_hash: str
    role: str
    town: str
    department: str
    created_at: datetime
    changed_at: datetime
    active: bool = True
    must_change_password: bool = True
    failed_attempts: int = 0
    locked_until: datetime | None = None
    session_version: int = 1
    sso_subject: str | None = None


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """A text that somebody saved of a draft, by its hash; `number` counts a draft's from 1.

    `signatures` is what stood in the file of signatures beside it, empty where there was none.
    """

    number: int
    rule_file: str
    by: str
    at: datetime
    signatures: bytes = b""


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A rule file of id `pack` that is being written. `base`: the hash of the published text that it goes out from,
    None where there was none; `first` and `last`: its first and its newest revision."""

    id: str
    pack: str
    kind: str
    base: str | None
    first: RevisionRecord
    last: RevisionRecord

    @property
    def rule_file(self) -> str:
        """The hash of the text as it is now."""
        return self.last.rule_file

    @property
    def revision(self) -> int:
        return self.last.number


@dataclass(frozen=True, slots=True)
class WorkingCopyRecord:
    """What an account typed into a draft, going out from its `revision`, and hasn't saved.

    `page` is the page that it was typed on, and `number` counts what that page sent.
    """

    draft: str
    by: str
    revision: int
    text: bytes
    page: str
    number: int
    at: datetime

    @property
    def stamp(self) -> str:
        """What tells it from what was typed before and after it."""
        return f"{self.page}:{self.number}"


@dataclass(frozen=True, slots=True)
class PackStepRecord:
    """A deed of publishing: submit, approve or return; it never changes. `number` counts all of them from 1.

    `about` is the number of the submission that the deed is about, that of a submission is its own. `withdraws`: what
    is submitted or approved is that the pack, which has the text `rule_file`, ends. `effective`: from which day on an
    approval counts.
    """

    number: int
    deed: str
    about: int
    pack: str
    kind: str
    draft: str | None
    rule_file: str
    version: str
    withdraws: bool
    by: str
    at: datetime
    effective: date | None = None
    reason: str = ""
    signatures: bytes = b""
