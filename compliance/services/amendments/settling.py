"""Saying what came of an entry that was to be reviewed: still right, changed, or being changed in a draft."""

from collections.abc import Collection

from compliance.services.amendments.marking import check_lawyer
from compliance.services.amendments.worklist import CHANGED, DRAFTING, REOPEN, RIGHT, ReviewEntry, worklist
from compliance.services.matters.people import MAX_REASON, Officer, lines_problem
from compliance.services.office import Office
from compliance.services.publishing.drafts import draft_from_published
from compliance.services.publishing.errors import NoSuchDraft, RefusedError
from compliance.store.amendments import ReviewDeedRecord
from compliance.store.database import Records
from compliance.store.deeds import Deed

NEW = "new"
"""Instead of a draft's id: a new draft of what was published last."""
DEEDS = (RIGHT, CHANGED, DRAFTING, REOPEN)
_NEEDS_NOTE = {
    RIGHT: "请写明为什么仍然正确，如：只改了第五十条，本项依据的条款没有变",
    CHANGED: "请写明在哪里改的，如：门槛在 2026.2 版的 parameters 里改了",
    REOPEN: "请写明为什么要再复核",
}


def settle(
    office: Office, officer: Officer, chosen: Collection[str], deed: str, note: str = "", draft: str = ""
) -> str | None:
    """Says the same of all the chosen entries, which are called by their keys; the id of the draft that was named.

    `draft`: where they are being changed, or NEW; all of them are of its rule file then. Entries are settled by
    themselves once such a draft was approved and says something else of them. Raises NotYourDeed, NoSuchDraft and
    RefusedError.
    """
    check_lawyer(officer)
    said = note.strip()
    _check(deed, said, chosen, draft)
    with office.store.reading() as records:
        pack = _one_pack(_chosen(office, records, chosen)) if deed == DRAFTING else ""
    if deed == DRAFTING and draft == NEW:
        draft = draft_from_published(office, officer.actor, pack).record.id
    with office.store.writing() as records:
        numbers = [records.amendments.next_deed() for _ in set(chosen)]
        entries = _chosen(office, records, chosen)
        named = _draft(records, draft, pack) if deed == DRAFTING else None
        for number, each in zip(numbers, entries, strict=True):
            about = ReviewDeedRecord(
                number,
                each.record.amendment,
                each.record.place,
                deed,
                named,
                each.now,
                said,
                officer.name,
                office.now(),
            )
            records.amendments.add_deed(about)
        for amendment in {each.amendment for each in entries}:
            count = sum(each.amendment == amendment for each in entries)
            told: dict[str, int | str] = {"amendment": amendment.number, "said": deed, "entries": count}
            records.tell(office.now(), officer.actor, Deed.ITEMS_REVIEWED, amendment.statute, **told)
    return named


def _check(deed: str, note: str, chosen: Collection[str], draft: str) -> None:
    if deed not in DEEDS:
        raise RefusedError("请选复核的结果：仍然正确、已经改好，或者在草稿里改")
    if not chosen:
        raise RefusedError("还没有选哪几项；请在要复核的项前面打勾")
    if not note and deed in _NEEDS_NOTE:
        raise RefusedError(_NEEDS_NOTE[deed])
    if problem := lines_problem("说明", note, MAX_REASON):
        raise RefusedError(problem)
    if deed == DRAFTING and not draft:
        raise RefusedError("请选在哪一份草稿里改，或者新建一份")


def _chosen(office: Office, records: Records, chosen: Collection[str]) -> tuple[ReviewEntry, ...]:
    found = tuple(each for each in worklist(office, records) if each.key in chosen)
    if len(found) < len(set(chosen)):
        raise RefusedError("选的项有的已经不在待复核的名单里；请刷新再选")
    return found


def _one_pack(entries: Collection[ReviewEntry]) -> str:
    packs = {each.record.pack for each in entries}
    if len(packs) > 1:
        raise RefusedError("一份草稿只改一份规则；请一份规则一份规则地选")
    return packs.pop()


def _draft(records: Records, draft: str, pack: str) -> str:
    found = records.packs.draft(draft)
    if found is None:
        raise NoSuchDraft
    if found.pack != pack:
        raise RefusedError(f"这份草稿改的是「{found.pack}」，选的项在「{pack}」里；请换一份草稿")
    return found.id
