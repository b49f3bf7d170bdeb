"""Credit repair (信用修复): of which penalties an enterprise can ask for it, from when, and how far that has got.

No text of law at hand says after how long somebody can apply, so that the day is the officer's to fill in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from compliance.documents.wording import VERDICTS
from compliance.services.matters.moving import MatterStateError, standing_for
from compliance.services.matters.people import MatterInputError, NotYours, Officer, check_has
from compliance.services.matters.rulings import WITHOUT_FINE
from compliance.services.matters.written import day_of, day_problem
from compliance.services.office import BEIJING, Office
from compliance.store.credit_repairs import Penalised
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.records.aftermath import CreditRepairRecord

KEEPERS = ("officer", "reviewer")
"""Roles."""
NOT_TOLD, DONE = "not_told", "done"
STATES = {NOT_TOLD: "没有告知", "told": "已告知", "applied": "已申请", DONE: "已修复"}
PENALTIES = tuple(each for each in VERDICTS if each not in WITHOUT_FINE)
"""The verdicts that are penalties."""
AT_ONCE = 50
"""Matters on a page."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One matter's: the day of its decision, and where it stands; `by_name` is what who wrote that down is called."""

    number: str
    decided_on: date
    entry: CreditRepairRecord | None
    by_name: str


@dataclass(frozen=True, slots=True)
class RepairsPage:
    """A page of the list; `more`: another follows. `names` says what people are called, by login names."""

    repairs: tuple[Penalised, ...]
    more: bool
    names: Mapping[str, str]


def credit_repairs(office: Office, officer: Officer, page: int = 1) -> RepairsPage:
    """The penalties that the officer may see, what is repaired last, those without a day before those with one."""
    with office.store.writing() as records:
        found = records.credit_repairs.listed(
            PENALTIES, DONE, officer.department, officer.town, AT_ONCE + 1, (page - 1) * AT_ONCE
        )
        names = records.accounts.display_names({each.entry.by for each in found if each.entry})
        records.tell(office.now(), officer.actor, Deed.CREDIT_REPAIRS_LISTED, count=len(found))
    return RepairsPage(found[:AT_ONCE], len(found) > AT_ONCE, names)


def read_repair(office: Office, officer: Officer, number: str) -> Repair:
    """Where the matter's stands; raises NoSuchMatter, and MatterStateError where it has no penalty."""
    with office.store.writing() as records:
        standing_for(records, officer, number, to_change=False)
        found = _repair(records, number)
        records.tell(office.now(), officer.actor, Deed.MATTER_SHOWN, number)
    return found


def move_repair(office: Office, officer: Officer, number: str, state: str, earliest: str) -> None:
    """Writes down where it stands, and from which day on somebody can apply (empty: not known); the same a second time
    does nothing. Raises NoSuchMatter, NotYours, MatterStateError and MatterInputError."""
    with office.store.writing() as records:
        _check_keeps(records, officer, number)
        repair = _repair(records, number)
        problems = {
            "state": None if state in STATES else "请选一种",
            "earliest": day_problem(earliest, first=repair.decided_on, optional=True),
        }
        if found := {field: problem for field, problem in problems.items() if problem}:
            raise MatterInputError(found)
        count = repair.entry.number if repair.entry else 0
        new = CreditRepairRecord(count + 1, office.now(), officer.name, state, day_of(earliest))
        if not _same(new, repair.entry):
            records.credit_repairs.add(number, new)
            records.tell(office.now(), officer.actor, Deed.CREDIT_REPAIR_MOVED, number, state=state)


def _check_keeps(records: Records, officer: Officer, number: str) -> None:
    matter, _ = standing_for(records, officer, number)
    if officer.role not in KEEPERS:
        raise NotYours("您的身份不能登记信用修复；请交给有这项权限的人办")
    check_has(officer, matter)


def _repair(records: Records, number: str) -> Repair:
    decided = records.decisions.of_newest(number)
    if decided is None or not any(each.verdict in PENALTIES for each in decided.rulings):
        raise MatterStateError(f"事项 {number} 没有处罚，不用信用修复")
    entry = next(iter(reversed(records.credit_repairs.of(number))), None)
    by = records.accounts.display_names({entry.by}).get(entry.by, entry.by) if entry else ""
    return Repair(number, decided.made_at.astimezone(BEIJING).date(), entry, by)


def _same(new: CreditRepairRecord, before: CreditRepairRecord | None) -> bool:
    if before is None:
        return new.state == NOT_TOLD and new.earliest is None
    return replace(new, number=before.number, at=before.at, by=before.by) == before
