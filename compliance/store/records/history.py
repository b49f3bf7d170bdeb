"""Earlier violations, and files that an account sent in."""

from dataclasses import dataclass
from datetime import date, datetime


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
