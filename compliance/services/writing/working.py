"""What is typed into a draft, kept before it is saved: one working copy for each account, merged with what others save.

A saved text is a revision, which stays for ever; a working copy changes with each pause of typing, and goes when its
text is saved. Nothing of it reaches the draft by itself.
"""

from dataclasses import dataclass, replace

from compliance.services.office import Office
from compliance.services.publishing.drafts import check_size
from compliance.services.publishing.errors import ConflictError, NoSuchDraft, RefusedError
from compliance.services.publishing.merging import merged
from compliance.store.database import Records
from compliance.store.deeds import Actor
from compliance.store.records.drafts import DraftRecord, WorkingCopyRecord

ELSEWHERE = "您在另一个页面"
"""Who wrote the other text where the same account has two pages open."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as a page sends it, which goes out from the draft's `revision`.

    `page` is the page's own name, and `number` counts what it sent, so that what comes late is known; `holds` is the
    stamp of the working copy that the page began with, whose text is in this one.
    """

    text: bytes
    revision: int
    page: str
    number: int
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A text as it was kept, and the revision that it goes out from now; others' changes may be in it.

    `unsaved`: it isn't what the draft says already.
    """

    text: bytes
    revision: int
    unsaved: bool = True


def keep_typed(office: Office, actor: Actor, draft: str, typed: Typed) -> Kept:
    """Keeps what was typed, with what was saved of the draft meanwhile merged into it.

    Raises NoSuchDraft, TooLargeError, RefusedError, and ConflictError where the same lines were changed by somebody
    else: the text is kept as it is then; or by the same account on another page, whose text is kept then.
    """
    check_size(typed.text)
    with office.store.writing() as records:
        now = records.packs.draft(draft, to_change=True)
        if now is None:
            raise NoSuchDraft
        before = records.working_copies.find(draft, actor.name)
        if before and before.page == typed.page and before.number >= typed.number:
            return Kept(before.text, before.revision)  # it was overtaken by what the page sent after it
        desk = _Desk(records, now)
        kept, conflict = desk.tried(typed)
        if before and not _holds(typed, before):
            if conflict:
                raise conflict
            kept = Kept(desk.joined(kept.text, before), kept.revision)
        kept = replace(kept, unsaved=kept.text != desk.text)
        _keep(office, records, actor, now, typed, kept)
    if conflict:
        raise conflict
    return kept


def working_copies(office: Office, draft: str) -> tuple[WorkingCopyRecord, ...]:
    """What anybody typed into the draft and hasn't saved."""
    with office.store.reading() as records:
        return records.working_copies.of(draft)


def drop_copy(office: Office, actor: Actor, draft: str, page: str = "", stamp: str = "") -> None:
    """Lets the account's working copy go, where that page typed it or it has that stamp; what another page of the
    account typed stays."""
    with office.store.writing() as records:
        copy = records.working_copies.find(draft, actor.name)
        if copy and (copy.page == page or copy.stamp == stamp):
            records.working_copies.remove(draft, actor.name)


def check_saved(office: Office, actor: Actor, draft: str) -> None:
    """Raises RefusedError where the account typed something into the draft that isn't saved."""
    if any(each.by == actor.name for each in working_copies(office, draft)):
        raise RefusedError("您还有没有保存的改动；请先保存，或者不要这些改动，再提交")


class _Desk:
    """The draft as it is now, and what it was."""

    def __init__(self, records: Records, now: DraftRecord) -> None:
        self._packs, self._now = records.packs, now
        self.text = records.packs.text(now.rule_file)
        self._names = {each.number: each.rule_file for each in records.packs.revisions(now.id)}

    def tried(self, typed: Typed) -> tuple[Kept, ConflictError | None]:
        """What was typed, brought up; or as it was typed, and why it can't be."""
        try:
            return Kept(self.brought_up(typed.text, typed.revision), self._now.revision), None
        except ConflictError as error:
            return Kept(typed.text, typed.revision), error

    def brought_up(self, text: bytes, revision: int) -> bytes:
        """The text, which goes out from the revision, with what was saved since; raises ConflictError, RefusedError."""
        if revision not in self._names:
            raise RefusedError("这份草稿没有这一稿；请重新打开草稿再改")
        if revision == self._now.revision:
            return text
        return self._merged(self._packs.text(self._names[revision]), text, self.text, self._now.last.by)

    def joined(self, text: bytes, other: WorkingCopyRecord) -> bytes:
        """The text, brought up, with what the account typed on another page; raises ConflictError."""
        return self._merged(self.text, text, self.brought_up(other.text, other.revision), ELSEWHERE)

    def _merged(self, base: bytes, mine: bytes, theirs: bytes, by: str) -> bytes:
        new, fits = merged(base, mine, theirs, by)
        if not fits:
            raise ConflictError(mine, theirs, new, self._now.revision, by)
        check_size(new)
        return new


def _holds(typed: Typed, before: WorkingCopyRecord) -> bool:
    """Whether the copy's text is in what was typed."""
    return before.page == typed.page or before.stamp == typed.holds


def _keep(office: Office, records: Records, actor: Actor, now: DraftRecord, typed: Typed, kept: Kept) -> None:
    """In the place of the account's working copy; a text that is saved already needs none."""
    if kept.unsaved:
        copy = WorkingCopyRecord(now.id, actor.name, kept.revision, kept.text, typed.page, typed.number, office.now())
        records.working_copies.keep(copy)
    else:
        records.working_copies.remove(now.id, actor.name)
