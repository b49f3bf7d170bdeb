"""A batch over all cores, a process for each."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.field import FLOOR, OURS, ZEN, gather, named
from benchmarks.timing import say, table

COUNTS = {100: 4_000, 2280: 200}
_worker: dict[str, Any] = {}


def batch(folder: Path) -> str:
    """Assessments a second by one process and by one for each core, each contestant built in each process."""
    cores = os.cpu_count() or 1
    rows = []
    for items, count in COUNTS.items():
        say(f"batch, {items} items")
        rates = {
            which: [_rate(which, items, folder, count, processes) for processes in (1, cores)]
            for which in (OURS, FLOOR, ZEN)
        }
        for which, (alone, all_cores) in rates.items():
            times = rates[ZEN][1] / all_cores
            rows.append(
                (
                    items,
                    named(which),
                    f"{alone:,.0f}",
                    f"{all_cores:,.0f}",
                    f"{all_cores / alone:.2f}",
                    f"{times:.2f}",
                )
            )
        say(str(rows[-3:]))
    return table(
        ("items", "contestant", "a second, 1 process", f"{cores} processes", "gain", "times zen-engine's time"), rows
    )


def _rate(which: str, items: int, folder: Path, count: int, processes: int) -> float:
    size = max(1, count // processes // 8)
    with _pool(which, items, folder, processes) as pool:
        pool.map(_assess, [size] * processes * 2, chunksize=1)  # all processes are warm
        before = time.perf_counter()
        done: int = sum(pool.map(_assess, [size] * (count // size), chunksize=1))
        return done / (time.perf_counter() - before)


@contextmanager
def _pool(which: str, items: int, folder: Path, processes: int) -> Iterator[Any]:
    with get_context("spawn").Pool(processes, _start, (which, items, folder)) as pool:
        yield pool


def _start(which: str, items: int, folder: Path) -> None:
    field = gather(items, folder / str(os.getpid()), (which,))
    (contestant,) = field.contestants
    _worker["contestant"] = contestant
    _worker["native"] = [contestant.native(sheet) for sheet in field.sheets(100, seed=os.getpid())]


def _assess(count: int) -> int:
    contestant, native = _worker["contestant"], _worker["native"]
    for n in range(count):
        contestant.assess(native[n % len(native)])
    return count
