"""Memory over many assessments: random sheets, each new, on each of 30 days in turn; on one parameters change."""

import os
from datetime import timedelta
from pathlib import Path

from benchmarks.field import rulebook_of
from benchmarks.packs import TODAY, raw_sheets
from benchmarks.timing import say, table
from compliance.engine.decide import Engine
from compliance.engine.sheet import read_sheet

STEP = 10_000


def memory(folder: Path, items: int = 100, count: int = 100_000) -> str:
    say(f"memory over {count:,} assessments of {items} items")
    rulebook = rulebook_of(items, folder)
    engine = Engine(rulebook)
    rows: list[tuple[str, str]] = []
    for n, raw in enumerate(raw_sheets(rulebook, count, seed=5), 1):
        engine.decide(read_sheet(raw, rulebook), TODAY + timedelta(n % 30))
        if n == 100 or n % STEP == 0:
            rows.append((f"{n:,}", f"{_resident():.1f}"))
            say(str(rows[-1]))
    return table((f"assessments ({items} items)", "RSS, MB"), rows)


def _resident() -> float:
    """The memory that this process holds, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
