"""Contestants in processes of their own, taking turns."""

import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

from pypdf import PdfReader

from benchmarks.documents import lists
from benchmarks.documents.worker import CONTESTANTS
from benchmarks.timing import say

SOURCES: dict[str, Callable[[int, int], Any]] = {
    "ours": lambda items, number: (items, number),
    "chromium": lambda items, number: lists.html(items, number).encode(),
    "browser": lambda items, number: lists.html(items, number).encode(),
    "office": lists.docx,
    "typst": lists.outline,
    "reportlab": lists.outline,
}
_SAMPLED = 0.02  # seconds between two looks at the memory


class MissingItemsError(Exception):
    """A contestant's PDF lacks items, so that its time says nothing."""


class Worker:
    """The process of one contestant."""

    def __init__(self, which: str) -> None:
        self.which = which
        command = [sys.executable, "-m", "benchmarks.documents.worker", which]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(command, **pipes)  # type: ignore[call-overload]  # noqa: S603

    def prepare(self, sources: Sequence[Any]) -> None:
        self._tell(list(sources))
        assert self._told() == "ready"

    def start(self) -> None:
        self._tell("make")

    def finish(self) -> tuple[float, list[bytes]]:
        """Seconds by the clock, and the PDFs."""
        seconds, made = self._told()
        return seconds, made

    def close(self) -> None:
        self._process.communicate(timeout=60)

    def memory(self) -> int:
        """What all processes of the worker hold, in bytes; what they share counts once."""
        return sum(map(_proportional, _family(self._process.pid)))

    def _tell(self, what: object) -> None:
        assert self._process.stdin
        pickle.dump(what, self._process.stdin)
        self._process.stdin.flush()

    def _told(self) -> Any:
        assert self._process.stdout
        return pickle.load(self._process.stdout)  # noqa: S301 (from our own child)


@contextmanager
def workers(copies: int = 1) -> Iterator[dict[str, list[Worker]]]:
    """So many processes for each contestant."""
    with ExitStack() as stack:
        started: dict[str, list[Worker]] = {which: [] for which in CONTESTANTS}
        for which in [which for which in CONTESTANTS for _ in range(copies)]:
            started[which].append(worker := Worker(which))
            stack.callback(worker.close)
        yield started


def make(team: Sequence[Worker], items: int, numbers: Sequence[Sequence[int]]) -> tuple[float, list[bytes]]:
    """Each worker makes its lists at the same time; the seconds of the one that took longest."""
    for worker, mine in zip(team, numbers, strict=True):
        worker.prepare([SOURCES[worker.which](items, number) for number in mine])
    for worker in team:
        worker.start()
    answers = [worker.finish() for worker in team]
    return max(seconds for seconds, _ in answers), [pdf for _, made in answers for pdf in made]


def peak(which: str, items: int) -> int:
    """The most memory that a new process of the contestant holds, with all that it starts, in bytes."""
    worker, seen, done = Worker(which), [0], threading.Event()

    def watch() -> None:
        while not done.wait(_SAMPLED):
            seen.append(worker.memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        make([worker], items, [[1]])
    finally:
        done.set()
        watcher.join()
        worker.close()
    return max(seen)


def check(which: str, items: int, pdf: bytes) -> int:
    """The number of pages; raises MissingItemsError where an item's title isn't in the PDF's text."""
    pages = PdfReader(BytesIO(pdf)).pages
    text = _plain("".join(page.extract_text() for page in pages))
    missing = [title for title in map(_plain, lists.titles(items)) if title not in text]
    missing = [title for title in missing if not re.search(_pattern(title), text)]
    if missing:
        raise MissingItemsError(f"{which}, {items} items: {len(missing)} missing, the first {missing[0]}")
    return len(pages)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", normalize("NFKC", text))


def _pattern(title: str) -> str:
    """Chromium's text has radicals for many characters, as ⻔ for 门; some of them aren't normalized to these."""
    return "".join(f"(?:{re.escape(char)}|[\u2e80-\u2eff])" for char in title)


def interleaved(count: int, which: Sequence[str], turn: Callable[[str], float], what: str) -> dict[str, list[float]]:
    """Seconds by contestant and round; each round begins with another."""
    seconds: dict[str, list[float]] = {name: [] for name in which}
    for number in range(count):
        for name in [*which[number % len(which) :], *which[: number % len(which)]]:
            seconds[name].append(turn(name))
        say(f"{what}, round {number + 1}: " + ", ".join(f"{name} {each[-1]:.2f}" for name, each in seconds.items()))
    return seconds


def _family(first: int) -> set[int]:
    """The process and all that descend from it; a browser begins a session of its own."""
    parents = dict(_parents())
    family, grown = {first}, {first}
    while grown:
        grown = {child for child, parent in parents.items() if parent in grown} - family
        family |= grown
    return family


def _parents() -> Iterator[tuple[int, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
        yield int(stat.parent.name), parent


def _proportional(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
