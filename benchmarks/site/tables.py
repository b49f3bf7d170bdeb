"""The table: how long each page takes, on SQLite and where it is installed on PostgreSQL too."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks.site.copies import copy_up_to, take_over
from benchmarks.site.server import running_site
from benchmarks.site.stock import lay_in
from benchmarks.timing import say, table
from compliance.services.office import open_office
from compliance.settings import PROJECT, Settings
from compliance.store.database import Store
from tests.postgres import PostgresUnavailable, running_postgres

STORED = 10_000
DISTINCT = 1_000
ROUNDS = 100
AIM = 200
"""Milliseconds at the 95th percentile."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Of all requests of one page: milliseconds by the clock and by the server's processors, and bytes."""

    clock: tuple[float, ...]
    processor: tuple[float, ...]
    size: tuple[int, ...]

    @property
    def p95(self) -> float:
        return self.percentile(95)

    def percentile(self, percent: int) -> float:
        """Milliseconds by the clock that so many of a hundred requests stay below."""
        return quantiles(self.clock, n=100, method="inclusive")[percent - 1]


def site(folder: Path, stored: int = STORED, distinct: int = DISTINCT, rounds: int = ROUNDS) -> str:
    """Fills a database, serves it, and has one user walk through the pages."""
    settings = settings_in(folder)
    seconds = _fill(settings, stored, distinct, rounds)
    post = _on_postgres(settings, folder, rounds)  # first: the walk sends off what was left to be sent
    lite = walked(settings.database_url, folder, rounds)
    said = f"{stored:,} self-checks stored, {distinct + rounds:,} of them different and decided one by one "
    said += f"(with as many unsent, {seconds:.0f} s); {rounds} rounds.\n\n"
    head = ("page", "requests", "p50, ms", "p95, ms", f"p95 ≤ {AIM} ms", "slowest, ms", "processor, ms", "KB",
            "p95 on PostgreSQL, ms")  # fmt: skip
    return said + table(head, [_row(name, each, post.get(name)) for name, each in lite.items()])


def settings_in(folder: Path) -> Settings:
    return Settings(
        root=PROJECT,
        database_url=f"sqlite:///{folder / 'site.sqlite3'}",
        secret_key="only for measuring",  # noqa: S106
        public_url="http://127.0.0.1",
        rules=PROJECT / "rules",
        checklists=PROJECT / "checklists",
        templates=PROJECT / "templates",
    )


def _fill(settings: Settings, stored: int, distinct: int, rounds: int) -> float:
    say(f"site: storing {stored:,} self-checks")
    office, before = open_office(settings), time.perf_counter()
    stock = lay_in(office, distinct, rounds)
    seconds = time.perf_counter() - before
    copy_up_to(office.store.engine, stored)
    office.store.close()
    stock.write(_stock_of(settings))
    return seconds


def _stock_of(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///")).with_name("stock.json")


def walked(database_url: str, folder: Path, rounds: int, walk: str = "benchmarks.site.walk") -> dict[str, Taken]:
    """What the module `walk` measured, by page, in the order of the walk, from the folder's stock.json."""
    output = folder / "rows.json"
    with running_site(database_url, folder / "site.log") as running:
        say(f"  walking, {database_url.split(':')[0]}")
        command = [sys.executable, "-m", walk, running.address, str(running.process)]
        command += [str(folder / "stock.json"), str(rounds), str(output)]
        subprocess.run(command, check=True)  # noqa: S603
    return gathered(json.loads(output.read_text("utf-8")))


def gathered(rows: Iterable[tuple[str, float, float, int]]) -> dict[str, Taken]:
    """The requests by page: name, milliseconds by the clock and of processors, bytes."""
    by_page: dict[str, list[tuple[float, float, int]]] = {}
    for name, *taken in rows:
        by_page.setdefault(name, []).append(tuple(taken))
    return {name: Taken(*zip(*each, strict=True)) for name, each in by_page.items()}


def _on_postgres(settings: Settings, folder: Path, rounds: int) -> Mapping[str, Taken]:
    try:
        with running_postgres() as url:
            taken_over(settings.database_url, url)
            return walked(url, folder, rounds)
    except PostgresUnavailable as error:
        say(f"  without PostgreSQL: {error}")
        return {}


def taken_over(source: str, target: str) -> None:
    """Has the empty database `target` hold what the other one does."""
    old, new = Store(source), Store(target)
    new.migrate()
    take_over(old.engine, new.engine)
    for each in (old, new):
        each.close()


def _row(name: str, taken: Taken, on_postgres: Taken | None) -> tuple[object, ...]:
    return (
        name,
        len(taken.clock),
        f"{median(taken.clock):.0f}",
        f"{taken.p95:.0f}",
        "yes" if taken.p95 <= AIM else "**no**",
        f"{max(taken.clock):.0f}",
        f"{median(taken.processor):.0f}",
        f"{median(taken.size) / 1000:.0f}",
        f"{on_postgres.p95:.0f}" if on_postgres else "–",
    )
