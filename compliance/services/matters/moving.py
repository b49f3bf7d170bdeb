"""Doing something with a matter: checked, kept as a step that never changes, and counted into where it stands."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from compliance.errors import ComplianceError
from compliance.rulepacks.workflow import MatterDeed, State, Workflow
from compliance.services.enterprise import text_problem
from compliance.services.matters.machine import WITH_REASON, NotAllowed, Standing, after, allowed, standing_of
from compliance.services.matters.people import (
    MAX_DEPARTMENT,
    MAX_NAME,
    MAX_REASON,
    MatterInputError,
    NotYours,
    Officer,
    check_may,
    lines_problem,
    may_see,
    workflow_of,
)
from compliance.services.matters.workdays import Deadline, working_days_after
from compliance.services.office import Office
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.records.matters import MatterRecord, StepRecord


class NoSuchMatter(ComplianceError):
    """No matter that the officer may see has this number."""

    def __init__(self, number: str) -> None:
        super().__init__(f"没有编号为「{number}」的事项；请核对编号，特别是年份。办结已久的可能已经按期删除")


class MatterStateError(ComplianceError):
    """The deed can't be done with the matter as it stands."""


class StoredMatterFault(Exception):
    """What is stored of a matter is not what its steps come to: somebody changed it."""


@dataclass(frozen=True, slots=True)
class Details:
    """What a deed needs beside who does it: a reason, the department offered to, the person assigned."""

    reason: str = ""
    to_department: str = ""
    to_person: str = ""


NONE = Details()
OWN_SERVICE: frozenset[MatterDeed] = frozenset({"take", "decide"})
"""Deeds that more is needed for than details."""


def do(office: Office, officer: Officer, number: str, deed: MatterDeed, details: Details = NONE) -> MatterRecord:
    """Does it, and gives the matter as it stands then. Visits are taken and decisions made elsewhere.

    Raises NoSuchMatter, NotYours, MatterStateError and MatterInputError.
    """
    if deed in OWN_SERVICE:
        raise ValueError(f"{deed} has a service of its own")
    with office.store.writing() as records:
        matter, step = advance(office, records, officer, number, deed, checked(deed, details))
        records.tell(office.now(), officer.actor, Deed.MATTER_MOVED, number, what=deed, step=step.number)
    return matter


def advance(
    office: Office,
    records: Records,
    officer: Officer,
    number: str,
    deed: MatterDeed,
    details: Details = NONE,
    to_refer: bool = False,
) -> tuple[MatterRecord, StepRecord]:
    """The same within a transaction, from details that were checked; gives the step too."""
    workflow = workflow_of(office)
    matter, standing = standing_for(records, officer, number)
    check_may(workflow, officer, matter, standing, deed)
    if deed == "offer" and details.to_department == standing.department:
        raise MatterInputError({"to_department": "事项本来就在这个部门；请选别的部门"})
    step = _step(office, officer, standing, deed, details, to_refer)
    try:
        new = after(standing, step)
    except NotAllowed:
        raise not_now(workflow, number, standing, deed) from None
    if new.state != standing.state:
        step = _dated(step, deadline_of(office, new.state))
        new = after(standing, step)
    changed = replace(matter, **asdict(new), keep_until=_keep_until(office, new))
    records.matters.move(changed, step)
    return changed, step


def standing_in(records: Records, number: str, to_change: bool = True) -> tuple[MatterRecord, Standing]:
    """The matter and what its steps come to; raises NoSuchMatter, StoredMatterFault."""
    matter = records.matters.find(number, to_change)
    if matter is None:
        raise NoSuchMatter(number)
    try:
        standing = standing_of(records.matters.steps(number))
    except (NotAllowed, ValueError) as error:
        raise StoredMatterFault(number) from error
    if any(getattr(matter, name) != value for name, value in asdict(standing).items()):
        raise StoredMatterFault(number)
    return matter, standing


