"""`python -m benchmarks [PART ...]`: all parts where none is named; Markdown."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import batch, county, loading, memory, replay, speed
from benchmarks.desk import tables as desk
from benchmarks.documents import tables
from benchmarks.documents.printers import MissingProgramError
from benchmarks.site import tables as site
from benchmarks.timing import say

_VERSIONS = (
    "durable-rules",
    "zen-engine",
    "clipspy",
    "rule-engine",
    "panzi-json-logic",
    "regopy",
    "PyYAML",
    "pydantic",
    "weasyprint",
    "typst",
    "reportlab",
    "playwright",
    "Flask",
    "gunicorn",
    "SQLAlchemy",
    "locust",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", metavar="one|row|batch|loading|memory|county|documents|site|desk|replay")
    parser.add_argument("--full", action="store_true", help="10,000 in a row at every size")
    parser.add_argument("--cases", type=int, default=replay.CASES, help="stored results to replay")
    parser.add_argument("-o", "--output", type=Path, help="also write the tables into this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        parts = _parts(Path(name), arguments.full, arguments.cases)
        unknown = [each for each in arguments.which if each not in parts]
        if unknown:
            parser.error(f"unknown: {', '.join(unknown)}")
        try:
            report = "\n\n".join([_machine(), *(_part(parts, each) for each in arguments.which or parts)])
        except MissingProgramError as error:
            parser.exit(1, f"{error}\n")
    say(f"\n{report}")
    if arguments.output:
        arguments.output.write_text(report + "\n", encoding="utf-8")
    return 0


def _parts(folder: Path, full: bool, cases: int) -> dict[str, Callable[[], str]]:
    return {
        "one": lambda: speed.one(folder),
        "row": lambda: speed.in_a_row(folder, full),
        "batch": lambda: batch.batch(folder),
        "loading": lambda: loading.loading(folder),
        "memory": lambda: memory.memory(folder),
        "county": lambda: county.county(folder),
        "documents": tables.documents,
        "site": lambda: site.site(folder),
        "desk": lambda: desk.desk(folder),
        "replay": lambda: replay.replay(folder, cases),
    }


def _part(parts: dict[str, Callable[[], str]], name: str) -> str:
    return f"### {name}\n\n{parts[name]()}"


def _machine() -> str:
    cpu = next((line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), "?")
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}; " + ", ".join(
        map(_version, _VERSIONS)
    )


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} not installed"


if __name__ == "__main__":
    sys.exit(main())
