"""Making the papers of batches: one thread of the installation, which has worker processes make one after another."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from compliance.errors import ComplianceError
from compliance.services.batch.folder import OutputFolderError, locked
from compliance.services.batch.pool import cores, run_tasks
from compliance.services.bulk.bulk import PATIENCE
from compliance.services.bulk.collect import merge_papers, zip_papers
from compliance.services.bulk.names import file_name
from compliance.services.bulk.output import PapersFolder
from compliance.services.bulk.work import sparingly
from compliance.services.matters.paper_batches import FAILED, OVER, Batch, all_batches, batches_root, write_json
from compliance.services.matters.papers import issue
from compliance.services.matters.people import Officer
from compliance.services.office import Office, open_office
from compliance.settings import Settings


class Task(NamedTuple):
    """A matter of the batch, by its place from 1."""

    place: int
    matter: str


@dataclass(frozen=True, slots=True)
class BatchJob:
    """What all papers of a batch have in common."""

    settings: Settings
    officer: Officer
    kind: str
    title: str
    output: Path

    def begin(self) -> Callable[[Task], str]:
        """Opens the office in the worker's process; what it gives says why there is no paper, or nothing."""
        office, folder = open_office(self.settings), PapersFolder(self.output)

        def made(task: Task) -> str:
            try:
                paper = issue(office, self.officer, task.matter, self.kind).file
            except ComplianceError as error:
                return str(error)
            folder.write(file_name(task.place, task.matter, self.title, "pdf"), paper)
            return ""

        return sparingly(made)


def go_on(office: Office) -> None:
    """Has a thread make what isn't made yet, where none is at it already, in this process or another."""
    if any(not each.is_over for each in all_batches(office)):
        Thread(target=make_all, args=(office,), daemon=True).start()


def make_all(office: Office, workers: int | None = None) -> None:
    """Makes what isn't made yet, the oldest batch first; nothing where another is at it."""
    with suppress(OutputFolderError), locked(batches_root(office), "成批出具"):
        while waiting := [each for each in all_batches(office) if not each.is_over]:
            _make(office, min(waiting, key=lambda each: each.asked_at), workers or max(1, cores() - 1))


def _make(office: Office, batch: Batch, workers: int) -> None:
    path = batches_root(office) / batch.id
    fault = ""
    try:
        _make_papers(office, batch, PapersFolder(path), workers)
    except ComplianceError as error:
        fault = str(error)
    except Exception as error:  # a bug of ours ends this batch, and not those behind it
        fault = f"程序出错，请交给维护人员：{type(error).__name__}"
    write_json(path / OVER, {"fault": fault})


def _make_papers(office: Office, batch: Batch, folder: PapersFolder, workers: int) -> None:
    shutil.rmtree(folder.path / FAILED, ignore_errors=True)  # what failed before a restart is tried again
    (folder.path / FAILED).mkdir()
    folder.tidy()
    done = folder.done()
    todo = [Task(place, matter) for place, matter in enumerate(batch.matters, 1) if place not in done]

    def tell(task: Task, reason: str) -> None:
        if reason:
            write_json(folder.path / FAILED / f"{task.place:05}.json", [task.matter, reason])

    def tell_of_bug(task: Task, reason: str) -> None:
        tell(task, f"程序出错，请交给维护人员：{reason.strip().splitlines()[-1]}")

    job = BatchJob(office.settings, batch.officer, batch.kind, batch.title, folder.path)
    run_tasks(job, todo, min(workers, max(1, len(todo))), tell, tell_of_bug, PATIENCE)
    if papers := folder.done():
        zip_papers(papers, folder.path / "all.zip")
        merge_papers(papers, batch.title, folder.path / "all.pdf")
