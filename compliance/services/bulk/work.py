"""What a worker process makes of one enterprise, or of one pack: a paper, or the reason why there is none."""

import gc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from compliance.documents.definitions import Definition
from compliance.documents.glyphs import printable
from compliance.documents.laws import Laws
from compliance.documents.matter import Matter
from compliance.documents.render import render
from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.errors import ComplianceError
from compliance.rulepacks.loader import RuleFile, parse_rule_file
from compliance.rulepacks.rulebook import Rulebook, bring_together
from compliance.rulepacks.values import ValueFlaw
from compliance.services.batch.cells import is_empty, key_text, read_key
from compliance.services.batch.rows import BadCell, BadRowError, Columns, RowReader
from compliance.services.batch.tables import Row
from compliance.services.bulk.names import file_name
from compliance.services.bulk.output import PapersFolder
from compliance.services.enterprise import Enterprise, EnterpriseError
from compliance.services.issue_paper import Issuing, Paper, issue_paper
from compliance.services.office import printing_office
from compliance.services.paper_laws import paper_laws
from compliance.store.hashes import whole_hash

PARTY = {"name": "名称", "credit_code": "统一社会信用代码", "address": "地址"}
"""The columns that say who an enterprise is."""


class Task(NamedTuple):
    """One paper to be made: of a row, or of the rule files with these ids. `number` is the row's line, or counted."""

    number: int
    row: Row | None = None
    files: tuple[str, ...] = ()


