"""Screening a county: deciding every row of a table, over all cores, to be gone on with after a kill."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from compliance.rulepacks.rulebook import Rulebook
from compliance.services.batch.manifest import differences, manifest_of
from compliance.services.batch.pool import cores, run_tasks
from compliance.services.batch.progress import Progress
from compliance.services.batch.rows import Columns, columns_of, numbered, questions_of
from compliance.services.batch.tables import Table, open_table, unchanged
from compliance.services.decide_files import rulebook_of
from compliance.services.screening.output import PartsFolder, Tally
from compliance.services.screening.work import BAD_ROW_COLUMNS, RESULT_COLUMNS, STATUSES, Chunk, Job, chunks

CHUNK_ROWS = 200
ITEM_COLUMNS = ("项", "标题", "主管部门", "违反的企业", "不能确定的企业")

FAULTS_AT_MOST = 5
_OPTIONS = {"as_of": "决定的日期 --as-of", "acted_on": "行为的日期 --acted-on", "chunk_rows": "每批的行数"}


class ScreeningFault(Exception):
    """Bugs of ours that kept rows from being decided; its text says which."""


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
    columns = columns_of(table, rulebook)
    rules = tuple((file.name, file.text) for file in rulebook.files)
    options = {"as_of": as_of.isoformat(), "acted_on": acted_on.isoformat(), "chunk_rows": chunk_rows}
    manifest, folder = manifest_of(rulebook, enterprises, **options), PartsFolder(output)
    with folder.held(manifest, lambda old: differences(old, manifest, _OPTIONS)):
        resumed = _resumed(folder)
        with unchanged(enterprises):
            todo, faults = _todo(table, columns, folder, chunk_rows), _Faults()
            count = _counting(resumed, table.total, progress)
            run_tasks(Job(rules, columns, as_of, acted_on, output), todo, workers or cores(), count, faults.add)
            faults.raise_from(1)
        tally = _finish(folder, table, rulebook)
    notes = (*table.notes, *_not_asked(columns, rulebook))
    return Screening(output, tally.rows, tally.bad, resumed, {each: tally.statuses[each] for each in STATUSES}, notes)


class _Faults:
    """What kept chunks from being decided; few of them leave the rest going on."""

    def __init__(self) -> None:
        self._reasons: list[str] = []

    def add(self, chunk: Chunk, reason: str) -> None:
        self._reasons.append(f"{chunk.place}：{reason}")
        self.raise_from(FAULTS_AT_MOST)

    def raise_from(self, enough: int) -> None:
        if len(self._reasons) >= enough:
            raise ScreeningFault("有的行没有判断，其余做完的都留着：\n" + "\n".join(self._reasons))


def _not_asked(columns: Columns, rulebook: Rulebook) -> Iterator[str]:
    missing = questions_of(rulebook).keys() - {fact for _, fact in columns.answers}
    if missing:
        yield f"有 {len(missing)} 个问题在企业名单里没有列，都当作没有回答"


def _resumed(folder: PartsFolder) -> int:
    return sum(folder.tally(number).rows for number in folder.done())


def _todo(table: Table, columns: Columns, folder: PartsFolder, chunk_rows: int) -> Iterator[Chunk]:
    """What isn't done; all rows are read, for an enterprise may stand twice."""
    done = folder.done()
    return (chunk for chunk in chunks(numbered(table, columns), chunk_rows) if chunk.number not in done)


def _counting(resumed: int, total: int, progress: Progress) -> Callable[[Chunk, int], None]:
    done = resumed
    progress(done, total)

    def count(_: Chunk, rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, total)

    return count


def _finish(folder: PartsFolder, table: Table, rulebook: Rulebook) -> Tally:
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
