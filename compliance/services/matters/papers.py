"""A matter's papers: which fit it, issuing them, downloading them again, withdrawing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from compliance.documents.definitions import Definition, definition_paths, find_definition, read_definition
from compliance.documents.render import render
from compliance.errors import ComplianceError
from compliance.services.issue_paper import Issued, Paper, issue_paper, made_again
from compliance.services.matters.moving import standing_for
from compliance.services.matters.people import (
    MAX_REASON,
    MatterInputError,
    NotYours,
    Officer,
    check_has,
    lines_problem,
)
from compliance.services.matters.telling import Told, items_for, matter_told, told_of
from compliance.services.office import Office
from compliance.services.verify_document import UnknownNumberError, withdraw_document
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.hashes import text_hash
from compliance.store.records.aftermath import FiledPaper, FollowUpRecord
from compliance.store.records.matters import MatterRecord, RulingRecord

ISSUERS = ("officer", "reviewer")
WITHDRAWERS = ("reviewer",)
"""Roles."""
STATES = {"in_force": "有效", "replaced": "已被代替", "withdrawn": "已撤回"}


class UnfitPaperError(ComplianceError):
    """The paper doesn't fit the matter as it stands."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """A paper that can be issued; `follow_up` is the number of the one that it is about, made on the day `of`, and 0
    where it is about none."""

    kind: str
    title: str
    follow_up: int = 0
    of: date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper that was issued. `outdated`: it tells of an earlier decision than the newest."""

    number: str
    title: str
    issued: FiledPaper
    state: str
    outdated: bool

    @property
    def state_text(self) -> str:
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class MatterPapers:
    """A matter's papers: those that fit, in the checklists' order, and those issued, the newest first.

    `names` says what who issued them is called, by login names.
    """

    matter: MatterRecord
    fitting: tuple[Fitting, ...]
    issued: tuple[Listed, ...]
    names: Mapping[str, str]


def papers_of(office: Office, officer: Officer, number: str) -> MatterPapers:
    """The matter's papers; raises NoSuchMatter."""
    with office.store.writing() as records:
        matter, _ = standing_for(records, officer, number, to_change=False)
        newest = records.decisions.of_newest(number)
        visits = [each for each in records.follow_ups.of(number) if each.made]
        filed = records.matter_papers.of(number)
        names = records.accounts.display_names({each.by for each in filed})
        records.tell(office.now(), officer.actor, Deed.PAPERS_LISTED, number, count=len(filed))
    fitting = (each for kind in kinds(office) for each in _fitting(kind, matter, newest and newest.rulings, visits))
    listed = tuple(_listed(each, newest.step if newest else 0) for each in filed)
    return MatterPapers(matter, tuple(fitting), listed, names)


def kinds(office: Office) -> tuple[Definition, ...]:
    """The papers that can be issued on matters."""
    found = map(read_definition, definition_paths(office.settings.checklists).values())
    return tuple(each for each in found if each.in_matters)


def issue(office: Office, officer: Officer, number: str, kind: str, follow_up: int = 0) -> Issued:
    """The paper about the matter as it stands, numbered and put with it; asked for again it is the same, until there
    is something else to tell: then a new one takes its place.

    Raises NoSuchMatter, NotYours, UnknownChecklistError, UnfitPaperError and StoredDecisionFault.
    """
    definition = find_definition(office.settings.checklists, kind)
    with office.store.writing() as records:
        matter = _own(records, officer, number)
        told = _told(records, definition, matter, follow_up)
        records.tell(office.now(), officer.actor, Deed.MATTER_SHOWN, number)
    issued = issue_paper(office, officer.actor, _paper(office, definition, told))
    with office.store.writing() as records:
        there = records.matters.find(number, to_change=True)
        if there and records.matter_papers.file(number, issued.number, told.step, follow_up, officer.name):
            records.tell(office.now(), officer.actor, Deed.PAPER_FILED, number, paper=issued.number)
    return issued


def draft(office: Office, officer: Officer, number: str, kind: str, suffix: str, follow_up: int = 0) -> bytes:
    """The same to be edited, without a number, in the format `suffix`; raises what `issue` raises."""
    definition = find_definition(office.settings.checklists, kind)
    with office.store.writing() as records:
        told = _told(records, definition, _own(records, officer, number), follow_up)
        records.tell(office.now(), officer.actor, Deed.PAPER_DRAFTED, number, kind=kind)
    return render(definition, _paper(office, definition, told).matter, office.settings.templates, suffix)


