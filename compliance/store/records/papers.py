"""Papers that were issued."""

from dataclasses import dataclass
from datetime import date, datetime


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
