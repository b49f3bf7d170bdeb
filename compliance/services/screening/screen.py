"""Screening a county: deciding every row of a table, over all cores, to be gone on with after a kill."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from compliance.rulepacks.rulebook import Rulebook
from compliance.services.decide_files import rulebook_of
from compliance.services.screening.manifest import differences, manifest_of
from compliance.services.screening.output import OutputFolder, Tally
from compliance.services.screening.pool import cores, decide_chunks
from compliance.services.screening.rows import Columns, numbered, questions_of, read_columns
from compliance.services.screening.tables import Table, TableError, open_table
from compliance.services.screening.work import (
    BAD_ROW_COLUMNS,
    RESULT_COLUMNS,
    STATUSES,
    Chunk,
    Job,
    ScreeningFault,
    chunks,
)

CHUNK_ROWS = 200
ITEM_COLUMNS = ("项", "标题", "主管部门", "违反的企业", "不能确定的企业")

Progress: TypeAlias = Callable[[int, int], None]
"""Told the rows done and all rows: first how many were done already, then after each part."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What came of it. `resumed`: rows that were done already; `notes`: what to tell the user, in Chinese."""

    output: Path
    rows: int
    bad: int
    resumed: int
    statuses: dict[str, int]
    notes: tuple[str, ...]

    @property
    def decided(self) -> int:
        return self.rows - self.bad


def screen_files(
    packs: Sequence[Path],
    enterprises: Path,
    output: Path,
    discretion: Sequence[Path],
    as_of: date,
    acted_on: date | None = None,
    workers: int | None = None,
    progress: Progress = lambda done, total: None,
    chunk_rows: int = CHUNK_ROWS,
) -> Screening:
    """Decides each row of the table and writes the folder `output`; the same call again goes on where it was stopped.

    Raises ProblemsError (rule files), TableError (the table as a whole), OutputFolderError; and ScreeningFault, with
    the rows, where a bug of ours kept any from being decided. KeyboardInterrupt stops the workers and goes on up.
    """
    acted_on, rulebook = acted_on or as_of, rulebook_of(packs, discretion)
    table = open_table(enterprises)
    columns = _columns(enterprises, table, rulebook)
    rules = tuple((file.name, file.text) for file in rulebook.files)
    manifest = manifest_of(rulebook, enterprises, as_of, acted_on, chunk_rows)
    folder = OutputFolder(output)
    with folder.held(manifest, lambda old: differences(old, manifest)):
        resumed = _resumed(folder)
        with _unchanged(enterprises):
            todo = _todo(table, columns, folder, chunk_rows)
            job = Job(rules, columns, as_of, acted_on, output)
            decide_chunks(job, todo, workers or cores(), _counting(resumed, table.total, progress))
        tally = _finish(folder, table, rulebook)
    notes = (*table.notes, *_not_asked(columns, rulebook))
    return Screening(output, tally.rows, tally.bad, resumed, {each: tally.statuses[each] for each in STATUSES}, notes)


def _columns(path: Path, table: Table, rulebook: Rulebook) -> Columns:
    try:
        return read_columns(table.columns, rulebook)
    except TableError as error:
        raise TableError("\n".join(f"{path}：{line}" for line in [*str(error).splitlines(), *table.notes])) from None


def _not_asked(columns: Columns, rulebook: Rulebook) -> Iterator[str]:
    missing = questions_of(rulebook).keys() - {fact for _, fact in columns.answers}
    if missing:
        yield f"有 {len(missing)} 个问题在企业名单里没有列，都当作没有回答"


def _resumed(folder: OutputFolder) -> int:
    return sum(folder.tally(number).rows for number in folder.done())


def _todo(table: Table, columns: Columns, folder: OutputFolder, chunk_rows: int) -> Iterator[Chunk]:
    """What isn't done; all rows are read, for an enterprise may stand twice."""
    done = folder.done()
    return (chunk for chunk in chunks(numbered(table, columns), chunk_rows) if chunk.number not in done)


def _counting(resumed: int, total: int, progress: Progress) -> Callable[[int], None]:
    done = resumed
    progress(done, total)

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, total)

    return count


@contextmanager
def _unchanged(path: Path) -> Iterator[None]:
    """Raises TableError where the file was changed meanwhile."""
    before = path.stat()
    yield
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise TableError(f"{path}：筛查的时候文件被改过，结果不能用；请换一个结果文件夹重新做")


def _finish(folder: OutputFolder, table: Table, rulebook: Rulebook) -> Tally:
    """Puts the results together once every row is there."""
    tally = Tally()
    for number in folder.done():
        tally.add(folder.tally(number))
    if tally.rows != table.total:
        raise ScreeningFault(f"名单有 {table.total} 行，结果有 {tally.rows} 行")
    items = [item for pack in rulebook.packs for item in pack.items]
    lines = [
        (each.id, each.title, each.department, tally.violations[each.id], tally.undetermined[each.id]) for each in items
    ]
    folder.finish(RESULT_COLUMNS, BAD_ROW_COLUMNS, [ITEM_COLUMNS, *lines])
    return tally
