"""Rule files that are written and published at the desk."""

from dataclasses import dataclass
from datetime import date, datetime


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
