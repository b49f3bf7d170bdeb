"""From rows of a table to enterprises that can be decided."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from compliance.engine.sheet import AnswerSheet, Subject
from compliance.rulepacks.models import Question
from compliance.rulepacks.problems import did_you_mean
from compliance.rulepacks.rulebook import Rulebook
from compliance.rulepacks.values import Value, ValueFlaw
from compliance.services.batch.cells import cell_reader, is_empty, key_text, read_key, read_subject
from compliance.services.batch.tables import Row, Table, TableError

KEYS = ("企业编号", "统一社会信用代码", "id")
SUBJECT = "subject"
IGNORED = ("名称", "地址", *KEYS)
NAMED_AT_MOST = 10  # unknown columns in one message


@dataclass(frozen=True, slots=True)
class Columns:
    """What stands where in a row: places counted from 0. `names` are all columns, `answers` place and fact."""

    names: tuple[str, ...]
    key: int
    subject: int | None
    answers: tuple[tuple[int, str], ...]


class Enterprise(NamedTuple):
    """A row that can be decided."""

    id: str
    sheet: AnswerSheet


class BadCell(NamedTuple):
    """What is wrong in a row, and in which column; "" where it is none of them."""

    column: str
    reason: str


class BadRowError(Exception):
    """A row that can't be decided. `key` is the enterprise's id where that much can be read, else ""."""

    def __init__(self, key: str, cells: Iterable[BadCell]) -> None:
        self.key, self.cells = key, tuple(cells)


def questions_of(rulebook: Rulebook) -> dict[str, tuple[Question, ...]]:
    """Each fact with all questions that ask for it: a value must suit each pack's."""
    gathered: dict[str, tuple[Question, ...]] = {}
    for pack in rulebook.packs:
        for name, question in pack.questions.items():
            gathered[name] = (*gathered.get(name, ()), question)
    return gathered


def read_columns(names: Sequence[str], rulebook: Rulebook) -> Columns:
    """What the columns are; raises TableError with all that is wrong with them."""
    facts = questions_of(rulebook)
    problems = [*_unnamed(names), *_repeated(names), *_unknown(names, facts)]
    keys = [name for name in KEYS if name in names and name not in facts]
    if not keys:
        problems.append(f"没有企业编号列；请给一列取名 {'、'.join(KEYS)} 之一，每行一个不重复的编号")
    if problems:
        raise TableError("\n".join(problems))
    return Columns(
        names=tuple(names),
        key=names.index(keys[0]),
        subject=names.index(SUBJECT) if SUBJECT in names and SUBJECT not in facts else None,
        answers=tuple((place, name) for place, name in enumerate(names) if name in facts),
    )


def columns_of(table: Table, rulebook: Rulebook) -> Columns:
    """What the table's columns are; raises TableError with its file, and with what else is odd about it."""
    try:
        return read_columns(table.columns, rulebook)
    except TableError as error:
        raise TableError(
            "\n".join(f"{table.path}：{line}" for line in [*str(error).splitlines(), *table.notes])
        ) from None


def _unnamed(names: Sequence[str]) -> Iterator[str]:
    for place, name in enumerate(names, 1):
        if not name:
            yield f"第 {place} 列没有列名；请补上，或者删去这一列"


def _repeated(names: Sequence[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name and name in seen:
            yield f"「{name}」列有两列；请删去一列"
        seen.add(name)


def _unknown(names: Sequence[str], facts: Iterable[str]) -> Iterator[str]:
    known = {*facts, *IGNORED, SUBJECT}
    unknown = [name for name in names if name and name not in known and not name.startswith("_")]
    for name in unknown[:NAMED_AT_MOST]:
        yield f"没有「{name}」这个问题{did_you_mean(name, known)}（不是答案的列，列名前加 _ 就跳过）"
    if len(unknown) > NAMED_AT_MOST:
        yield f"另有 {len(unknown) - NAMED_AT_MOST} 列也没有这样的问题；请核对规则包和企业名单是不是一套"


def numbered(table: Table, columns: Columns) -> Iterator[Row]:
    """The rows; one whose enterprise stood before says where."""
    seen: dict[str, int] = {}
    for row in table.rows():
        raw = row.cells[columns.key] if columns.key < len(row.cells) else None
        first = row.line if is_empty(raw) else seen.setdefault(key_text(raw), row.line)
        yield row if first == row.line else row._replace(repeats=first)


class RowReader:
    """Reads rows with these columns."""

    def __init__(self, columns: Columns, rulebook: Rulebook) -> None:
        questions = questions_of(rulebook)
        self._columns = columns
        self._answers = [(place, fact, cell_reader(questions[fact])) for place, fact in columns.answers]

    def read(self, row: Row) -> Enterprise:
        """The enterprise; raises BadRowError with everything that is wrong in the row.

        Its history isn't known: a table doesn't say of it, and silence is no clean record.
        """
        self._check_length(row)
        flaws: list[BadCell] = []
        key = self._one(self._columns.key, read_key, row, flaws) or ""
        if row.repeats is not None:
            flaws.append(BadCell(self._columns.names[self._columns.key], f"与第 {row.repeats} 行的企业编号重复"))
        subject: Subject = "unit"
        if self._columns.subject is not None:
            subject = self._one(self._columns.subject, read_subject, row, flaws)
        values = self._values(row.cells, flaws)
        if flaws:
            raise BadRowError(key, flaws)
        return Enterprise(key, AnswerSheet(values, subject, history=None))

    def _check_length(self, row: Row) -> None:
        wanted, given = len(self._columns.names), len(row.cells)
        if wanted != given:
            reason = f"有 {given} 格，列名有 {wanted} 个；请检查这一行的逗号和引号"
            raise BadRowError("", [BadCell("", reason)])

    def _one(self, place: int, read: Any, row: Row, flaws: list[BadCell]) -> Any:
        try:
            return read(row.cells[place])
        except ValueFlaw as flaw:
            flaws.append(BadCell(self._columns.names[place], str(flaw)))
            return None

    def _values(self, cells: Sequence[Any], flaws: list[BadCell]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for place, fact, read in self._answers:
            try:
                value = read(cells[place])
            except ValueFlaw as flaw:
                flaws.append(BadCell(fact, str(flaw)))
            else:
                if value is not None:
                    values[fact] = value
        return values
