"""Follow-up visits (回访): planned for a day, then made; both are written down and never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from compliance.services.enterprise import text_problem
from compliance.services.matters.moving import standing_for
from compliance.services.matters.people import (
    MAX_NAME,
    MAX_REASON,
    MatterInputError,
    NotYours,
    Officer,
    check_has,
    lines_problem,
)
from compliance.services.matters.telling import WAYS
from compliance.services.matters.written import day_of, day_problem
from compliance.services.office import Office
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.follow_ups import PlannedFollowUp
from compliance.store.records.aftermath import FollowUpRecord
from compliance.store.records.matters import MatterRecord

FOLLOWERS = ("officer", "reviewer")
"""Roles."""
RATINGS = {"5": "5 分，很满意", "4": "4 分，满意", "3": "3 分，一般", "2": "2 分，不满意", "1": "1 分，很不满意"}
AT_ONCE = 50
"""Follow-ups on a page."""


@dataclass(frozen=True, slots=True)
class FollowUps:
    """A matter and its follow-ups, the oldest first; `names` says what people are called, by login names."""

    matter: MatterRecord
    entries: tuple[FollowUpRecord, ...]
    names: Mapping[str, str]

    @property
    def planned(self) -> FollowUpRecord | None:
        """The one that is planned and not made yet."""
        return self.entries[-1] if self.entries and not self.entries[-1].made else None


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page of those planned; `more`: another follows. `names` as in FollowUps."""

    planned: tuple[PlannedFollowUp, ...]
    more: bool
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody typed of a follow-up that was made, each field as the form sends it."""

    day: str = ""
    way: str = ""
    met: str = ""
    heard: str = ""
    to_mend: str = ""
    rating: str = ""


def follow_ups_of(office: Office, officer: Officer, number: str) -> FollowUps:
    """The matter's; raises NoSuchMatter."""
    with office.store.writing() as records:
        matter, _ = standing_for(records, officer, number, to_change=False)
        found = records.follow_ups.of(number)
        names = records.accounts.display_names({each.by for each in found})
        records.tell(office.now(), officer.actor, Deed.FOLLOW_UPS_SHOWN, number, count=len(found))
    return FollowUps(matter, found, names)


def planned_follow_ups(office: Office, officer: Officer, page: int = 1) -> PlannedPage:
    """Those not made yet that the officer may see, the most overdue first."""
    with office.store.writing() as records:
        found = records.follow_ups.planned(officer.department, officer.town, AT_ONCE + 1, (page - 1) * AT_ONCE)
        names = records.accounts.display_names({each.entry.by for each in found})
        records.tell(office.now(), officer.actor, Deed.FOLLOW_UPS_SHOWN, count=len(found))
    return PlannedPage(found[:AT_ONCE], len(found) > AT_ONCE, names)


def plan(office: Office, officer: Officer, number: str, day: str) -> None:
    """Plans the next one, in place of one that is planned; raises NoSuchMatter, NotYours and MatterInputError."""
    if problem := day_problem(day, first=office.today()):
        raise MatterInputError({"planned_for": problem})
    planned = day_of(day)
    assert planned
    with office.store.writing() as records:
        before = _before(records, officer, number)
        new = FollowUpRecord(len(before) + 1, office.now(), officer.name, made=False, day=planned)
        if _add(records, number, before, new):
            records.tell(office.now(), officer.actor, Deed.FOLLOW_UP_PLANNED, number, follow_up=new.number)


def record(office: Office, officer: Officer, number: str, said: Said) -> None:
    """Writes down one that was made; the same a second time is taken for the same. Raises what `plan` raises."""
    if problems := {field: problem for field, problem in _problems(office, said).items() if problem}:
        raise MatterInputError(problems)
    with office.store.writing() as records:
        before = _before(records, officer, number)
        new = _made(office, officer, len(before) + 1, said)
        if _add(records, number, before, new):
            records.tell(office.now(), officer.actor, Deed.FOLLOW_UP_MADE, number, follow_up=new.number)


def _before(records: Records, officer: Officer, number: str) -> tuple[FollowUpRecord, ...]:
    matter, _ = standing_for(records, officer, number)
    if officer.role not in FOLLOWERS:
        raise NotYours("您的身份不能回访；请交给有这项权限的人办")
    check_has(officer, matter)
    return records.follow_ups.of(number)


def _add(records: Records, number: str, before: Sequence[FollowUpRecord], new: FollowUpRecord) -> bool:
    """False where the newest says the same, for a form that was sent twice."""
    if before and replace(new, number=before[-1].number, at=before[-1].at, by=before[-1].by) == before[-1]:
        return False
    records.follow_ups.add(number, new)
    return True


def _made(office: Office, officer: Officer, number: int, said: Said) -> FollowUpRecord:
    day = day_of(said.day)
    assert day
    return FollowUpRecord(
        number=number,
        at=office.now(),
        by=officer.name,
        made=True,
        day=day,
        way=said.way,
        met=said.met.strip(),
        heard=said.heard.strip(),
        to_mend=said.to_mend.strip(),
        rating=int(said.rating) if said.rating else None,
    )


def _problems(office: Office, said: Said) -> dict[str, str | None]:
    return {
        "day": day_problem(said.day, last=office.today()),
        "way": None if said.way in WAYS else "请选一种",
        "met": text_problem("受访人", said.met, MAX_NAME) if said.met.strip() else "请写明受访人和职务",
        "heard": lines_problem("回访情况", said.heard, MAX_REASON)
        if said.heard.strip()
        else "请写明问了什么、听到什么",
        "to_mend": lines_problem("还要整改的", said.to_mend, MAX_REASON),
        "rating": None if said.rating in ("", *RATINGS) else "请选 1 到 5 分",
    }
