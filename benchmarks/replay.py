"""A county's stored results decided again under a draft, beside deciding the same answers plainly in one process."""

import multiprocessing
import os
import random
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.packs import TODAY, raw_sheets
from benchmarks.site.tables import settings_in
from benchmarks.timing import say, table
from compliance.engine.sheet import read_sheet
from compliance.rulepacks.loader import RuleFile, parse_rule_file
from compliance.rulepacks.rulebook import Rulebook
from compliance.rulepacks.values import ValueFlaw, read_value
from compliance.services.batch.pool import cores
from compliance.services.inputs import decide, decision_bytes, from_bytes, to_bytes
from compliance.services.office import Office, open_office
from compliance.services.replaying.making import make_one
from compliance.services.replaying.proposals import Proposal, proposed
from compliance.services.replaying.replayer import Replayer
from compliance.services.replaying.reports import ReportFolder, Section, ask, folder_of, read_report
from compliance.services.replaying.sections import TITLES
from compliance.store.deeds import PROGRAM
from compliance.store.records.checks import Inputs
from compliance.store.rulebooks import keep_rulebook
from compliance.store.tables.checks import AssessmentRow, SelfCheckRow

CASES = 50_000
_CHOICES = 40  # of packs, each of which many chose
_SAMPLED = 0.2  # seconds between two looks at the memory
_WRITTEN = 500


def replay(folder: Path, cases: int = CASES) -> str:
    """Fills a database, and replays all of it under a draft of a pack that all of it used."""
    say(f"replay: storing {cases:,} results")
    office = open_office(replace(settings_in(folder), data=folder / "data"))
    file = _drafted(office)
    before = time.perf_counter()
    _fill(office, file.content.id, cases)
    filled = time.perf_counter() - before
    seconds, peak = _replayed(office, Proposal("", file.content.id, "negative_list", file.text))
    plain = _plainly(office, file)
    office.store.close()
    say(f"{seconds:.0f} s, {plain:.0f} s plainly")
    rows = [(f"{cases:,}", cores(), f"{seconds:.1f}", f"{cases / seconds:,.0f}", f"{peak / 1e6:.0f}",
             f"{plain:.1f}", f"{seconds / plain:.2f}")]  # fmt: skip
    head = ("results", "processes", "seconds", "a second", "peak RSS of all, MB", "plainly, s", "times as long")
    return f"All used «{file.content.title}» (filled in {filled:.0f} s); no two alike.\n\n" + table(head, rows)


def _drafted(office: Office) -> RuleFile:
    """The pack with most dated numbers, each of them half as much again, and each fine a yuan more."""
    packs = [each for each in office.library.rulebook.files if each.content.kind == "negative_list"]
    file = max(packs, key=lambda each: (len(getattr(each.content, "parameters", ())), each.content.id))
    text = re.sub(r"(?<=value: )\d+", lambda found: str(int(found[0]) * 3 // 2), file.text.decode())
    text = re.sub(r"(?<=max: )(\d+)000\b", r"\g<1>001", text)
    return parse_rule_file(re.sub(r"(?m)^version: .*$", "version: draft", text).encode(), file.name)


def _fill(office: Office, pack: str, cases: int) -> None:
    """Results of self-checks of the pack and up to two others, all of them answered otherwise."""
    chance = random.Random("replay")  # noqa: S311
    others = [each.id for each in office.library.packs if each.id != pack]
    choices = [[pack, *chance.sample(others, chance.choice((0, 0, 1, 2)))] for _ in range(_CHOICES)]
    rows = (row for n, chosen in enumerate(choices) for row in _results(office, chosen, n, -(-cases // _CHOICES)))
    rows = islice(rows, cases)
    while some := list(islice(rows, _WRITTEN)):
        with office.store.engine.begin() as connection:
            connection.execute(insert(SelfCheckRow), [_check(each) for each in some])
            connection.execute(insert(AssessmentRow), some)


def _results(office: Office, chosen: Sequence[str], seed: int, many: int) -> Iterator[dict[str, object]]:
    engine, now = office.library.select(chosen), office.now()
    with office.store.writing() as records:
        rulebook = keep_rulebook(records.packs.session, engine.rulebook.texts)
    for n, raw in enumerate(raw_sheets(engine.rulebook, many, seed=seed)):
        inputs = Inputs(engine.rulebook.texts, to_bytes(_usable(raw, engine.rulebook)), TODAY, TODAY)
        name = sha256(f"{seed} {n}".encode()).hexdigest()
        yield {
            "id": name, "self_check": name, "number": 1, "reason": "submitted", "created_at": now,
            "rulebook": rulebook, "as_of": TODAY, "acted_on": TODAY, "sheet": inputs.sheet,
            "decision": decision_bytes(decide(engine, inputs)[1]),
            "enterprise_name": "", "credit_code": "", "address": "",
        }  # fmt: skip


def _usable(raw: Mapping[str, Any], rulebook: Rulebook) -> Mapping[str, Any]:
    """Without answers beyond what their questions allow."""
    questions = {name: each for pack in rulebook.packs for name, each in pack.questions.items()}
    answers = {}
    for name, value in raw["answers"].items():
        with suppress(ValueFlaw):
            read_value(questions[name], value)
            answers[name] = value
    return {"answers": answers}


def _check(result: dict[str, object]) -> dict[str, object]:
    moments = {"started_at": result["created_at"], "updated_at": result["created_at"]}
    return {"token_sha256": result["self_check"], **moments, "pack_ids": "[]", "entries": b"{}"}


def _replayed(office: Office, proposal: Proposal) -> tuple[float, int]:
    """Seconds by the clock, and the most memory at one time, of the replay alone: its checks are not made."""
    report = read_report(office, ask(office, PROGRAM, proposal))
    folder: ReportFolder = folder_of(office, report)
    for name, title in TITLES.items():
        folder.keep_section(Section(name, title, None, ""))
    before = time.perf_counter()
    with _watched() as memory:
        make_one(office, report, cores(), lambda done, total: None)
    seconds = time.perf_counter() - before
    made = read_report(office, report.id)
    if made.fault or made.told is None or made.told.failed or made.told.unreadable:
        raise RuntimeError(f"not all was replayed: {made.fault}")
    return seconds, memory.peak


@dataclass
class _Memory:
    """The most that this process and its workers held together, in bytes; shared pages count in each."""

    peak: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        while not self.over.wait(_SAMPLED):
            pids = [os.getpid(), *(each.pid for each in multiprocessing.active_children() if each.pid)]
            self.peak = max(self.peak, sum(map(_resident, pids)))


@contextmanager
def _watched() -> Iterator[_Memory]:
    memory = _Memory()
    thread = threading.Thread(target=memory.watch)
    thread.start()
    try:
        yield memory
    finally:
        memory.over.set()
        thread.join()


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:  # it ended meanwhile
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _plainly(office: Office, file: RuleFile) -> float:
    """Seconds to read each stored sheet and decide it under the draft, in this process: nothing else is done."""
    library = proposed(office, Proposal("", file.content.id, "negative_list", file.text)).library
    sides = Replayer(office, library).sides
    with office.store.reading() as records:
        stored = [(sides(each.rulebook).new, each) for each in records.stored_cases.until(office.now())]
    before = time.perf_counter()
    for engine, case in stored:
        assert engine
        engine.decide(read_sheet(from_bytes(case.sheet), engine.rulebook), case.as_of, case.acted_on)
    return time.perf_counter() - before
