"""What follows a decision: papers, follow-up visits, credit repair."""

from dataclasses import dataclass
from datetime import date, datetime

from compliance.store.records.papers import DocumentRecord


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
