"""What a form about a matter offers to choose from, and doing what was chosen, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compliance.rulepacks.workflow import MatterDeed
from compliance.services.departments import departments
from compliance.services.matters.moving import Details, MatterStateError, advance, checked, standing_for
from compliance.services.matters.people import MatterInputError, Officer, workflow_of
from compliance.services.office import Office
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.records.matters import MatterRecord, StepRecord


@dataclass(frozen=True, slots=True)
class Choices:
    """The departments that a matter may be offered to, and who may have it assigned: login names, as they are shown."""

    departments: tuple[str, ...]
    people: Mapping[str, str]


def choices_in(office: Office, records: Records, matter: MatterRecord) -> Choices:
    """What there is to choose for the matter: people of the department that has it, who may decide, in its town."""
    workers = workflow_of(office).deeds["decide"].who
    return Choices(
        tuple(each for each in departments(office.library) if each != matter.department),
        {
            each.name: f"{each.display_name}（{each.name}）"
            for each in records.accounts.active_in(matter.department)
            if each.role in workers and each.town in ("", matter.town)
        },
    )


def do_chosen(
    office: Office, officer: Officer, number: str, deed: MatterDeed, details: Details, steps: int
) -> MatterRecord:
    """Does what a form says that was made when the matter had so many steps; sent twice, it is done once.

    Raises what `do` raises, MatterInputError for what isn't to be chosen too, and MatterStateError where somebody did
    something else meanwhile.
    """
    details = checked(deed, details)
    with office.store.writing() as records:
        matter, _ = standing_for(records, officer, number)
        if _is_done(records.matters.steps(number)[steps:], officer, deed, details):
            return matter
        if matter.steps != steps:
            raise MatterStateError("您打开这一页以后，事项又有了进展，这次没有办；请看看现在的情况再办")
        matter, step = advance(office, records, officer, number, deed, details)
        _check(choices_in(office, records, matter), details)
        records.tell(office.now(), officer.actor, Deed.MATTER_MOVED, number, what=deed, step=step.number)
    return matter


def _is_done(since: Sequence[StepRecord], officer: Officer, deed: MatterDeed, details: Details) -> bool:
    """Whether the first thing done since is what the officer wants to do."""
    if not since:
        return False
    first = since[0]
    told = Details(first.reason, first.to_department, first.to_person)
    return (first.by, first.deed, told) == (officer.name, deed, details)


def _check(choices: Choices, details: Details) -> None:
    problems = {}
    if details.to_department and details.to_department not in choices.departments:
        problems["to_department"] = "请从列出的部门里选"
    if details.to_person and details.to_person not in choices.people:
        problems["to_person"] = "请从列出的人里选；要交给别的部门，请先移交"
    if problems:
        raise MatterInputError(problems)
