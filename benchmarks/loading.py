"""Loading, checking and compiling against what PyYAML's C loader takes for the files alone.

Each measurement has a process of its own. In one process the loader's time says little: Python's garbage collector goes
through all that is alive while the loader builds its nodes, so that the loader took three times as long beside a loaded
rulebook, and ours looked faster than the bare loader. For the same reason each is measured with and without it.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from benchmarks.packs import TODAY, raw_sheets, write_packs
from benchmarks.timing import paired_ratio, say, table
from compliance.engine import durable
from compliance.engine.decide import Engine
from compliance.engine.sheet import read_sheet
from compliance.rulepacks import loader, parts, rulebook, source
from compliance.rulepacks.problems import Report

ROUNDS = 5
REFERENCE, WHOLE = "yaml.load, CSafeLoader", "read_rulebook + Engine + first decide"


def loading(folder: Path, items: int = 2280) -> str:
    say(f"loading {items} items")
    paths = write_packs(items, folder / "loading")
    rows = []
    for collecting in (True, False):
        seconds = _measured(paths, collecting)
        for name, each in seconds.items():
            ratio = paired_ratio(each, seconds[REFERENCE])
            rows.append(("on" if collecting else "off", name, f"{median(each) * 1000:,.0f}", f"{ratio:.2f}"))
    size = sum(path.stat().st_size for path in paths) / 1e6
    return table(("garbage collector", f"{items} items, {size:.1f} MB", "ms", "times CSafeLoader"), rows)


def _measured(paths: list[Path], collecting: bool) -> dict[str, list[float]]:
    """Seconds by task and round, each in a new process; of the whole also the parts."""
    seconds: dict[str, list[float]] = {}
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for _ in range(ROUNDS):
            for name in _TASKS:
                for part, took in pool.apply(_run, (name, paths, collecting)).items():
                    seconds.setdefault(part, []).append(took)
    return seconds


def _run(name: str, paths: list[Path], collecting: bool) -> dict[str, float]:
    texts = [path.read_bytes() for path in paths]
    gc.collect()
    if not collecting:
        gc.disable()
    with _watched() as parts:
        before = time.process_time()
        finish = _TASKS[name](paths, texts)
        took = time.process_time() - before
        if finish:
            took += finish()
    return {name: took, **(parts if name == WHOLE else {})}


_Task = Callable[[list[Path], list[bytes]], Callable[[], float] | None]


def _load(_: list[Path], texts: list[bytes]) -> None:
    for text in texts:
        yaml.load(text, yaml.CSafeLoader)


def _events(_: list[Path], texts: list[bytes]) -> None:
    for text in texts:
        for _event in yaml.parse(text, yaml.CSafeLoader):
            pass


def _nodes(_: list[Path], texts: list[bytes]) -> None:
    for text in texts:
        source.parse(text, Report("made-up"))


def _read(paths: list[Path], _: list[bytes]) -> None:
    rulebook.read_rulebook(paths)


def _whole(paths: list[Path], _: list[bytes]) -> Callable[[], float]:
    book = rulebook.read_rulebook(paths)
    engine = Engine(book)

    def first_decision() -> float:
        sheet = read_sheet(next(iter(raw_sheets(book, 1))), book)  # not timed
        before = time.process_time()
        engine.decide(sheet, TODAY)
        return time.process_time() - before

    return first_decision


_TASKS: dict[str, _Task] = {
    REFERENCE: _load,
    "parse events alone": _events,
    "events and nodes (source.parse)": _nodes,
    "read_rulebook": _read,
    WHOLE: _whole,
}
_WATCHED: dict[str, tuple[Any, str]] = {
    "of that: events and nodes": (loader, "parse"),
    "of that: pydantic, conditions, checks": (loader, "_read_root"),
    "of that, of the line above: conditions": (parts, "parse_condition"),
    "of that: durable-rules compiled": (durable, "_Program"),
}


@contextmanager
def _watched() -> Iterator[dict[str, float]]:
    """The time within some functions, added up; one that the engine no longer has is left out."""
    before, totals = {}, dict[str, float]()
    for name, (module, attribute) in _WATCHED.items():
        if hasattr(module, attribute):
            before[name], totals[name] = getattr(module, attribute), 0.0
            setattr(module, attribute, _timer(before[name], name, totals))
    try:
        yield totals
    finally:
        for name, function in before.items():
            setattr(*_WATCHED[name], function)


def _timer(function: Any, name: str, totals: dict[str, float]) -> Any:
    def timed(*args: Any, **kwargs: Any) -> Any:
        start = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            totals[name] += time.process_time() - start

    return timed
