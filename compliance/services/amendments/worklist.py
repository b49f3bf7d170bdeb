"""What is to be reviewed because a law was amended, and what came of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from compliance.rulepacks.loader import RuleFile
from compliance.services.amendments.marking import standing_amendments
from compliance.services.amendments.standing_on import fingerprint, newest_files
from compliance.services.office import Office
from compliance.services.publishing.standing import APPROVE
from compliance.store.amendments import AmendmentRecord, ReviewDeedRecord, ReviewEntryRecord
from compliance.store.database import Records
from compliance.store.records.drafts import PackStepRecord

RIGHT, CHANGED, DRAFTING, REOPEN = "right", "changed", "drafting", "reopen"
State = Literal["open", "drafting", "right", "changed", "published", "gone"]
STATES: Mapping[State, str] = {
    "open": "待复核",
    "drafting": "待复核，正在草稿里改",
    "right": "复核过，仍然正确",
    "changed": "复核过，已经改好",
    "published": "已经改好，审核通过",
    "gone": "规则里不再有",
}
_SETTLED: Mapping[str, State] = {RIGHT: "right", CHANGED: "changed"}


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """An entry with what was said of it; `now` is what it says as it was approved last, empty where it is gone.

    `file` is the rule file that it stands in, None where that was withdrawn; `settled_by` is the approval of the draft
    in which it was changed.
    """

    amendment: AmendmentRecord
    record: ReviewEntryRecord
    deeds: tuple[ReviewDeedRecord, ...]
    now: str
    file: RuleFile | None
    settled_by: PackStepRecord | None = None

    @property
    def key(self) -> str:
        """What a form calls it by."""
        return f"{self.record.amendment}-{self.record.place}"

    @property
    def pack_title(self) -> str:
        return self.file.content.title if self.file else self.record.pack

    @property
    def last(self) -> ReviewDeedRecord | None:
        return self.deeds[-1] if self.deeds else None

    @property
    def since(self) -> datetime:
        """Since when it is to be reviewed."""
        return self.amendment.at

    @property
    def state(self) -> State:
        """How far it is. What was said of one text says nothing of the text from before the amendment: going back to
        that opens it again."""
        last, before = self.last, self.record.fingerprint
        if not self.now:
            return "gone"
        if last is None or last.deed == REOPEN:
            return "open"
        if last.deed in _SETTLED:
            return "open" if self.now == before != last.fingerprint else _SETTLED[last.deed]
        if self.settled_by is None:
            return "drafting"
        return "open" if self.now == before else "published"

    def fits(self, pack: str = "", statute: str = "", entry: str = "") -> bool:
        """Whether it is of that rule file, that law, and has that id; empty: any."""
        wanted = ((pack, self.record.pack), (statute, self.amendment.statute), (entry, self.record.entry))
        return all(said in ("", found) for said, found in wanted)

    @property
    def leads_to_item(self) -> bool:
        """Whether there is a page on the entry: of items and rules, not of laws or whole files."""
        kinds = ("negative_list", "discretion")
        return bool(
            self.now and self.file and self.file.content.kind in kinds and self.record.entry != self.record.pack
        )

    @property
    def pending(self) -> bool:
        return self.state in ("open", "drafting")

    @property
    def went_back(self) -> bool:
        """Whether something was said of it, and it nevertheless reads as before the amendment."""
        return self.state == "open" and self.last is not None and self.last.deed != REOPEN


def read_worklist(office: Office) -> tuple[ReviewEntry, ...]:
    """Every entry of every amendment, the newest amendment first, each in the order of the rule files."""
    with office.store.reading() as records:
        return worklist(office, records)


def worklist(office: Office, records: Records) -> tuple[ReviewEntry, ...]:
    """The same, within a transaction."""
    amendments = standing_amendments(records)
    if not amendments:
        return ()
    entries, steps = records.amendments.entries(), records.packs.steps()
    deeds: dict[tuple[int, int], list[ReviewDeedRecord]] = {}
    for each in records.amendments.deeds():
        deeds.setdefault((each.amendment, each.place), []).append(each)
    concerned = {each.pack for each in entries}
    files = newest_files(office, records, (each for each in steps if each.pack in concerned))
    return tuple(
        _entry(amendment, each, tuple(deeds.get((each.amendment, each.place), ())), files, steps)
        for amendment in amendments
        for each in entries
        if each.amendment == amendment.number
    )


def pending(
    entries: Iterable[ReviewEntry], pack: str = "", statute: str = "", entry: str = ""
) -> tuple[ReviewEntry, ...]:
    """Those that are still to be reviewed, of all rule files and laws or of one."""
    return tuple(each for each in entries if each.pending and each.fits(pack, statute, entry))


def pending_packs(entries: Iterable[ReviewEntry]) -> dict[str, int]:
    """By pack, how many of its entries are to be reviewed, each once."""
    keys = {(each.record.pack, each.record.entry) for each in pending(entries)}
    return {pack: sum(key[0] == pack for key in keys) for pack in sorted({key[0] for key in keys})}


def amendments_of(office: Office, statute: str) -> tuple[AmendmentRecord, ...]:
    """Those of one law, the newest first."""
    with office.store.reading() as records:
        return tuple(each for each in standing_amendments(records) if each.statute == statute)


def _entry(
    amendment: AmendmentRecord,
    record: ReviewEntryRecord,
    deeds: tuple[ReviewDeedRecord, ...],
    files: Mapping[str, RuleFile],
    steps: Sequence[PackStepRecord],
) -> ReviewEntry:
    file = files.get(record.pack)
    now = fingerprint(file, record.entry) if file else ""
    return ReviewEntry(amendment, record, deeds, now, file, _approved(deeds, steps))


def _approved(deeds: Collection[ReviewDeedRecord], steps: Iterable[PackStepRecord]) -> PackStepRecord | None:
    """The approval of the draft in which it was said to be changed, since that was said."""
    said = [each for each in deeds if each.deed == DRAFTING]
    if not said:
        return None
    last = said[-1]
    approved = (each for each in steps if each.deed == APPROVE and each.draft == last.draft and each.at >= last.at)
    return next(approved, None)
