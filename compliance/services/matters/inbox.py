"""What waits at the desk: a page of matters with how many there are, narrowed as somebody asks for."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from compliance.services.departments import departments
from compliance.services.find_packs import MAX_LENGTH
from compliance.services.matters.people import Officer, workflow_of
from compliance.services.matters.reading import OPEN, in_sight
from compliance.services.office import Office
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.matters import Wanted
from compliance.store.records.matters import MatterRecord
from compliance.store.search_text import normal

PAGE = 50
"""Matters, and visits, on one page."""
AT_THE_TOP = 10
"""Matters on the desk's first page."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of the matters wanted. `counts`: how many there are in each state, whatever states were wanted.

    `total` is the number in the states wanted; `names` says what the receivers are called, by login names.
    """

    matters: tuple[MatterRecord, ...]
    counts: Mapping[str, int]
    total: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The desk's first page: the first matters that wait, and how many are overdue, one's own, or offered."""

    first: Inbox
    overdue: int
    own: int
    offered: int


NOTHING = Inbox((), {}, 0, {})


def read_inbox(office: Office, officer: Officer, wanted: Wanted = OPEN, page: int = 1, most: int = PAGE) -> Inbox:
    """A page, counted from 1, of those wanted that the officer may see, in the order of `matters_of`."""
    seen = in_sight(officer, wanted)
    if seen is None:
        return NOTHING
    with office.store.writing() as records:
        found = _page(office, records, seen, page, most)
        records.tell(office.now(), officer.actor, Deed.MATTERS_LISTED, count=len(found.matters))
    return found


def waiting(office: Office, officer: Officer) -> Waiting:
    """What waits for the officer and the department, the first of it at once."""
    seen = in_sight(officer, OPEN)
    if seen is None:
        return Waiting(NOTHING, 0, 0, 0)
    with office.store.writing() as records:
        first = _page(office, records, seen, 1, AT_THE_TOP)
        overdue = _how_many(records, replace(seen, due_before=office.today()))
        own = _how_many(records, replace(seen, receiver=officer.name))
        offered = _how_many(records, replace(seen, offered_to=officer.department)) if officer.department else 0
        records.tell(office.now(), officer.actor, Deed.MATTERS_LISTED, count=len(first.matters))
    return Waiting(first, overdue, own, offered)


def known_towns(office: Office, officer: Officer) -> tuple[str, ...]:
    """The towns that matters and accounts know; for who is bound to one, that one."""
    if officer.town:
        return (officer.town,)
    with office.store.reading() as records:
        return tuple(sorted({*records.matters.towns(), *records.accounts.towns()}))


def known_departments(office: Office, officer: Officer) -> tuple[str, ...]:
    """Those whose matters the officer may see: the own one, else all that the rules know."""
    return (officer.department,) if officer.department else departments(office.library)


def storable(text: str) -> str:
    """The text without what no database can hold or look for."""
    return "".join(char if unicodedata.category(char) not in ("Cc", "Cs") else " " for char in text)


def words_in(typed: str) -> tuple[str, ...]:
    """The words to look for in what was typed, of which only the first MAX_LENGTH characters count."""
    return tuple(dict.fromkeys(normal(storable(typed[:MAX_LENGTH])).split()))


def _page(office: Office, records: Records, seen: Wanted, page: int, most: int) -> Inbox:
    matters = records.matters.listed(seen, workflow_of(office).ranks, office.today(), most, (page - 1) * most)
    counts = records.matters.counted(seen)
    total = sum(count for state, count in counts.items() if state in seen.states or not seen.states)
    return Inbox(matters, counts, total, records.accounts.display_names({each.receiver for each in matters}))


def _how_many(records: Records, wanted: Wanted) -> int:
    counts = records.matters.counted(wanted)
    return sum(counts.get(state, 0) for state in wanted.states)
