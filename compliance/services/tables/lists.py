"""An office's list at the desk: it is sent, what was understood of it is looked at, and then a draft is made of it.

What was read of the file is kept for the account meanwhile, an hour at most and one list at a time.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from compliance.services.enterprise import text_problem
from compliance.services.matters.people import MAX_DEPARTMENT
from compliance.services.office import Office
from compliance.services.publishing.beginning import PackInputError, naming_problems
from compliance.services.publishing.drafts import start_draft
from compliance.services.tables.drafting import Draft, NothingToDraftError, Wanted, draft_grids
from compliance.services.tables.grids import Grid, TableFileError
from compliance.services.tables.headings import HEADINGS, layout_of
from compliance.services.tables.items import SEVERITY_OF, Defaults
from compliance.services.tables.read_apart import as_json, from_json, read_apart
from compliance.store.deeds import Actor, Deed
from compliance.store.records.history import UploadRecord

KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class UnderstoodTable:
    """A sheet or table: the row its headings stand in, 0 where none were found; what each column was taken for, and the
    headings of those that weren't; how many rows stand below."""

    name: str
    row: int
    columns: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read of a file, and the draft that would come of it as it stands."""

    file: str
    sha256: str
    tables: tuple[UnderstoodTable, ...]
    draft: Draft


@dataclass(frozen=True, slots=True)
class ListInput:
    """What somebody wrote of the draft to be made; what the whole list leaves out may be said for all of it."""

    id: str = ""
    title: str = ""
    department: str = ""
    severity: str = ""
    since: str = ""


def look_at_list(office: Office, actor: Actor, name: str, content: bytes) -> Understood:
    """What is understood of the file, which is kept for draft_list(); raises TableFileError, NothingToDraftError."""
    path, grids = read_apart(name, content)
    understood = _understood(path, grids, office.today())
    kept = json.dumps([str(path), as_json(grids).decode()]).encode()
    with office.store.writing() as records:
        records.list_uploads.remove_older(office.now() - KEPT)
        record = UploadRecord(actor.name, understood.sha256, path.suffix.lower()[:10], office.now(), kept)
        records.list_uploads.keep(record)
        records.tell(office.now(), actor, Deed.LIST_UPLOADED, items=understood.draft.items)
    return understood


def kept_list(office: Office, actor: Actor, name: str) -> Understood:
    """The list of this hash that the account sent last; raises TableFileError where it isn't there any more."""
    path, grids = _kept(office, actor, name)
    return _understood(path, grids, office.today())


def draft_list(office: Office, actor: Actor, name: str, said: ListInput) -> str:
    """The id of a new draft of the list of this hash, which is let go.

    Raises PackInputError, TableFileError where the list isn't there any more.
    """
    path, grids = _kept(office, actor, name)
    made = draft_grids(grids, path, _wanted(office, said), office.today())
    draft = start_draft(office, actor, said.id.strip(), "negative_list", made.text.encode())
    with office.store.writing() as records:
        records.list_uploads.remove(actor.name)
        records.tell(office.now(), actor, Deed.LIST_UPLOAD_REMOVED)
    return draft.record.id


def _kept(office: Office, actor: Actor, name: str) -> tuple[Path, tuple[Grid, ...]]:
    with office.store.reading() as records:
        found = records.list_uploads.find(actor.name)
    if found is None or found.sha256 != name or found.uploaded_at < office.now() - KEPT:
        raise TableFileError(f"上传的清单只留 {KEPT // timedelta(hours=1)} 小时，这份已经不在了；请再选一次文件")
    path, grids = json.loads(found.content)
    return Path(path), from_json(grids)


def _understood(path: Path, grids: tuple[Grid, ...], today: date) -> Understood:
    if not grids:
        raise NothingToDraftError(f"{path}：里面没有表格")
    draft = draft_grids(grids, path, Wanted("draft", "draft"), today)
    name = sha256(as_json(grids)).hexdigest()
    return Understood(str(path), name, tuple(map(_table, grids)), draft)


def _table(grid: Grid) -> UnderstoodTable:
    layout = layout_of(grid)
    if layout is None:
        return UnderstoodTable(grid.name, 0, (), (), len(grid.rows))
    columns = tuple((layout.headings[at], HEADINGS[column]) for at, column in sorted(layout.columns.items()))
    unused = (each for at, each in enumerate(layout.headings) if each and at not in layout.columns)
    return UnderstoodTable(grid.name, grid.rows[layout.row][0], columns, tuple(unused), len(grid.rows) - layout.row - 1)


def _wanted(office: Office, said: ListInput) -> Wanted:
    """Raises PackInputError."""
    pack, title, department, since = (each.strip() for each in (said.id, said.title, said.department, said.since))
    problems, first = naming_problems(office, pack, title), None
    if problem := text_problem("主管部门", department, MAX_DEPARTMENT):
        problems["department"] = problem
    if said.severity and said.severity not in SEVERITY_OF:
        problems["severity"] = f"轻重应为{'、'.join(SEVERITY_OF)}，或者不选"
    try:
        first = date.fromisoformat(since) if since else None
    except ValueError:
        problems["since"] = "请写成 2026-12-01 这样，或者不填"
    if problems:
        raise PackInputError(problems)
    return Wanted(pack, title, first, Defaults(department or None, SEVERITY_OF.get(said.severity)))