def issued_before(office: Office, officer: Officer, number: str, paper: str) -> bytes:
    """The file of a paper of the matter that is in force, as it was issued.

    Raises NoSuchMatter, UnknownNumberError, UnfitPaperError for one in force no longer, ChangedPaperError and
    StoredDecisionFault.
    """
    with office.store.writing() as records:
        matter, _ = standing_for(records, officer, number, to_change=False)
        filed = _filed(records, number, paper)
        if _state(filed) != "in_force":
            raise UnfitPaperError(f"{paper} {STATES[_state(filed)]}，不能再下载；请出具新的")
        definition = find_definition(office.settings.checklists, filed.document.kind)
        told = _told(records, definition, matter, filed.follow_up, filed.step)
        records.tell(office.now(), officer.actor, Deed.PAPER_TAKEN, number, paper=paper)
    return made_again(office, _paper(office, definition, told), filed.document)


def withdraw(office: Office, officer: Officer, number: str, paper: str, why: str) -> None:
    """Takes a paper of the matter back, for a reason.

    Raises NoSuchMatter, NotYours, UnknownNumberError, AlreadyWithdrawnError and MatterInputError.
    """
    if problem := lines_problem("理由", why, MAX_REASON) if why.strip() else "请写明撤回的理由":
        raise MatterInputError({"why": problem})
    with office.store.writing() as records:
        _own(records, officer, number, WITHDRAWERS)
        _filed(records, number, paper)
        records.tell(office.now(), officer.actor, Deed.MATTER_SHOWN, number)
    withdraw_document(office, officer.actor, paper, why.strip())


def _own(records: Records, officer: Officer, number: str, roles: Sequence[str] = ISSUERS) -> MatterRecord:
    """The matter, where the officer has it in hand."""
    matter, _ = standing_for(records, officer, number, to_change=False)
    if officer.role not in roles:
        raise NotYours("您的身份不能办理文书；请交给有这项权限的人办")
    check_has(officer, matter)
    return matter


def _filed(records: Records, number: str, paper: str) -> FiledPaper:
    for each in records.matter_papers.of(number):
        if each.document.number == paper:
            return each
    raise UnknownNumberError(f"事项 {number} 没有编号为「{paper}」的文书；请核对编号")


def _told(records: Records, definition: Definition, matter: MatterRecord, follow_up: int, step: int = 0) -> Told:
    """What the paper has to tell; raises UnfitPaperError."""
    told = told_of(records, matter, step or matter.steps, follow_up)
    rulings = told.decided.rulings if told.decided else None
    visits = [told.follow_up] if told.follow_up else []
    told_anything = told.decided or told.result or definition.decision == "optional"
    fitting = _fitting(definition, matter, rulings, visits)
    if not told_anything or not any(each.follow_up == follow_up for each in fitting):
        raise UnfitPaperError(f"事项 {matter.number} 现在不能出《{definition.plain_title}》；请先作出判断或者记下回访")
    return told


def _paper(office: Office, definition: Definition, told: Told) -> Paper:
    rulings = told.decided.rulings if told.decided else None
    items = items_for(definition, rulings)
    matter = matter_told(office, definition, told, items or ())
    visit = told.follow_up.number if told.follow_up else 0
    about = text_hash(f"{told.matter.number} {visit}".encode())
    assessment = told.result.id if told.result and not told.decided else None
    return Paper(definition, matter, about, assessment, latest=True)


def _fitting(
    definition: Definition,
    matter: MatterRecord,
    rulings: Sequence[RulingRecord] | None,
    visits: Sequence[FollowUpRecord],
) -> list[Fitting]:
    """The ways in which the paper fits the matter: none, one, or one for each follow-up."""
    terms = definition.in_matters
    if terms is None or items_for(definition, rulings) is None or not _has_basis(definition, matter, rulings):
        return []
    if terms.needs == "follow_up":
        return [Fitting(definition.id, definition.plain_title, each.number, each.day) for each in visits]
    return [Fitting(definition.id, definition.plain_title)]


def _has_basis(definition: Definition, matter: MatterRecord, rulings: Sequence[RulingRecord] | None) -> bool:
    assert definition.in_matters
    if rulings is None and (definition.in_matters.needs != "result" or not matter.visit):
        return definition.in_matters.needs == "result" and definition.decision == "optional"
    if definition.decision != "violations":
        return True
    return any(each.status == "violation" for each in (matter.items if rulings is None else rulings))


def _listed(filed: FiledPaper, newest: int) -> Listed:
    document = filed.document
    state = _state(filed)
    return Listed(document.number, document.title, filed, state, state == "in_force" and filed.step < newest)


def _state(filed: FiledPaper) -> str:
    document = filed.document
    return "withdrawn" if document.withdrawn_on else "replaced" if document.replaced_by else "in_force"
