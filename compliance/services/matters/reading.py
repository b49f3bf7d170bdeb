"""Looking at matters: one with its steps, or a list of those to be worked on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from compliance.rulepacks.workflow import MatterDeed
from compliance.services.matters.choosing import Choices, choices_in
from compliance.services.matters.machine import OPEN_STATES
from compliance.services.matters.moving import open_deeds, standing_for
from compliance.services.matters.people import SEE_MATTERS, Officer, workflow_of
from compliance.services.matters.workdays import ESTIMATE_NOTE
from compliance.services.office import Office
from compliance.store.deeds import Actor, Deed
from compliance.store.matters import Wanted
from compliance.store.records.matters import MatterRecord, StepRecord

MOST_AT_ONCE = 200
"""Matters in one list."""
OPEN = Wanted(states=OPEN_STATES)
"""All that isn't closed."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter with all that was done with it, the oldest first, and what the officer who reads it may do now.

    `choices` are for the deeds that need some; `names` says what people of the steps are called, by login names.
    """

    record: MatterRecord
    steps: tuple[StepRecord, ...]
    deeds: tuple[MatterDeed, ...]
    choices: Choices
    names: Mapping[str, str]


def read_matter(office: Office, officer: Officer, number: str) -> Matter:
    """The matter; raises NoSuchMatter, for one that the officer may not see too, and StoredMatterFault."""
    with office.store.writing() as records:
        matter, standing = standing_for(records, officer, number, to_change=False)
        records.tell(office.now(), officer.actor, Deed.MATTER_SHOWN, number)
        steps = records.matters.steps(number)
        return Matter(
            record=matter,
            steps=steps,
            deeds=open_deeds(workflow_of(office), officer, matter, standing),
            choices=choices_in(office, records, matter),
            names=records.accounts.display_names({each.by for each in steps} | {each.to_person for each in steps}),
        )


def matters_of(
    office: Office, officer: Officer, wanted: Wanted = OPEN, most: int = MOST_AT_ONCE, skip: int = 0
) -> tuple[MatterRecord, ...]:
    """Those wanted that the officer may see: overdue first, then by urgency, then the oldest; `most` after `skip`."""
    seen = in_sight(officer, wanted)
    return () if seen is None else all_matters(office, officer.actor, seen, most, skip)


def in_sight(officer: Officer, wanted: Wanted) -> Wanted | None:
    """What of those wanted the officer may see, by the measure of `may_see`; None where that is nothing at all."""
    if officer.role not in SEE_MATTERS or (officer.town and wanted.town not in ("", officer.town)):
        return None
    return replace(wanted, seen_by=officer.department, town=officer.town or wanted.town)


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
