"""Making reports: one thread of the installation, which has worker processes make one after another.

What is decided again is shared out by a hash of what it is decided from: whatever is deleted meanwhile, everything
else stays in its part, so that a report that was stopped goes on with the parts that are missing; and cases that were
decided from the same are together, and are decided once.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple, TypeAlias

from compliance.engine.durable import EngineFault
from compliance.errors import ComplianceError
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.problems import ProblemsError
from compliance.services.batch.folder import OutputFolderError, locked
from compliance.services.batch.pool import cores, run_tasks
from compliance.services.batch.progress import Progress
from compliance.services.office import Office, open_office
from compliance.services.publishing.checking import parse_draft
from compliance.services.publishing.errors import RefusedError
from compliance.services.replaying.proposals import Proposal, held_against, proposed
from compliance.services.replaying.replayer import Replayed, Replayer, UnreadableCaseFault
from compliance.services.replaying.reports import Report, ReportFolder, all_reports, folder_of, reports_root
from compliance.services.replaying.sections import TITLES, make_section
from compliance.services.replaying.tally import Tally
from compliance.settings import Settings
from compliance.store.stored_cases import CaseKey, StoredCase

PART_CASES, MOST_PARTS = 200, 1000
"""About how many cases make a part of the replay, unless that would be too many parts."""


class Section(NamedTuple):
    """A task: a section to be made."""

    name: str


class Part(NamedTuple):
    """A task: the cases of one part, to be decided again."""

    number: int
    keys: tuple[CaseKey, ...]


Task: TypeAlias = Section | Part


@dataclass(frozen=True, slots=True)
class ReportJob:
    """What all tasks of a report have in common; `rules` names what the text is held against."""

    settings: Settings
    output: Path
    rules: str

    def begin(self) -> Callable[[Task], int]:
        """Opens the office in the worker's process; what it gives counts the cases that a task is through with."""
        maker = Maker(open_office(self.settings), ReportFolder(self.output))
        if held_against(maker.office) != self.rules:
            raise RefusedError("做报告的时候，别的规则又变了；请再做一份")
        return maker.make


class Maker:
    """Makes sections and parts, and keeps them in the folder."""

    def __init__(self, office: Office, folder: ReportFolder) -> None:
        self.office, self._folder = office, folder
        self._proposal = folder.proposal()
        self._replayer: Replayer | None = None

    def make(self, task: Task) -> int:
        if isinstance(task, Section):
            self._folder.keep_section(make_section(self.office, self._proposal, task.name))
            return 0
        replayer = self._replayer = self._replayer or Replayer(
            self.office, proposed(self.office, self._proposal).library
        )
        tally, lines = replay_part(self.office, replayer, task.keys)
        self._folder.keep_part(task.number, len(task.keys), tally, lines)
        return len(task.keys)


def replay_part(office: Office, replayer: Replayer, keys: Iterable[CaseKey]) -> tuple[Tally, list[dict[str, Any]]]:
    """What was counted over these cases, and a line for each that changed and that the office may look at."""
    tally, lines, known = Tally(), list[dict[str, Any]](), dict[tuple[Any, ...], Replayed | str]()
    with office.store.reading() as records:
        cases = tuple(records.stored_cases.read(tuple(keys)))
    for case in cases:
        made_from = (case.rulebook, case.as_of, case.acted_on, case.sheet, case.decision)
        if made_from not in known:
            known[made_from] = _replayed(replayer, case)
            tally.distinct += 1
        _count(tally, lines, case, known[made_from])
    return tally, lines


def _replayed(replayer: Replayer, case: StoredCase) -> Replayed | str:
    """What became of it, or the name of the count that it belongs to."""
    try:
        return replayer.replay(case)
    except UnreadableCaseFault:
        return "unreadable"
    except EngineFault:
        return "failed"


def _count(tally: Tally, lines: list[dict[str, Any]], case: StoredCase, replayed: Replayed | str) -> None:
    tally.stored += 1
    if isinstance(replayed, str):
        setattr(tally, replayed, getattr(tally, replayed) + 1)
        return
    tally.count(case, replayed)
    if case.may_be_shown and replayed.change != "same":
        changes = {item: each for item, each in replayed.changes.items() if each != "same"}
        number = case.key.id if case.is_matter else case.visit
        line = {"change": replayed.change, "number": number, "step": case.key.step, "current": replayed.current}
        lines.append({**line, "items": changes})


def go_on(office: Office) -> None:
    """Has a thread make what isn't made yet, where none is at it already, in this process or another."""
    if any(not each.is_over for each in all_reports(office)):
        Thread(target=make_all, args=(office,), daemon=True).start()


