"""How a matter begins: a department takes a visit that was asked for, or reports what it found itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType

from compliance.errors import ComplianceError
from compliance.rulepacks.problems import did_you_mean
from compliance.services.enterprise import Enterprise, EnterpriseError, text_problem
from compliance.services.inputs import from_bytes
from compliance.services.matters.items import shown
from compliance.services.matters.machine import standing_of
from compliance.services.matters.moving import deadline_of
from compliance.services.matters.people import (
    MAX_TOWN,
    MatterInputError,
    NotYours,
    Officer,
    check_role,
    check_town,
    workflow_of,
)
from compliance.services.office import Office
from compliance.services.visits import number_meant
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.records.checks import AssessmentRecord
from compliance.store.records.matters import MatterItem, MatterRecord, StepRecord

NO_PROBLEMS: Mapping[str, str] = MappingProxyType({})
_WORTH_A_MATTER = ("violation", "undetermined")


class AlreadyTaken(ComplianceError):
    """The visit is a matter already."""


class AlreadyReported(ComplianceError):
    """The form was sent before, and became the matter `number`."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(f"这一页已经登记过了，是事项 {number}")


class NothingToTake(ComplianceError):
    """There is no such visit, or it was cancelled."""


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody found: of whom, which items are violated (their ids), on which day.

    The town may be empty, and so may the urgency, which is the least then. `form_key` names the form that it was
    written on, if any: 32 digits and letters that nobody else has.
    """

    enterprise: Enterprise
    items: tuple[str, ...]
    found_on: date
    town: str = ""
    urgency: str = ""
    form_key: str = ""


def take_visit(office: Office, officer: Officer, visit: str, town: str = "", urgency: str = "") -> MatterRecord:
    """Makes a matter of the visit; the department that takes it first is responsible from then on.

    The visit's number may be typed in any way; `town` and `urgency` as in Found. Raises NothingToTake, AlreadyTaken,
    NotYours and MatterInputError.
    """
    visit = number_meant(visit)
    with office.store.writing() as records:
        number = _new_number(office, records)  # others that open a matter wait here until this one is through
        asked, handed_over = records.visits.find(visit), records.assessments.handed_over(visit)
        if asked is None or handed_over is None:
            raise NothingToTake(f"没有编号为「{visit}」的预约，或者已经取消；请核对编号")
        if officer.department not in asked.asks_for:
            raise NotYours(f"预约 {visit} 找的是{'、'.join(asked.departments)}，要由其中的部门受理")
        if taken := records.matters.of_visit(visit):
            raise AlreadyTaken(f"预约 {visit} 已经受理，是事项 {taken}")
        enterprise = Enterprise(asked.enterprise_name, asked.credit_code, asked.address)
        found = Found(enterprise, (), handed_over.inputs.as_of, town, urgency)
        matter = _opened(office, records, officer, number, found, _items_of(handed_over), visit)
        records.tell(office.now(), officer.actor, Deed.VISIT_TAKEN, visit, matter=number)
        records.tell(office.now(), officer.actor, Deed.MATTER_OPENED, number, visit=visit)
    return matter


def report_found(office: Office, officer: Officer, found: Found) -> MatterRecord:
    """Makes a matter of what the officer found.

    Raises NotYours, MatterInputError, and AlreadyReported where one was made of the same form.
    """
    with office.store.writing() as records:
        number = _new_number(office, records)
        if found.form_key and (there := records.matters.of_form(found.form_key)):
            raise AlreadyReported(there.number)
        items, problems = _items_named(office, found.items)
        matter = _opened(office, records, officer, number, found, items, problems=problems)
        records.tell(office.now(), officer.actor, Deed.MATTER_OPENED, number)
    return matter


def _opened(
    office: Office,
    records: Records,
    officer: Officer,
    number: str,
    found: Found,
    items: tuple[MatterItem, ...],
    visit: str | None = None,
    problems: Mapping[str, str] = NO_PROBLEMS,
) -> MatterRecord:
    check_role(workflow_of(office), officer, "take")
    check_town(officer, found.town)
    enterprise, urgency = _checked(office, found, problems), found.urgency or workflow_of(office).ranks[-1]
    deadline = deadline_of(office, "found")
    due, estimated = (deadline.on, deadline.estimated) if deadline else (None, False)
    who = (officer.name, officer.role, officer.department)
    step = StepRecord(1, "take", office.now(), *who, due=due, estimated=estimated)
    record = MatterRecord(
        number=number,
        origin="visit" if visit else "found",
        visit=visit,
        enterprise_name=enterprise.name,
        credit_code=enterprise.credit_code,
        address=enterprise.address,
        town=found.town,
        urgency=urgency,
        opened_at=step.at,
        found_on=found.found_on,
        items=items,
        form_key=found.form_key or None,
        **asdict(standing_of([step])),
    )
    records.matters.add(record, step, [each.title for each in shown(office.library, items)])
    return record


def may_open(office: Office, officer: Officer) -> None:
    """Raises NotYours where the officer can't open matters at all."""
    check_role(workflow_of(office), officer, "take")


def _new_number(office: Office, records: Records) -> str:
    year = office.today().year
    return f"事〔{year}〕{records.documents.count_on(f'matter {year}')}号"


def _items_of(handed_over: AssessmentRecord) -> tuple[MatterItem, ...]:
    """What an enterprise's own check found violated, or couldn't determine."""
    findings = from_bytes(handed_over.decision)["findings"]
    worth = (each for each in findings if each["status"] in _WORTH_A_MATTER)
    return tuple(sorted((MatterItem(each["item"], each["pack"], each["status"]) for each in worth), key=_by_item))


def _items_named(office: Office, items: Sequence[str]) -> tuple[tuple[MatterItem, ...], dict[str, str]]:
    """The items, and what is wrong with them."""
    packs = {item.id: pack.id for pack in office.library.packs for item in pack.items}
    for each in items:
        if each not in packs:
            return (), {"items": f"规则里没有「{each}」这一项{did_you_mean(each, packs)}"}
    if not items:
        return (), {"items": "请至少选一项发现的问题"}
    return tuple(sorted((MatterItem(each, packs[each], "violation") for each in set(items)), key=_by_item)), {}


def _by_item(each: MatterItem) -> str:
    return each.item


def _checked(office: Office, found: Found, known: Mapping[str, str]) -> Enterprise:
    """The enterprise as it is kept; raises MatterInputError with the problems known already, too."""
    enterprise, problems = found.enterprise, dict(known)
    try:
        enterprise = enterprise.validate()
    except EnterpriseError as error:
        problems |= error.problems
    if not enterprise.name.strip():
        problems["name"] = "请填写单位名称"
    if found.found_on > office.today():
        problems["found_on"] = "发现的日期还没有到；请核对"
    if problem := text_problem("乡镇", found.town, MAX_TOWN):
        problems["town"] = problem
    if found.form_key and not re.fullmatch("[0-9a-f]{32}", found.form_key):
        problems["form_key"] = "这一页有误；请重新打开再登记"
    if found.urgency not in ("", *(ranks := workflow_of(office).ranks)):
        problems["urgency"] = f"紧急程度应为 {'、'.join(ranks)} 之一"
    if problems:
        raise MatterInputError(problems)
    return enterprise
