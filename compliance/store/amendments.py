"""The repository of amended laws and of what is reviewed because of them: rows are added, never changed."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.store.rows import record_of
from compliance.store.series import count_on
from compliance.store.tables.amendments import ReviewDeedRow, ReviewEntryRow, StatuteAmendmentRow

WHOLE = -1
"""The place of a deed that is about the whole amendment."""


@dataclass(frozen=True, slots=True)
class AmendmentRecord:
    """That a law was amended, as somebody at the desk marked it.

    `statute` is the law's id in the register, or the name it is cited by; `effective`: from which day on the new text
    is in force. `articles` are those that changed, as services/amendments/articles.py writes them, empty for all.
    """

    number: int
    statute: str
    effective: date
    articles: str
    note: str
    source: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewEntryRecord:
    """An entry of a rule file that stood on the law when it was marked: an item, a rule, or another by its id.

    `cites` says in Chinese by which places; `fingerprint` is that of what the entry said then.
    """

    amendment: int
    place: int
    pack: str
    entry: str
    title: str
    cites: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ReviewDeedRecord:
    """What somebody said of an entry, or of the whole amendment (`place` WHOLE). `number` counts all of them from 1.

    `draft` is where it is being changed; `fingerprint` is that of what the entry said then, empty where it was gone.
    """

    number: int
    amendment: int
    place: int
    deed: str
    draft: str | None
    fingerprint: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Amendments:
    """Amended laws, the entries of rule files that stand on them, and what was said of these."""

    session: Session

    def next_number(self) -> int:
        """That of the next amendment; others that want one wait until this transaction is through."""
        return count_on(self.session, "statute amendments")

    def next_deed(self) -> int:
        """That of the next deed; others that want one wait until this transaction is through."""
        return count_on(self.session, "review deeds")

    def add(self, amendment: AmendmentRecord, entries: tuple[ReviewEntryRecord, ...]) -> None:
        self.session.add(StatuteAmendmentRow(**asdict(amendment)))
        self.session.flush()
        self.session.add_all(ReviewEntryRow(**asdict(each)) for each in entries)
        self.session.flush()

    def add_deed(self, deed: ReviewDeedRecord) -> None:
        self.session.add(ReviewDeedRow(**asdict(deed)))
        self.session.flush()

    def all(self) -> tuple[AmendmentRecord, ...]:
        """The newest first."""
        query = select(StatuteAmendmentRow).order_by(StatuteAmendmentRow.number.desc())
        return tuple(record_of(AmendmentRecord, row) for row in self.session.scalars(query))

    def entries(self) -> tuple[ReviewEntryRecord, ...]:
        """Those of every amendment, in the order in which they were found."""
        query = select(ReviewEntryRow).order_by(ReviewEntryRow.amendment, ReviewEntryRow.place)
        return tuple(record_of(ReviewEntryRecord, row) for row in self.session.scalars(query))

    def deeds(self) -> tuple[ReviewDeedRecord, ...]:
        """The oldest first."""
        query = select(ReviewDeedRow).order_by(ReviewDeedRow.number)
        return tuple(record_of(ReviewDeedRecord, row) for row in self.session.scalars(query))
