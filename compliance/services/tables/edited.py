"""Packs as tables at the desk: what counts or a draft is taken as .xlsx, and what was changed there goes into a draft.

A table knows the hash of the text that it was made from. So it goes back into that very text, and what others changed
since is merged with it like two people's changes of one draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.problems import ProblemsError
from compliance.services.office import Office
from compliance.services.publishing.checking import folders_of, parse_draft
from compliance.services.publishing.drafts import read_draft, save_draft, start_draft
from compliance.services.publishing.errors import NoSuchRules, RefusedError
from compliance.services.publishing.standing import APPROVE
from compliance.services.publishing.states import published_file
from compliance.services.tables import pack_table as table
from compliance.services.tables.grids import Grid
from compliance.services.tables.pack_table import file_to_xlsx
from compliance.services.tables.read_apart import read_apart
from compliance.services.tables.take_back import made_from, taken_into
from compliance.store.database import Records
from compliance.store.deeds import Actor

_KIND = "negative_list"
"""What tables are made of."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a table was made from: a revision of a draft, or, where `draft` is empty, a published text."""

    pack: str
    text: bytes
    draft: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Edited:
    """A text as a table has it, and what that was made from."""

    origin: Origin
    text: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """The draft that a table went into. `merged`: with what somebody else saved meanwhile."""

    draft: str
    merged: bool = False


def published_table(office: Office, pack: str) -> bytes:
    """What counts today, as .xlsx; raises NoSuchRules, NotAPackError."""
    file = published_file(office, pack)
    if file is None:
        raise NoSuchRules(f"现在没有编号为「{pack}」的规则；请从规则一览里选")
    return file_to_xlsx(file, office.today())


def draft_table(office: Office, draft: str) -> tuple[str, bytes]:
    """The draft's id of a pack, and the draft as .xlsx; raises NoSuchDraft, NotAPackError, and RefusedError."""
    found = read_draft(office, draft)
    try:
        file = parse_draft(found.record, found.text)
    except ProblemsError:
        raise RefusedError("草稿还有错误，做不成表；请先改好检查里列的错误") from None
    return found.record.pack, file_to_xlsx(file, office.today(), draft)


def read_edited(office: Office, name: str, content: bytes) -> Edited:
    """What the table makes of the text that it was made from.

    Raises TableFileError, NotTakenBackError with each cell that can't be taken and why, and RefusedError where nothing
    was changed or the text isn't known here.
    """
    path, grids = read_apart(name, content, (".xlsx",))
    origin = _origin(office, path, grids)
    text, _ = taken_into(parse_rule_file(origin.text, f"{origin.pack}.yaml"), grids, path)
    if text == origin.text:
        raise RefusedError("表里没有改动，没有什么要写回")
    return Edited(origin, text)


def keep_edited(office: Office, actor: Actor, edited: Edited) -> Taken:
    """Has it go into the draft that the table was made from, or into a new one; raises ConflictError where another
    changed the same lines of the draft."""
    origin = edited.origin
    if origin.draft:
        saved = save_draft(office, actor, origin.draft, edited.text, origin.revision)
        return Taken(origin.draft, saved.merged)
    made = start_draft(office, actor, origin.pack, _KIND, edited.text, goes_out_from=origin.text)
    return Taken(made.record.id)


def _origin(office: Office, path: Path, grids: Sequence[Grid]) -> Origin:
    made = made_from(grids, path)
    name, wanted = made[table.FINGERPRINT], made.get(table.DRAFT, "")
    with office.store.reading() as records:
        found = _revision(records, name, wanted) or _published(office, records, name)
        found = found or (None if wanted else _revision(records, name, ""))
    if found is None:
        raise RefusedError("这里没有这张表所依据的那一稿，写回去会盖掉别人的改动；请重新下载，再改")
    return found


def _revision(records: Records, name: str, wanted: str) -> Origin | None:
    """The newest revision with the text of this hash, of the draft that is wanted, or of the only one that has it."""
    found = [each for each in records.packs.drafts_with(name) if wanted in ("", each[0])]
    if len(found) > 1:
        raise RefusedError("有几份草稿是这张表所依据的那一稿，不知道写回哪一份；请在办公桌上从要改的草稿下载，再改")
    for id, revision in found:
        draft = records.packs.draft(id)
        return Origin(draft.pack, records.packs.text(name), id, revision) if draft else None
    return None


def _published(office: Office, records: Records, name: str) -> Origin | None:
    """The published text of this hash."""
    for file in folders_of(office).rules:
        if file.sha256 == name:
            return Origin(file.content.id, file.text)
    for step in records.packs.steps():
        if step.deed == APPROVE and step.rule_file == name:
            return Origin(step.pack, records.packs.text(name))
    return None
