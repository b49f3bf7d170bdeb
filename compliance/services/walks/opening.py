"""A matter's walk as it stands: for who may see the matter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compliance.errors import ComplianceError
from compliance.rulepacks.models import Stop
from compliance.services.inputs import from_bytes
from compliance.services.matters.moving import MatterStateError, NoSuchMatter, standing_in
from compliance.services.matters.people import NotYours, Officer, may_see
from compliance.services.office import Office
from compliance.services.walks.sheet import Sheet, packs_of, stops_of
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.records.matters import MatterRecord
from compliance.store.records.walks import WalkEntryRecord, WalkPhotoRecord

ADD_TO_WALKS = ("officer", "reviewer")
"""The roles that may answer on a walk: of whatever department, since several walk together."""


class UnknownListError(ComplianceError):
    """A list was chosen for a walk that isn't there."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A matter's walk.

    `claimed`: what the enterprise said in the self-check that it handed over, by fact, in plain values; no answer of
    the walk's. `names`: who answered, by the accounts' names. `entries` are all that came, the oldest first.
    """

    matter: MatterRecord
    lists: tuple[str, ...]
    packs: tuple[str, ...]
    sheet: Sheet
    entries: tuple[WalkEntryRecord, ...]
    photos: tuple[WalkPhotoRecord, ...]
    claimed: Mapping[str, Any]
    names: Mapping[str, str]

    def photos_of(self, field: str) -> list[WalkPhotoRecord]:
        return [each for each in self.photos if each.field == field]

    def others_said(self, field: str) -> tuple[WalkEntryRecord, ...]:
        """The last answers of other officers to the field, where they differ from the one that counts."""
        last = {each.by: each for each in self.entries if each.field == field}
        counts = self.sheet.latest.get(field)
        return tuple(each for each in last.values() if counts and each.typed and each.typed != counts.typed)


def open_walk(office: Office, officer: Officer, number: str) -> Walk:
    """The matter's walk; raises NoSuchMatter, for one that the officer may not see too, and StoredMatterFault."""
    with office.store.writing() as records:
        matter = seen(records, officer, number)
        lists, entries = records.walks.lists(number), records.walks.entries(number)
        photos, claimed = records.walks.photos(number), _claimed(records, matter)
        names = records.accounts.display_names({each.by for each in entries})
        records.tell(office.now(), officer.actor, Deed.WALK_SHOWN, number)
    stops = stops_of(office.library, matter.items, lists)
    packs, sheet = packs_of(office.library, stops), sheet_of(office, stops, entries)
    return Walk(matter, lists, packs, sheet, entries, photos, claimed, names)


def sheet_of(office: Office, stops: Sequence[Stop], entries: Iterable[WalkEntryRecord]) -> Sheet:
    """The stops' questions under the rules of today, with what was answered."""
    packs = packs_of(office.library, stops)
    engine = office.library.select(packs) if packs else office.library.remake(())
    return Sheet(engine, stops, entries, office.today())


def choose_lists(office: Office, officer: Officer, number: str, lists: Sequence[str]) -> None:
    """Has these lists walked beside the matter's own items, in place of those chosen before.

    Raises UnknownListError, and what `held` raises.
    """
    known = [each.id for each in (*office.library.visits, *office.library.packs)]
    if unknown := set(lists) - set(known):
        raise UnknownListError(f"没有编号为「{'、'.join(sorted(unknown))}」的清单；请重新选择")
    with office.store.writing() as records:
        held(records, officer, number)
        records.walks.choose(number, [each for each in known if each in lists])
        records.tell(office.now(), officer.actor, Deed.WALK_LISTS_CHOSEN, number, count=len(set(lists)))


def seen(records: Records, officer: Officer, number: str, to_change: bool = False) -> MatterRecord:
    """The matter, where the officer may see it; raises NoSuchMatter, StoredMatterFault."""
    matter, _ = standing_in(records, number, to_change)
    if not may_see(officer, matter):
        raise NoSuchMatter(number)
    return matter


def held(records: Records, officer: Officer, number: str) -> MatterRecord:
    """The matter, to add to its walk; nobody else adds until the transaction is through.

    Raises NoSuchMatter, NotYours for a role that doesn't walk, and MatterStateError for a closed matter.
    """
    matter = seen(records, officer, number, to_change=True)
    if officer.role not in ADD_TO_WALKS:
        raise NotYours("您的身份不能填现场检查；请交给执法人员或者审核人员")
    if matter.state == "closed":
        raise MatterStateError(f"事项 {number} 已经办结，不再收现场检查的回答和照片；还要查的，先重新办理")
    return matter


def _claimed(records: Records, matter: MatterRecord) -> Mapping[str, Any]:
    handed_over = records.assessments.handed_over(matter.visit) if matter.visit else None
    return from_bytes(handed_over.inputs.sheet)["answers"] if handed_over else {}