def make_all(office: Office, workers: int | None = None) -> None:
    """Makes what isn't made yet, the oldest report first; nothing where another is at it."""
    with suppress(OutputFolderError), locked(reports_root(office), "报告"):
        while waiting := [each for each in all_reports(office) if not each.is_over]:
            make(office, waiting[-1], workers or max(1, cores() - 1))


def make_one(office: Office, report: Report, workers: int, progress: Progress) -> None:
    """Makes this report, and shows how far it is; raises OutputFolderError where another is at reports."""
    with locked(reports_root(office), "报告"):
        if not report.is_over:
            make(office, report, workers, progress)


def make(office: Office, report: Report, workers: int, progress: Progress = lambda done, total: None) -> None:
    """Makes what is missing of the report; to be called where no other is at reports."""
    folder, fault = folder_of(office, report), ""
    folder.prepare()
    try:
        fault = _make(office, report, folder, workers, progress)
    except ComplianceError as error:
        fault = str(error)
    except Exception as error:  # a bug of ours ends this report, and not those behind it
        fault = f"程序出错，请交给维护人员：{type(error).__name__}"
    folder.finish(fault)


def _make(office: Office, report: Report, folder: ReportFolder, workers: int, progress: Progress) -> str:
    """What kept tasks from being done, empty where nothing did."""
    shares = _shares(office, report, folder)
    ready, sections = folder.parts(), folder.sections()
    total, done = sum(map(len, shares.values())), sum(ready.values())
    todo: list[Task] = [Section(name) for name in TITLES if name not in sections]
    todo += [Part(number, keys) for number, keys in sorted(shares.items()) if number not in ready]
    faults: list[str] = []
    progress(done, max(total, done))

    def count(_: Task, cases: int) -> None:
        nonlocal done
        done += cases
        progress(done, max(total, done))

    def tell(task: Task, reason: str) -> None:
        what = TITLES[task.name] if isinstance(task, Section) else f"第 {task.number} 部分"
        faults.append(f"{what}（{reason.strip().splitlines()[-1].split(':')[0]}）")

    job = ReportJob(office.settings, folder.path, report.rules)
    if todo:
        run_tasks(job, todo, min(workers, len(todo)), count, tell)
    return f"程序出错，没有做出来的：{'、'.join(faults)}；请交给维护人员" if faults else ""


# ── Which cases, and in which part ──


def _shares(office: Office, report: Report, folder: ReportFolder) -> Mapping[int, tuple[CaseKey, ...]]:
    """The cases of each part that has any; none where the text can't be replayed."""
    found = list(_marked(office, folder.proposal(), report.until))
    plan = folder.plan() or {"parts": max(1, min(MOST_PARTS, -(-len(found) // PART_CASES))), "cases": len(found)}
    folder.keep_plan(**plan)
    shares: dict[int, list[CaseKey]] = {}
    for mark, key in found:
        shares.setdefault(mark % plan["parts"], []).append(key)
    return {number: tuple(sorted(keys)) for number, keys in shares.items()}


def _marked(office: Office, proposal: Proposal, until: datetime) -> Iterator[tuple[int, CaseKey]]:
    """Each case that the text concerns, with a number made from what it was decided from."""
    try:
        file = parse_draft(proposal, proposal.text)
        proposed(office, proposal)
    except ProblemsError:  # which a section tells
        return
    concerned = frozenset(_concerned(office, file))
    with office.store.reading() as records:
        for case in records.stored_cases.until(until):
            if case.rulebook in concerned:
                days = f"{case.as_of} {case.acted_on}".encode()
                made_from = hashlib.sha256(b"\n".join([case.rulebook.encode(), days, case.sheet]))
                yield int.from_bytes(made_from.digest()[:8], "big"), case.key


def _concerned(office: Office, file: RuleFile) -> Iterator[str]:
    """The rulebooks that have a file of this id; all of them for discretion, which counts wherever a pack does."""
    if file.content.kind == "statutes":
        return
    with office.store.reading() as records:
        stored = records.stored_cases.rulebooks()
        if file.content.kind == "discretion":
            yield from stored
            return
        names = {each for texts in stored.values() for each in texts}
        ids = {each: _id(office, records.packs.text(each)) for each in names}
    yield from (rulebook for rulebook, texts in stored.items() if {file.content.id, ""} & {ids[each] for each in texts})


def _id(office: Office, text: bytes) -> str:
    """The id of a stored rule file; empty where it can't be read any more, so that its cases are told of."""
    try:
        return office.library.file_with(text).content.id
    except ProblemsError:
        return ""