class Outcome(NamedTuple):
    """What came of a task. `key` is the enterprise's id, or the pack's, as far as it can be read."""

    result: Literal["made", "spared", "failed"]
    key: str
    reasons: tuple[BadCell, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """What all papers have in common.

    `rules` and `register` are names and texts of rule files, `columns` the table's, `laws` the folder of laws' texts,
    `suffix` the papers' format; `items`, the only ones that they are about; `output` the folder; `issue` who
    numbers and registers them, and where, None where they bear no number.
    """

    definition: Definition
    templates: Path
    rules: tuple[tuple[str, bytes], ...]
    register: tuple[tuple[str, bytes], ...]
    columns: Columns | None
    as_of: date
    acted_on: date
    suffix: str
    items: tuple[str, ...]
    issuing_body: str
    laws: Path | None
    output: Path
    issue: Issuing | None = None

    def begin(self) -> Callable[[Task], Outcome]:
        """Loads rules, laws and fonts."""
        return sparingly(Printer(self).outcome)


_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def sparingly(make: Callable[[_Given], _Made]) -> Callable[[_Given], _Made]:
    """Has a worker make papers in little memory; what was loaded before is never looked at again for garbage.

    It is taken out after each paper: left to itself it piles up to a gigabyte, since setting one makes much of it.
    """
    printable("清")  # reads the fonts, and says where one is missing
    gc.collect()
    gc.freeze()
    gc.disable()

    def made(task: _Given) -> _Made:
        try:
            return make(task)
        finally:
            gc.collect()

    return made


class Printer:
    """Makes papers. Compiles once."""

    def __init__(self, job: Job) -> None:
        self._job, self._folder = job, PapersFolder(job.output)
        self._files = tuple(parse_rule_file(text, name) for name, text in job.rules)
        self._laws = _laws(job)
        self._office = printing_office(job.issue.settings) if job.issue else None
        self._rows = _RowPrinting(job, bring_together(self._files)) if job.columns else None

    def outcome(self, task: Task) -> Outcome:
        """Makes the paper and writes it; raises OutputFolderError."""
        try:
            made = self._of_row(task.row) if task.row else self._of_files(task.files)
            if made is None:
                return Outcome("spared", key_of(task, self._job.columns), (BadCell("", "没有查出要写的违反事项"),))
            key, name, matter = made
            paper = self._paper(matter, task)
        except BadRowError as bad:
            return Outcome("failed", bad.key, bad.cells)
        except ComplianceError as error:
            return Outcome("failed", key_of(task, self._job.columns), (BadCell("", str(error)),))
        self._folder.write(self._name(task.number, name), paper)
        return Outcome("made", key)

    def _paper(self, matter: Matter, task: Task) -> bytes:
        """The paper as it is handed over."""
        job = self._job
        whole = replace(matter, issuing_body=job.issuing_body, laws=self._laws)
        if self._office is None or job.issue is None:
            return render(job.definition, whole, job.templates, job.suffix)
        paper = Paper(job.definition, whole, self._about(matter, task))
        return issue_paper(self._office, job.issue.actor, paper).file

    def _about(self, matter: Matter, task: Task) -> str:
        """A hash of the rules' texts, the days, and all that stands in the row."""
        columns = self._job.columns
        said = repr((columns.names, list(task.row.cells)) if columns and task.row else task.files)
        days = f"{self._job.as_of} {self._job.acted_on}"
        return whole_hash([*matter.rulebook.texts, days.encode(), said.encode("utf-8", "surrogatepass")])

    def _name(self, number: int, name: str) -> str:
        return file_name(number, name, self._job.definition.plain_title, self._job.suffix)

    def _of_row(self, row: Row) -> tuple[str, str, Matter] | None:
        assert self._rows
        return self._rows.matter(row)

    def _of_files(self, ids: tuple[str, ...]) -> tuple[str, str, Matter]:
        """The first is what the paper is of; the others are what that needs."""
        by_id = {file.content.id: file for file in self._files}
        files: list[RuleFile] = [by_id[each] for each in ids]
        matter = Matter(bring_together(files), issued_on=self._job.as_of)
        return ids[0], files[0].content.title, matter


class _RowPrinting:
    """From rows to what papers tell of."""

    def __init__(self, job: Job, rulebook: Rulebook) -> None:
        assert job.columns
        self._job, self._rulebook = job, rulebook
        self._engine, self._reader = Engine(rulebook), RowReader(job.columns, rulebook)
        self._places = dict(party_places(job.columns))

    def matter(self, row: Row) -> tuple[str, str, Matter] | None:
        """The enterprise's id, what to call it, and its matter; None where a notice has nothing to say to it.

        Raises BadRowError.
        """
        read = self._reader.read(row)
        party = self._party(row, read.id)
        decision = self._engine.decide(read.sheet, self._job.as_of, self._job.acted_on)
        items = self._items(decision)
        if items is None:
            return None
        told = decision if self._job.definition.decision != "none" else None
        matter = Matter(self._rulebook, self._job.as_of, told, read.sheet, party, items=items)
        return read.id, party.name if party and party.name else read.id, matter

    def _items(self, decision: Decision) -> tuple[str, ...] | None:
        """Those to print; a notice of violations is about those found, and isn't made where there is none."""
        if self._job.definition.decision != "violations":
            return self._job.items
        found = {finding.item for finding in decision.with_status("violation")}
        wanted = tuple(item for item in self._job.items if item in found)
        return None if not found or (self._job.items and not wanted) else wanted

    def _party(self, row: Row, key: str) -> Enterprise | None:
        cells = {field: row.cells[place] for field, place in self._places.items()}
        texts = {field: "" if is_empty(raw) else key_text(raw) for field, raw in cells.items()}
        try:
            return Enterprise(**texts).validate() if any(texts.values()) else None
        except EnterpriseError as error:
            raise BadRowError(key, [BadCell(PARTY[field], said) for field, said in error.problems.items()]) from None


def party_places(columns: Columns) -> Iterator[tuple[str, int]]:
    """Where in a row it stands who the enterprise is; a column that answers a question says nothing of that."""
    answers: Mapping[int, str] = dict(columns.answers)
    for field, column in PARTY.items():
        if column in columns.names and columns.names.index(column) not in answers:
            yield field, columns.names.index(column)


def key_of(task: Task, columns: Columns | None) -> str:
    """The id of the task's enterprise or pack; empty where that can't be read."""
    if task.row is None or columns is None:
        return task.files[0]
    try:
        return read_key(task.row.cells[columns.key])
    except (ValueFlaw, IndexError):
        return ""


def _laws(job: Job) -> Laws:
    register = bring_together(parse_rule_file(text, name) for name, text in job.register)
    return paper_laws(job.definition, [register], job.laws)
