"""Looking at matters: one with its steps, or a list of those to be worked on."""

from dataclasses import dataclass, replace
from datetime import date

from compliance.services.matters.machine import OPEN_STATES
from compliance.services.matters.moving import NoSuchMatter, standing_in
from compliance.services.matters.people import Officer, may_see, workflow_of
from compliance.services.matters.workdays import ESTIMATE_NOTE
from compliance.services.office import Office
from compliance.store.deeds import Actor, Deed
from compliance.store.matters import Wanted
from compliance.store.records import MatterRecord, StepRecord

MOST_AT_ONCE = 200
"""Matters in one list."""
OPEN = Wanted(states=OPEN_STATES)
"""All that isn't closed."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter with all that was done with it, the oldest first."""

    record: MatterRecord
    steps: tuple[StepRecord, ...]


def read_matter(office: Office, officer: Officer, number: str) -> Matter:
    """The matter; raises NoSuchMatter, for one that the officer may not see too, and StoredMatterFault."""
    with office.store.writing() as records:
        matter, _ = standing_in(records, number, to_change=False)
        if not may_see(officer, matter):
            raise NoSuchMatter(number)
        records.tell(office.now(), officer.actor, Deed.MATTER_SHOWN, number)
        return Matter(matter, records.matters.steps(number))


def matters_of(
    office: Office, officer: Officer, wanted: Wanted = OPEN, most: int = MOST_AT_ONCE, skip: int = 0
) -> tuple[MatterRecord, ...]:
    """Those wanted that the officer may see: overdue first, then by urgency, then the oldest; `most` after `skip`."""
    if officer.role != "admin":
        if not officer.department or (officer.town and wanted.town not in ("", officer.town)):
            return ()
        wanted = replace(wanted, seen_by=officer.department, town=officer.town or wanted.town)
    return all_matters(office, officer.actor, wanted, most, skip)


def all_matters(
    office: Office, actor: Actor, wanted: Wanted = OPEN, most: int = MOST_AT_ONCE, skip: int = 0
) -> tuple[MatterRecord, ...]:
    """The same, for whoever runs the installation."""
    with office.store.writing() as records:
        found = records.matters.listed(wanted, workflow_of(office).ranks, office.today(), most, skip)
        records.tell(office.now(), actor, Deed.MATTERS_LISTED, count=len(found))
    return found


def is_overdue(matter: MatterRecord, today: date) -> bool:
    """Whether the last day has passed."""
    return matter.due is not None and matter.due < today


def list_in_words(office: Office, matters: tuple[MatterRecord, ...]) -> str:
    """The matters in Chinese, a line each."""
    return "\n".join(_line(office, each) for each in matters)


def _line(office: Office, matter: MatterRecord) -> str:
    workflow = workflow_of(office)
    urgencies = {each.id: each.title for each in workflow.urgencies}
    state = workflow.states[matter.state].title  # type: ignore[index]  # only states are stored
    late = "已超期　" if is_overdue(matter, office.today()) else ""
    due = f"{matter.due} 前" + (f"（{ESTIMATE_NOTE}）" if matter.estimated else "") if matter.due else "没有期限"
    whose = matter.department + (f"（提出移交给{matter.offered_to}）" if matter.offered_to else "")
    urgency = urgencies.get(matter.urgency, matter.urgency)
    return f"{late}{matter.number}　{urgency}　{state}　{due}　{whose}　{matter.receiver}　{matter.enterprise_name}"