def standing_for(
    records: Records, officer: Officer, number: str, to_change: bool = True
) -> tuple[MatterRecord, Standing]:
    """The same where the officer may see the matter; else it is as if it weren't there."""
    matter, standing = standing_in(records, number, to_change)
    if not may_see(officer, matter):
        raise NoSuchMatter(number)
    return matter, standing


def open_deeds(
    workflow: Workflow, officer: Officer, matter: MatterRecord, standing: Standing
) -> tuple[MatterDeed, ...]:
    """What the officer may do with the matter now, in the workflow's order: by the checks that doing it makes."""
    now = allowed(standing)
    return tuple(each for each in workflow.deeds if each in now and _may(workflow, officer, matter, standing, each))


def needs(deed: MatterDeed) -> frozenset[str]:
    """The fields of Details without which the deed isn't done."""
    told = {"offer": {"to_department"}, "assign": {"to_person"}}.get(deed, set())
    return frozenset(told | {"reason"} if deed in WITH_REASON else told)


def deadline_of(office: Office, state: State) -> Deadline | None:
    """By when a state is to be left that a matter gets into today; None where it has no deadline."""
    days = workflow_of(office).states[state].days
    return None if days is None else working_days_after(office.today(), days)


def checked(deed: MatterDeed, details: Details) -> Details:
    """The details as they are kept; raises MatterInputError."""
    plain = Details(details.reason.strip(), details.to_department.strip(), details.to_person.strip())
    problems = {
        "reason": _reason_problem(plain.reason, "reason" in needs(deed)),
        "to_department": _named("要移交的部门", plain.to_department, MAX_DEPARTMENT, "to_department" in needs(deed)),
        "to_person": _named("承办人", plain.to_person, MAX_NAME, "to_person" in needs(deed)),
    }
    if found := {field: problem for field, problem in problems.items() if problem}:
        raise MatterInputError(found)
    return plain


def _may(workflow: Workflow, officer: Officer, matter: MatterRecord, standing: Standing, deed: MatterDeed) -> bool:
    try:
        check_may(workflow, officer, matter, standing, deed)
    except NotYours:
        return False
    return True


def _reason_problem(reason: str, wanted: bool) -> str | None:
    if wanted and not reason:
        return "请写明理由"
    return lines_problem("理由", reason, MAX_REASON)


def _named(label: str, name: str, most: int, wanted: bool) -> str | None:
    if not wanted:
        return None if not name else f"这一步不用写{label}"
    return text_problem(label, name, most) if name else f"请写明{label}"


def _step(
    office: Office, officer: Officer, standing: Standing, deed: MatterDeed, details: Details, to_refer: bool
) -> StepRecord:
    return StepRecord(
        number=standing.steps + 1,
        deed=deed,
        at=max(office.now(), standing.at),  # a clock that was set back doesn't put steps out of order
        by=officer.name,
        role=officer.role,
        department=officer.department,
        to_refer=to_refer,
        **asdict(details),
    )


def _dated(step: StepRecord, deadline: Deadline | None) -> StepRecord:
    return replace(step, due=deadline.on, estimated=deadline.estimated) if deadline else step


def _keep_until(office: Office, standing: Standing) -> date | None:
    if standing.state != "closed":
        return None
    return office.today() + timedelta(office.settings.matter_keep_days)


def not_now(workflow: Workflow, number: str, standing: Standing, deed: MatterDeed) -> MatterStateError:
    """The error of who wants to do so with the matter as it stands."""
    return MatterStateError(_refusal(workflow, number, standing, deed))


def _refusal(workflow: Workflow, number: str, standing: Standing, deed: MatterDeed) -> str:
    said = f"事项 {number} 现在是“{workflow.states[standing.state].title}”，不能“{workflow.deeds[deed].title}”"
    if deed in ("close", "refer", "offer") and standing.offered_to:
        return f"{said}：已经提出移交给{standing.offered_to}，要等它接收或者退回，或者先撤回移交"
    if deed == "close" and standing.to_refer:
        return f"{said}：涉嫌犯罪，要先移送"
    titles = "、".join(workflow.deeds[each].title for each in allowed(standing))
    return f"{said}；现在可以：{titles}"
