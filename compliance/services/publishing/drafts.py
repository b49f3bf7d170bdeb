"""Drafts: any text can be kept, nothing that was saved is lost, and nobody overwrites another's text unseen."""

import secrets
from dataclasses import dataclass

from compliance.rulepacks.loader import ENTRIES
from compliance.rulepacks.parts import read_name
from compliance.rulepacks.source import MAX_BYTES
from compliance.rulepacks.values import ValueFlaw
from compliance.services.office import Office
from compliance.services.publishing.errors import ConflictError, NoSuchDraft, NoSuchRules, RefusedError, TooLargeError
from compliance.services.publishing.merging import merged
from compliance.services.publishing.standing import newest
from compliance.store.database import Records
from compliance.store.deeds import Actor, Deed
from compliance.store.hashes import text_hash
from compliance.store.records.drafts import DraftRecord, RevisionRecord

KINDS = tuple(ENTRIES)
"""The kinds of rule files that are written here; visits and the finder stand in checklists/."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its text, and the text that it goes out from, None where there was none.

    `behind`: something was published since, which has to be brought in before it can be submitted.
    """

    record: DraftRecord
    text: bytes
    base: bytes | None
    behind: bool


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft as it is after saving. `merged`: with what somebody else saved meanwhile."""

    draft: Draft
    merged: bool = False


def start_draft(
    office: Office,
    actor: Actor,
    pack: str,
    kind: str,
    text: bytes,
    signatures: bytes = b"",
    goes_out_from: bytes | None = None,
) -> Draft:
    """A new draft of the rule file of id `pack`; `signatures` is its file of signatures, where it has one.

    `goes_out_from` is the published text that it was made from, where that isn't the last one.
    Raises RefusedError for an id or a kind that it can't have, and TooLargeError.
    """
    check_size(text)
    id = secrets.token_hex(16)
    with office.store.writing() as records:
        _check_named(office, records, pack, kind)
        base = newest_text(office, records, pack) if goes_out_from is None else goes_out_from
        first = RevisionRecord(1, records.packs.keep_text(text), actor.name, office.now(), signatures)
        records.packs.add_draft(id, pack, kind, None if base is None else records.packs.keep_text(base), first)
        records.tell(office.now(), actor, Deed.DRAFT_MADE, pack, draft=id, text=first.rule_file)
        return _draft(office, records, id)


def draft_from_published(office: Office, actor: Actor, pack: str) -> Draft:
    """A new draft with the text that was published last; raises NoSuchRules."""
    with office.store.reading() as records:
        text, kind = newest_text(office, records, pack), kind_of(office, records, pack)
    if text is None or kind is None:
        raise NoSuchRules(f"没有编号为「{pack}」的规则，或者已经撤下；请从规则一览里选")
    return start_draft(office, actor, pack, kind, text)


def save_draft(office: Office, actor: Actor, draft: str, text: bytes, revision: int) -> Saved:
    """Keeps the text, which was made of the draft's `revision`; what others saved since is merged into it.

    Raises NoSuchDraft, TooLargeError, and ConflictError where another changed the same lines.
    """
    check_size(text)
    with office.store.writing() as records:
        now = _found(records, draft, to_change=True)
        all_texts = {each.number: each.rule_file for each in records.packs.revisions(draft)}
        if revision not in all_texts:
            raise RefusedError("这份草稿没有这一稿；请重新打开草稿再改")
        current = records.packs.text(now.rule_file)
        if text == current:
            return Saved(_draft(office, records, draft))
        new = text
        if revision != now.revision:
            new = _merged(now, records.packs.text(all_texts[revision]), text, current)
        if new != current:
            _add(office, records, actor, now, new)
            records.tell(office.now(), actor, Deed.DRAFT_SAVED, now.pack, draft=draft, revision=now.revision + 1)
        return Saved(_draft(office, records, draft), merged=new != text)


def renew_draft(office: Office, actor: Actor, draft: str, revision: int) -> Draft:
    """Merges what was published since into the draft, which then goes out from that.

    Where both changed the same lines, both stand in the draft between marks, with which it can't be submitted.
    Raises NoSuchDraft and RefusedError.
    """
    with office.store.writing() as records:
        now = _found(records, draft, to_change=True)
        published, base = newest_text(office, records, now.pack), now.base and records.packs.text(now.base)
        if published is None or not _is_behind(now, published):
            raise RefusedError("没有要并入的：这份草稿已经是从最新发布的一版改的")
        if revision != now.revision:
            raise RefusedError("有人刚刚改了这份草稿；请刷新以后再并入")
        text = records.packs.text(now.rule_file)
        new, fits = merged(base or b"", text, published, "已发布的一版")
        check_size(new)
        _add(office, records, actor, now, new)
        records.packs.set_base(draft, records.packs.keep_text(published))
        records.tell(office.now(), actor, Deed.DRAFT_RENEWED, now.pack, draft=draft, fits=int(fits))
        return _draft(office, records, draft)


def read_draft(office: Office, draft: str) -> Draft:
    """Raises NoSuchDraft."""
    with office.store.reading() as records:
        return _draft(office, records, draft)


def read_revision(office: Office, draft: str, revision: int) -> bytes:
    """The text of one revision; raises NoSuchDraft."""
    with office.store.reading() as records:
        for each in records.packs.revisions(draft):
            if each.number == revision:
                return records.packs.text(each.rule_file)
    raise NoSuchDraft


def newest_text(office: Office, records: Records, pack: str) -> bytes | None:
    """The text that was published last, or else stands in the folders; None for neither, and where it was withdrawn."""
    last = newest(records.packs.steps(pack), pack)
    if last:
        return None if last.withdraws else records.packs.text(last.rule_file)
    file = office.folders.rule(pack) if office.folders else None
    return file.text if file else None


def kind_of(office: Office, records: Records, pack: str) -> str | None:
    """The kind that the pack has wherever it is known from, None for a new one."""
    file = office.folders.rule(pack) if office.folders else None
    known = [file.content.kind] if file else [each.kind for each in records.packs.steps(pack)]
    return known[0] if known else None


def is_behind(office: Office, records: Records, draft: DraftRecord) -> bool:
    """Whether something was published since the text that the draft goes out from."""
    return _is_behind(draft, newest_text(office, records, draft.pack))


def _is_behind(draft: DraftRecord, published: bytes | None) -> bool:
    return published is not None and draft.base != text_hash(published)


def check_size(text: bytes) -> None:
    """Raises TooLargeError."""
    if len(text) > MAX_BYTES:
        raise TooLargeError


def _check_named(office: Office, records: Records, pack: str, kind: str) -> None:
    if kind not in KINDS:
        raise RefusedError("这里能写的是负面清单、裁量规则和法规登记；一件事和选清单请在 checklists/ 里改")
    try:
        read_name(pack)
    except ValueFlaw as flaw:
        raise RefusedError(f"编号{flaw}") from None
    if kind_of(office, records, pack) not in (None, kind):
        raise RefusedError(f"编号「{pack}」已经用于另一种规则文件；请换一个编号")


def _merged(now: DraftRecord, base: bytes, mine: bytes, theirs: bytes) -> bytes:
    new, fits = merged(base, mine, theirs, now.last.by)
    if not fits:
        raise ConflictError(mine, theirs, new, now.revision, now.last.by)
    check_size(new)
    return new


def _add(office: Office, records: Records, actor: Actor, now: DraftRecord, text: bytes) -> None:
    name = records.packs.keep_text(text)
    records.packs.add_revision(now.id, RevisionRecord(now.revision + 1, name, actor.name, office.now()))


def _found(records: Records, draft: str, to_change: bool = False) -> DraftRecord:
    found = records.packs.draft(draft, to_change)
    if found is None:
        raise NoSuchDraft
    return found


def _draft(office: Office, records: Records, draft: str) -> Draft:
    found = _found(records, draft)
    base = records.packs.text(found.base) if found.base else None
    return Draft(found, records.packs.text(found.rule_file), base, is_behind(office, records, found))
