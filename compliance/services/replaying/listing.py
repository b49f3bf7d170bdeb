"""The cases that a draft would change, as far as each of the office's own people may see them.

Only what was handed over for a visit, and decisions on matters, are in a report's lists at all. That a visit was
cancelled or a matter deleted since is asked each time anew; what is gone is left out.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from compliance.rulepacks.models import NegativeList
from compliance.rulepacks.problems import ProblemsError
from compliance.services.desk import may_see as may_see_visit
from compliance.services.matters.people import Officer, may_see
from compliance.services.office import Office
from compliance.services.publishing.checking import parse_draft
from compliance.services.replaying.order import Change
from compliance.services.replaying.reports import Listed, Report, folder_of
from compliance.store.database import Records
from compliance.store.deeds import Deed

PAGE = 50
OPENERS = ("legal", "reviewer")
"""The roles that answer for the rules: they open every case that is listed, of others' without saying whose it is."""


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case by its `place` among those that came to a change, from 0. `number` and `name` are empty where the matter
    or visit isn't the officer's to see; `may_open`: whether what changed can be looked at all the same."""

    place: int
    current: bool
    of_matter: bool
    changes: Mapping[str, Change]
    number: str
    name: str
    may_open: bool


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose a case is, as far as the officer may know; empty where not."""

    number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page of the list. `gone`: how many on it were taken back or deleted since; `more`: there is another page."""

    cases: tuple[ListedCase, ...]
    gone: int
    more: bool


def item_titles(office: Office, report: Report) -> dict[str, str]:
    """What the items are called today, and in the text that the report is on, which may have new ones."""
    packs = [*office.library.packs]
    with suppress(ProblemsError):  # no text that can be read, no new items
        proposal = folder_of(office, report).proposal()
        content = parse_draft(proposal, proposal.text).content
        packs += [content] if isinstance(content, NegativeList) else []
    return {item.id: item.title for pack in packs for item in pack.items}


def listed_cases(office: Office, officer: Officer, report: Report, change: Change, page: int) -> ListedPage:
    """A page, from 1, of the cases that came to this change."""
    skip = (page - 1) * PAGE
    found = folder_of(office, report).listed(change, skip, PAGE + 1)
    with office.store.writing() as records:
        whose = whose_cases(records, officer, found[:PAGE])
        records.tell(office.now(), officer.actor, Deed.REPLAYED_LISTED, report.pack, report=report.id, count=len(whose))
    cases = tuple(_case(officer, skip + n, each, whose[n]) for n, each in enumerate(found[:PAGE]) if n in whose)
    return ListedPage(cases, len(found[:PAGE]) - len(cases), len(found) > PAGE)


def whose_cases(records: Records, officer: Officer, cases: Iterable[Listed]) -> dict[int, Whose]:
    """By their place, whose the cases are that are still there: two statements, however many they are."""
    cases = tuple(cases)
    matters = {each.number: each for each in records.matters.all_of(each.number for each in cases if each.step)}
    visits = {each.number: each for each in records.visits.standing(each.number for each in cases if not each.step)}
    found: dict[int, Whose] = {}
    for place, each in enumerate(cases):
        if each.step and (matter := matters.get(each.number)):
            found[place] = Whose(matter.number, matter.enterprise_name) if may_see(officer, matter) else Whose()
        elif not each.step and (visit := visits.get(each.number)):
            found[place] = Whose(visit.number, visit.enterprise_name) if may_see_visit(officer, visit) else Whose()
    return found


def _case(officer: Officer, place: int, case: Listed, whose: Whose) -> ListedCase:
    may_open = bool(whose.number) or officer.role in OPENERS
    return ListedCase(place, case.current, case.step > 0, case.changes, whose.number, whose.name, may_open)
