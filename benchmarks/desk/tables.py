"""The table: how long each page of the desk takes on SQLite and, where it is installed, on PostgreSQL."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from sqlalchemy import text

from benchmarks.desk.places import LEFT_OUT, Page, asking, pages
from benchmarks.desk.stock import CHECKS, ENTERPRISES, MATTERS, lay_in
from benchmarks.site.tables import AIM, Taken, settings_in, taken_over, walked
from benchmarks.timing import say, table
from compliance.services.demo.people import Person
from compliance.services.office import open_office
from compliance.settings import Settings
from compliance.store.database import Store
from compliance.web import create_web
from compliance.web.desk import PREFIX
from tests.postgres import PostgresUnavailable, running_postgres

ROUNDS = 60
_PERCENTILES = (50, 95, 99)


def desk(folder: Path, rounds: int = ROUNDS, checks: int = CHECKS, matters: int = MATTERS) -> str:
    """Fills a database, serves it, and has each page of the desk asked for."""
    settings = settings_in(folder)
    said = _fill(settings, folder, rounds, checks, matters)
    lite = _walked(settings.database_url, folder, rounds)
    return said + _table(lite, _on_postgres(settings, folder, rounds))


def _fill(settings: Settings, folder: Path, rounds: int, checks: int, matters: int) -> str:
    say(f"desk: storing {matters:,} matters and {checks:,} self-checks")
    office, before = open_office(settings), time.perf_counter()
    people = lay_in(office, checks=checks, matters=matters)
    seconds = time.perf_counter() - before
    found = list(pages(create_web(office), office, people, rounds))
    office.store.close()
    _write(folder / "stock.json", people, found)
    size = Path(settings.database_url.removeprefix("sqlite:///")).stat().st_size
    said = f"{matters:,} matters, {checks:,} self-checks, {ENTERPRISES:,} enterprises ({size / 1e9:.1f} GB, filled in "
    said += f"{seconds:.0f} s); {rounds} rounds over {len(found)} pages. Left out: "
    return said + "; ".join(f"{page} ({why})" for page, why in LEFT_OUT.items()) + ".\n\n"


def _write(path: Path, people: Sequence[Person], found: Sequence[Page]) -> None:
    stock = {"people": list(map(asdict, asking(people))), "pages": list(map(asdict, found))}
    path.write_text(json.dumps(stock), "utf-8")


def _walked(database_url: str, folder: Path, rounds: int) -> dict[str, Taken]:
    return walked(database_url, folder, rounds, "benchmarks.desk.walk")


def _on_postgres(settings: Settings, folder: Path, rounds: int) -> Mapping[str, Taken]:
    try:
        with running_postgres() as url:
            taken_over(settings.database_url, url)
            _analyze(url)
            return _walked(url, folder, rounds)
    except PostgresUnavailable as error:
        say(f"  without PostgreSQL: {error}")
        return {}


def _analyze(url: str) -> None:
    """Counts the tables' rows, as the server does by itself within a minute or so."""
    store = Store(url)
    with store.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    store.close()


def _table(lite: Mapping[str, Taken], post: Mapping[str, Taken]) -> str:
    columns = [f"{each}, ms" for each in (*(f"SQLite p{percent}" for percent in _PERCENTILES),
                                         *(f"PostgreSQL p{percent}" for percent in _PERCENTILES))]  # fmt: skip
    head = ("page", "requests", *columns, "processor, ms", "KB", f"p95 ≤ {AIM} ms on both")
    return table(head, [_row(name, each, post.get(name)) for name, each in lite.items() if name.startswith(PREFIX)])


def _row(name: str, lite: Taken, post: Taken | None) -> tuple[object, ...]:
    both = [each for each in (lite, post) if each]
    times = [f"{each.percentile(percent):.0f}" for each in both for percent in _PERCENTILES]
    missing = ["–"] * (2 * len(_PERCENTILES) - len(times))
    kept = "yes" if all(each.p95 <= AIM for each in both) else "**no**"
    return (
        f"`{name}`",
        len(lite.clock),
        *times,
        *missing,
        " / ".join(f"{median(each.processor):.0f}" for each in both),
        f"{sorted(lite.size)[len(lite.size) // 2] / 1000:.0f}",
        kept,
    )
