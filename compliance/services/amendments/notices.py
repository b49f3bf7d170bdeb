"""What enterprises are told of amended laws: that what they read is being reviewed. No verdict changes by it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from compliance.rulepacks.models import Discretion
from compliance.services.amendments.articles import in_words
from compliance.services.amendments.worklist import ReviewEntry, pending, read_worklist
from compliance.services.office import Office


@dataclass(frozen=True, slots=True)
class Notice:
    """An amended law, and the titles of what is being reviewed because of it."""

    statute: str
    articles: str
    effective: date
    titles: tuple[str, ...]


def notices_about(office: Office, items: Collection[str]) -> tuple[Notice, ...]:
    """The amended laws because of which some of the items, or rules of discretion, are being reviewed."""
    return _notices(each for each in pending(read_worklist(office)) if each.record.entry in items or _weighs(each))


def notices_of(office: Office, statute: str) -> tuple[Notice, ...]:
    """Those of one law, while anything is being reviewed because of it."""
    return _notices(pending(read_worklist(office), statute=statute))


def _weighs(entry: ReviewEntry) -> bool:
    """Whether it decides what becomes of any violation."""
    return entry.file is not None and isinstance(entry.file.content, Discretion)


def _notices(entries: Iterable[ReviewEntry]) -> tuple[Notice, ...]:
    found: dict[int, list[ReviewEntry]] = {}
    for each in entries:
        found.setdefault(each.amendment.number, []).append(each)
    return tuple(
        Notice(made.statute, in_words(made.articles), made.effective, tuple(each.record.title for each in entries))
        for made, entries in ((entries[0].amendment, entries) for entries in found.values())
    )
