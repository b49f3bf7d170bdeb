"""What the store takes and gives: immutable values that know nothing of tables."""

from dataclasses import dataclass
from datetime import date, datetime


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
    """An assessment as it is stored. `decision` is the decision's JSON, byte for byte; times are in UTC."""

    token: str
    created_at: datetime
    inputs: Inputs
    decision: bytes
    enterprise_name: str
    credit_code: str
    address: str


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A self-check under way. `entries` is the JSON of what was typed."""

    token: str
    updated_at: datetime
    pack_ids: tuple[str, ...]
    entries: bytes


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A paper that was issued, or whose number is taken while its file is made (`sha256` None).

    `matter` is the hash of what it is about, None for one that is about no stored result and older than these hashes;
    `assessment` is the hash of its stored result's token; `replaced_by` the number of the paper that took its place;
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
    """A decision that failed: by what error, and from what."""

    created_at: datetime
    inputs: Inputs
    kind: str
    message: str
