"""Papers for many matters at once: asked for at the desk, made elsewhere (batch_making.py), kept for a few days.

A batch is a folder. What is asked for stands in its manifest, each paper and each failure is a file of its own, whole
or not there; so whoever looks sees how far it is, and after a restart of the site the rest is made. One thread of the
installation works on batches, one after another.

<data>/papers/<id>/    manifest.json, papers/, failed/, all.zip, all.pdf, over.json when it is over
"""

import json
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

from compliance.documents.definitions import find_definition
from compliance.errors import ComplianceError
from compliance.services.batch.folder import sync, write_whole
from compliance.services.bulk.output import PapersFolder
from compliance.services.matters.papers import ISSUERS, kinds
from compliance.services.matters.people import MatterInputError, NotYours, Officer
from compliance.services.office import Office
from compliance.store.deeds import Deed

KEEP_DAYS = 7
MOST = 1000
"""Matters in a batch."""
OVER, FAILED = "over.json", "failed"
_MANIFEST = "manifest.json"


class NoSuchBatch(ComplianceError):
    """There is no such batch of the officer's."""

    def __init__(self) -> None:
        super().__init__(f"没有找到这一批文书：可能是别人的，或者已经过了 {KEEP_DAYS} 天，按期删除了")


class NotReadyError(ComplianceError):
    """The batch isn't over yet, or nothing came of it."""


class Failure(NamedTuple):
    """A matter that no paper was made for, and why."""

    matter: str
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What somebody asked for, and how far it is. `fault`: what kept the whole from being made; empty where nothing."""

    id: str
    officer: Officer
    kind: str
    title: str
    asked_at: datetime
    matters: tuple[str, ...]
    made: int
    failures: tuple[Failure, ...]
    is_over: bool
    fault: str

    @property
    def done(self) -> int:
        """How many are through, in one way or the other."""
        return self.made + len(self.failures)


def batch_kinds(office: Office) -> dict[str, str]:
    """The titles of the papers that can be asked for, by their ids: those about no single follow-up."""
    return {
        each.id: each.plain_title for each in kinds(office) if each.in_matters and each.in_matters.needs != "follow_up"
    }


def ask(office: Office, officer: Officer, kind: str, matters: Sequence[str]) -> str:
    """Asks for the papers, and gives the batch's id; raises NotYours and MatterInputError."""
    if officer.role not in ISSUERS or not officer.department:
        raise NotYours("您的账户不能出具文书：要有执法人员或者审核人员的身份，并写明部门")
    if kind not in batch_kinds(office):
        raise MatterInputError({"kind": "请选一种文书"})
    wanted = tuple(dict.fromkeys(matters))
    if not 0 < len(wanted) <= MOST:
        raise MatterInputError({"matters": f"请选 1 到 {MOST} 件事项；现在是 {len(wanted)} 件"})
    title = find_definition(office.settings.checklists, kind).plain_title
    id = secrets.token_hex(8)
    manifest = {"officer": asdict(officer), "kind": kind, "title": title, "asked_at": office.now().isoformat()}
    _sweep(office)
    _keep(batches_root(office) / id, {**manifest, "matters": wanted})
    with office.store.writing() as records:
        records.tell(office.now(), officer.actor, Deed.PAPERS_ASKED_FOR, id, kind=kind, count=len(wanted))
    return id


def read_batch(office: Office, officer: Officer, id: str) -> Batch:
    """The batch; raises NoSuchBatch, for another's too."""
    for each in all_batches(office):
        if each.id == id and each.officer.name == officer.name:
            return each
    raise NoSuchBatch


def batches_of(office: Office, officer: Officer) -> tuple[Batch, ...]:
    """Those that the officer asked for, the newest first."""
    own = (each for each in all_batches(office) if each.officer.name == officer.name)
    return tuple(sorted(own, key=lambda each: each.asked_at, reverse=True))


def take(office: Office, officer: Officer, id: str, suffix: Literal["zip", "pdf"]) -> bytes:
    """All papers of the batch in one file; raises NoSuchBatch and NotReadyError."""
    batch = read_batch(office, officer, id)
    place = batches_root(office) / batch.id / f"all.{suffix}"
    if not batch.is_over or not place.exists():
        raise NotReadyError("这一批文书还没有做完，或者一份也没有做成；请回到这一批看看")
    with office.store.writing() as records:
        records.tell(office.now(), officer.actor, Deed.PAPERS_TAKEN, id, suffix=suffix)
    return place.read_bytes()


def all_batches(office: Office) -> Iterator[Batch]:
    """Everybody's."""
    for path in sorted(batches_root(office).glob(f"*/{_MANIFEST}")):
        with suppress(FileNotFoundError):  # swept away meanwhile
            yield _batch(path.parent, json.loads(path.read_bytes()))


def _batch(path: Path, asked: dict[str, Any]) -> Batch:
    over = path / OVER
    failures = (Failure(*json.loads(each.read_bytes())) for each in sorted((path / FAILED).glob("*.json")))
    return Batch(
        id=path.name,
        officer=Officer(**asked["officer"]),
        kind=asked["kind"],
        title=asked["title"],
        asked_at=datetime.fromisoformat(asked["asked_at"]),
        matters=tuple(asked["matters"]),
        made=len(PapersFolder(path).done()),
        failures=tuple(failures),
        is_over=over.exists(),
        fault=json.loads(over.read_bytes())["fault"] if over.exists() else "",
    )


def _keep(path: Path, manifest: dict[str, Any]) -> None:
    path.mkdir(mode=0o700)
    PapersFolder(path).tidy()
    write_json(path / _MANIFEST, manifest)
    sync(path)


def write_json(path: Path, value: Any) -> None:
    """Writes a file of a batch, whole or not at all."""
    write_whole(path, [json.dumps(value, ensure_ascii=False).encode()])


def batches_root(office: Office) -> Path:
    """The folder of all batches, which the owner alone can read."""
    root = office.settings.own_data / "papers"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def _sweep(office: Office) -> None:
    """Deletes what was kept long enough."""
    last = office.now() - timedelta(KEEP_DAYS)
    for each in all_batches(office):
        if each.asked_at < last:
            shutil.rmtree(batches_root(office) / each.id, ignore_errors=True)
