"""Papers in bulk: one for each row of a table, or for each pack, over all cores, to be gone on with after a kill."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compliance.documents.definitions import Definition, find_definition
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.batch.folder import Cells, OutputFolderError
from compliance.services.batch.manifest import differences
from compliance.services.batch.pool import cores, run_tasks
from compliance.services.batch.progress import Progress
from compliance.services.batch.rows import BadCell, Columns, columns_of
from compliance.services.batch.tables import open_table
from compliance.services.bulk.collect import merge_papers, zip_papers
from compliance.services.bulk.output import PapersFolder
from compliance.services.bulk.request import OPTIONS, Request, basis_of, check
from compliance.services.bulk.tasks import Tasks
from compliance.services.bulk.work import PARTY, Job, Outcome, Task, key_of, party_places
from compliance.services.decide_files import rulebook_of

PATIENCE = 180.0  # seconds for one paper: setting it may take 60, and a busy machine is no fault
_RESULTS = {"spared": "不用出具", "failed": "未生成"}


@dataclass(frozen=True, slots=True)
class Bulk:
    """What came of it.

    `total` papers were to be made, `resumed` of them were made already; `spared` had nothing to say, `failed` can't be
    made. `reasons`: why, one line each; `notes`: what else to tell the user, in Chinese.
    """

    report: Path
    total: int
    resumed: int
    spared: int
    failed: int
    reasons: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def made(self) -> int:
        return self.total - self.spared - self.failed


def print_bulk(
    request: Request,
    workers: int | None = None,
    progress: Progress = lambda done, total: None,
    patience: float = PATIENCE,
) -> Bulk:
    """Makes the papers; the same call again goes on where it was stopped, and tries again what failed.

    What can't be made, or takes more than `patience` seconds, is reported and leaves the rest going on. Raises
    BulkError (requests that make no sense), UnknownChecklistError, NoNumberError, UnknownItemError, NoVisitError,
    ProblemsError (rule files), TableError (the table as a whole), OutputFolderError, NoCorpusError and
    MissingFontError. KeyboardInterrupt stops the workers and goes on up.
    """
    definition = find_definition(request.checklists, request.kind)
    rulebook = rulebook_of(request.packs, request.discretion)
    check(request, definition, rulebook)
    table = open_table(request.enterprises) if request.enterprises else None
    tasks = Tasks(rulebook, table, columns_of(table, rulebook) if table else None)
    basis, folder = basis_of(request, definition, rulebook), PapersFolder(request.output)
    with folder.held(basis, lambda old: differences(old, basis, OPTIONS)):
        run = _Run(folder, tasks, progress)
        job = _job(request, definition, rulebook, tasks.columns)
        run_tasks(job, run.todo(), min(workers or cores(), max(1, tasks.total)), run.done, run.failed, patience)
        _check_unchanged(basis, basis_of(request, definition, rulebook_of(request.packs, request.discretion)))
        folder.finish(run.report())
        _put_together(request, definition, folder)
    notes = (*table.notes, *_unnamed(tasks.columns)) if table and tasks.columns else ()
    return run.result(notes)


class _Run:
    """What has come of the tasks so far; of those that are done it keeps nothing."""

    def __init__(self, folder: PapersFolder, tasks: Tasks, progress: Progress) -> None:
        self._folder, self._tasks, self._progress = folder, tasks, progress
        self._before = frozenset(folder.done())
        self._over = len(self._before)
        self._unmade: dict[int, Outcome] = {}
        progress(self._over, tasks.total)

    def todo(self) -> Iterator[Task]:
        return (task for task in self._tasks if task.number not in self._before)

    def done(self, task: Task, outcome: Outcome) -> None:
        if outcome.result != "made":
            self._unmade[task.number] = outcome
        self._over += 1
        self._progress(self._over, self._tasks.total)

    def failed(self, task: Task, reason: str) -> None:
        cells = (BadCell("", f"程序出错，请交给维护人员：{reason}"),)
        self.done(task, Outcome("failed", key_of(task, self._tasks.columns), cells))

    def report(self) -> Iterator[Cells]:
        for number, outcome in sorted(self._unmade.items()):
            yield from ((number, outcome.key, _RESULTS[outcome.result], *cell) for cell in outcome.reasons)

    def result(self, notes: tuple[str, ...]) -> Bulk:
        results = [outcome.result for outcome in self._unmade.values()]
        return Bulk(
            report=self._folder.report,
            total=self._tasks.total,
            resumed=len(self._before),
            spared=results.count("spared"),
            failed=results.count("failed"),
            reasons=tuple(self._reasons()),
            notes=notes,
        )

    def _reasons(self) -> Iterator[str]:
        """A line for each that failed: what is first wrong."""
        unit = "行" if self._tasks.table else "份"
        for number, outcome in sorted(self._unmade.items()):
            if outcome.result == "failed":
                column, reason = outcome.reasons[0]
                whose = f"（{outcome.key}）" if outcome.key else ""
                where = f"「{column}」" if column else ""
                yield f"第 {number} {unit}{whose}：{where}{reason.splitlines()[0]}"


def _job(request: Request, definition: Definition, rulebook: Rulebook, columns: Columns | None) -> Job:
    register = request.register
    return Job(
        definition=definition,
        templates=request.templates,
        rules=tuple((file.name, file.text) for file in rulebook.files),
        register=((str(register), register.read_bytes()),) if register.exists() else (),
        columns=columns,
        as_of=request.as_of,
        acted_on=request.acted_on or request.as_of,
        suffix=request.suffix,
        items=request.items,
        issuing_body=request.issuing_body,
        laws=request.laws,
        output=request.output,
        issue=request.issue,
    )


def _check_unchanged(before: dict[str, Any], after: dict[str, Any]) -> None:
    if before != after:
        said = "；".join(differences(before, after, OPTIONS))
        raise OutputFolderError(f"还没做完，下面的内容被改过，结果不能用：{said}。请换一个文件夹重新做")


def _put_together(request: Request, definition: Definition, folder: PapersFolder) -> None:
    if request.zip_file:
        zip_papers(folder.done(), request.zip_file)
    if request.merged:
        merge_papers(folder.done(), definition.plain_title or "清单", request.merged)


def _unnamed(columns: Columns) -> Iterator[str]:
    if "name" not in dict(party_places(columns)):
        yield f"企业名单没有「{PARTY['name']}」列，文书上的单位名称留空手填"
