"""Importing earlier violations from a table: all of it, or nothing where any row is wrong.

A table that was imported in part would make the enterprises of the rows left out look like first offenders.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from compliance.rulepacks.problems import did_you_mean
from compliance.rulepacks.values import ValueFlaw, describe, exact_date, exact_text
from compliance.services.batch.cells import is_empty, key_text, plain_day
from compliance.services.batch.tables import Row, Table, TableError, open_table, unchanged
from compliance.services.enterprise import Enterprise, EnterpriseError, text_problem
from compliance.services.office import Office
from compliance.store.database import Records
from compliance.store.deeds import Actor, Deed
from compliance.store.records.history import PastRecord

CODE, NAME, ITEM, DAY, OUTCOME, DOCUMENT = COLUMNS = (
    "统一社会信用代码",
    "名称",
    "事项编号",
    "日期",
    "处理结果",
    "文书号",
)
OTHER = "其他"
"""What stands for the id of an item that no pack has: it counts as a violation, of no item in particular."""
MAX_OUTCOME, MAX_DOCUMENT = 200, 100
FIRST_DAY = date(1980, 1, 1)


WHOLE_ROW = "整行"
"""What stands for a column where a row is wrong as a whole."""


class Flaw(NamedTuple):
    """What is wrong in a row, and in which column."""

    column: str
    reason: str


class BadRow(NamedTuple):
    """A row that can't be imported, by its line, and why."""

    line: int
    flaws: tuple[Flaw, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(each.reason for each in self.flaws)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a table: its rows, how many were new, the wrong ones, and what else is odd about the file; a file
    that is the same byte for byte has the same `sha256`."""

    rows: int
    new: int
    bad: tuple[BadRow, ...]
    notes: tuple[str, ...]
    sha256: str


def import_history(office: Office, actor: Actor, path: Path, dry_run: bool = False) -> Imported:
    """Imports the table where no row is wrong and it isn't a dry run; what is there already stays as it is.

    Raises TableError where the file can't be read, or its columns aren't COLUMNS.
    """
    table = open_table(path)
    with unchanged(path):
        source = sha256(path.read_bytes()).hexdigest()
        reader = _Reader(office, _places(table), source)
        read = [(row.line, reader.read(row)) for row in table.rows()]
    if not read:
        raise TableError(f"{path}：除了列名没有别的行；没有记录就不用导入")
    bad = [BadRow(line, each) for line, each in read if isinstance(each, tuple)]
    good = [(line, each) for line, each in read if isinstance(each, PastRecord)]
    with office.store.writing() as records:
        new, conflicting = _held_against(records, good)
        bad = sorted([*bad, *conflicting])
        kept = not bad and not dry_run
        if kept:
            records.history.add(new)
            records.history.imported(source, len(read), office.now())
        deed = Deed.HISTORY_IMPORTED if kept else Deed.HISTORY_TRIED
        records.tell(office.now(), actor, deed, rows=len(read), new=len(new))
    return Imported(len(read), len(new), tuple(bad), table.notes, source)


def _places(table: Table) -> dict[str, int]:
    """Where each column stands; raises TableError."""
    names = list(table.columns)
    if wrong := [each for each in COLUMNS if names.count(each) != 1]:
        said = f"列名应是 {'、'.join(COLUMNS)}，各有一列；「{'、'.join(wrong)}」没有，或者不止一列"
        raise TableError("\n".join(f"{table.path}：{line}" for line in (said, *table.notes)))
    return {each: names.index(each) for each in COLUMNS}


def _held_against(records: Records, rows: Sequence[tuple[int, PastRecord]]) -> tuple[list[PastRecord], list[BadRow]]:
    """The new ones; and those that say otherwise than what is there, or than a row before."""
    known = {_key(each): each for each in records.history.of(row.credit_code for _, row in rows)}
    new, conflicting = [], []
    for line, row in rows:
        there = known.setdefault(_key(row), row)
        if there is row:
            new.append(row)
        elif there.outcome != row.outcome:
            said = f"同一单位、事项、日期、文书号的记录已经有了，处理结果是「{there.outcome}」；请核对哪个对"
            conflicting.append(BadRow(line, (Flaw(OUTCOME, said),)))
    return new, conflicting


def _key(record: PastRecord) -> tuple[str, str, date, str]:
    return record.credit_code, record.item, record.violated_on, record.document


class _Reader:
    """Reads rows with the columns in these places."""

    def __init__(self, office: Office, places: dict[str, int], source: str) -> None:
        self._items = {item.id for pack in office.library.packs for item in pack.items}
        self._places, self._source, self._today = places, source, office.today()

    def read(self, row: Row) -> PastRecord | tuple[Flaw, ...]:
        """The record, or everything that is wrong with the row."""
        if len(row.cells) <= max(self._places.values()):
            return (Flaw(WHOLE_ROW, f"只有 {len(row.cells)} 格；请检查这一行的逗号和引号"),)
        flaws: list[Flaw] = []
        readers = (self._code, self._name, self._item, self._day, self._outcome, self._document)
        cells = {column: row.cells[self._places[column]] for column in COLUMNS}
        values = [
            _tried(read, column, cell, flaws) for read, (column, cell) in zip(readers, cells.items(), strict=True)
        ]
        if flaws:
            return tuple(flaws)
        code, name, item, day, outcome, document = values
        return PastRecord(code, name, item, day, outcome, document, self._source)

    def _code(self, raw: Any) -> str:
        try:
            code = Enterprise(credit_code=_text(CODE, raw, 100)).validate().credit_code
        except EnterpriseError as error:
            raise ValueFlaw(str(error).replace("，不填也可以", "")) from None
        return code

    def _name(self, raw: Any) -> str:
        return _text(NAME, raw, 100)

    def _item(self, raw: Any) -> str:
        item = _text(ITEM, raw, 200)
        if item not in self._items and item != OTHER:
            hint = did_you_mean(item, self._items)
            raise ValueFlaw(f"规则里没有「{item}」这一项{hint}；不在规则里的违法行为，事项编号写「{OTHER}」")
        return item

    def _day(self, raw: Any) -> date:
        try:
            day = exact_date(plain_day(raw.strip() if isinstance(raw, str) else raw))
        except ValueFlaw as flaw:
            raise ValueFlaw(f"{DAY}：{flaw}") from None
        if not FIRST_DAY <= day <= self._today:
            raise ValueFlaw(f"{DAY}应在 {FIRST_DAY} 到今天之间，写的是 {day}")
        return day

    def _outcome(self, raw: Any) -> str:
        return _text(OUTCOME, raw, MAX_OUTCOME)

    def _document(self, raw: Any) -> str:
        return _text(DOCUMENT, raw, MAX_DOCUMENT)


def _tried(read: Callable[[Any], Any], column: str, raw: Any, flaws: list[Flaw]) -> Any:
    try:
        return read(raw)
    except ValueFlaw as flaw:
        flaws.append(Flaw(column, str(flaw)))
        return None


def _text(column: str, raw: Any, most: int) -> str:
    if is_empty(raw):
        raise ValueFlaw(f"没有{column}")
    if isinstance(raw, bool | tuple):
        raise ValueFlaw(f"{column}应为文字，写的是{describe(raw)}")
    text = exact_text(key_text(raw))
    if problem := text_problem(column, text, most):
        raise ValueFlaw(problem)
    return text
