"""A county in one go: the `screen` command over every enterprise, as an operator runs it."""

import os
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from benchmarks.packs import TODAY, raw_sheets, write_packs
from benchmarks.timing import say, table
from compliance.rulepacks.rulebook import read_rulebook

ENTERPRISES = 43_776
ITEMS = 2_280
ROWS_A_GROUP = 256
_TYPES = {"boolean": pa.bool_(), "number": pa.int64()}
_STEP = 60  # seconds between two lines of progress


def county(folder: Path, rows: int = ENTERPRISES, items: int = ITEMS) -> str:
    """Rows a second, and the most memory that all processes of the command held together at one time."""
    say(f"county: {rows:,} enterprises, {items:,} items")
    packs = write_packs(items, folder)
    enterprises = folder / "enterprises.parquet"
    write_enterprises(packs, rows, enterprises)
    command = [sys.executable, "-m", "compliance", "screen", *map(str, packs), "--as-of", TODAY.isoformat()]
    command += ["--enterprises", str(enterprises), "-o", str(folder / "screened")]
    seconds, peak = _watched(command)
    size = enterprises.stat().st_size / 1e6
    return table(
        ("enterprises", "items", "table, MB", "cores", "minutes", "enterprises a second", "peak RSS of all, GB"),
        [(f"{rows:,}", f"{items:,}", f"{size:.0f}", os.cpu_count(), f"{seconds / 60:.1f}", f"{rows / seconds:.0f}",
          f"{peak / 1e9:.2f}")],
    )  # fmt: skip


def write_enterprises(packs: list[Path], rows: int, path: Path) -> None:
    """A Parquet table, a column for each question, a quarter of the cells empty."""
    rulebook = read_rulebook(packs)
    questions = {name: each for pack in rulebook.packs for name, each in pack.questions.items()}
    fields = [("id", pa.string()), *((name, _TYPES.get(each.type, pa.string())) for name, each in questions.items())]
    schema = pa.schema(fields)
    sheets = enumerate(raw_sheets(rulebook, rows, seed=7), 1)
    with pq.ParquetWriter(path, schema) as writer:
        while group := list(islice(sheets, ROWS_A_GROUP)):
            writer.write_table(pa.Table.from_pylist([_row(n, each["answers"]) for n, each in group], schema))


def _row(number: int, answers: dict[str, Any]) -> dict[str, Any]:
    cells = {name: "；".join(each) if isinstance(each, list) else each for name, each in answers.items()}
    return {"id": f"E{number:06}", **cells}


def _watched(command: list[str]) -> tuple[float, int]:
    """Seconds by the clock and the peak of memory in bytes, sampled each second; raises where the command fails."""
    before, peak, told = time.perf_counter(), 0, 0.0
    with subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        while process.poll() is None:
            peak = max(peak, _resident(process.pid))
            time.sleep(1)
            if (seconds := time.perf_counter() - before) > told + _STEP:
                told = seconds
                say(f"{seconds:.0f} s, {peak / 1e9:.2f} GB")
        seconds = time.perf_counter() - before
    if process.returncode:
        raise RuntimeError(f"screen ended with {process.returncode}")
    return seconds, peak


def _resident(session: int) -> int:
    """What all processes of the session hold, in bytes; shared pages count in each."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[3]) == session:
            total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return total
