"""Filling the made-up town: months of work in the order of time, up to the moment that the office's clock shows."""

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from compliance.rulepacks.workflow import MatterDeed
from compliance.services.demo import fates
from compliance.services.demo.enterprises import enterprise
from compliance.services.demo.lawmaking import change_rules
from compliance.services.demo.people import DEMO, Person, crews, hire
from compliance.services.demo.playing import Clock, Story, after, play
from compliance.services.demo.stories import found_on_site, self_check, visited
from compliance.services.demo.town import Case, Town, cases_in
from compliance.services.history.importing import COLUMNS, import_history
from compliance.services.office import Office

_OUTCOMES = ("责令改正", "警告", "罚款500元", "不予行政处罚")
_VISITS = ("requested", "planned", "done", "done", "done", "cancelled")
_DEPARTS = 4  # of so many matters one is decided otherwise than computed
_MENDED = 3  # of so many self-checks one is done again
_WAITS = 16  # days at most that what isn't at its end has waited since its last deed
_DAYS_A_WORKING_DAY = 1.6
_VISIT_TAKES = 5  # working days, from being asked for until it is rated


@dataclass(frozen=True, slots=True)
class Size:
    """How much happens in the town: self-checks that go no further, visits asked for, matters that officers find,
    earlier violations, different cases among all of them, papers on matters; over so many days."""

    checks: int = 60
    visits: int = 36
    found: int = 64
    past: int = 40
    cases: int = 24
    papers: int = 8
    days: int = 150


NORMAL = Size()


def fill(
    office: Office, size: Size = NORMAL, seed: int = 1, tell: Callable[[int, int], None] = lambda done, of: None
) -> tuple[Person, ...]:
    """Fills the office's empty database, and gives who may sign in, with passwords that are told this once.

    The same seed and day give the same, but for passwords and whatever must not be guessed. `tell` is told how many
    stories are through, of how many.
    """
    chance = random.Random(f"demo {seed}")  # noqa: S311  nothing secret
    clock = Clock(end := office.now())
    begin = end - timedelta(size.days)
    clock.now = after(begin, 1, chance)
    there = replace(office, now=clock)
    people = hire(there)
    town = Town(there, crews(people), chance, papers=size.papers)
    town.cases = cases_in(town, size.cases, there.today())
    _import_past(town, size.past)
    first, clock.now = clock.now, end
    play(clock, _stories(town, size, first, end), chance, tell)
    change_rules(town, people)
    return people


def _import_past(town: Town, count: int) -> None:
    """Earlier violations of the first enterprises, as a table that somebody brings."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "past.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *_past_rows(town, count)])
        import_history(town.office, DEMO, path)


def _past_rows(town: Town, count: int) -> Iterator[tuple[object, ...]]:
    today = town.office.today()
    for number in range(count):
        who, item = enterprise(number // 2), town.chance.choice(town.chance.choice(town.cases).items)
        day = today - timedelta(town.chance.randint(20, 900))
        outcome = town.chance.choice(_OUTCOMES)
        yield who.credit_code, who.name, item, day.isoformat(), outcome, f"演示罚〔{day.year}〕{number + 1}号"


def _stories(town: Town, size: Size, begin: datetime, end: datetime) -> Iterator[tuple[datetime, Story]]:
    for number in range(size.checks):
        better = _case(town, number) if number % _MENDED == 0 else None
        yield _some_time(town, begin, end), self_check(town, _case(town, number), better)
    for number in range(size.visits):
        until = _VISITS[number % len(_VISITS)]
        fate = _fate(number // 2) if until == "done" else None
        story = visited(town, _case(town, number), fate, until, depart=number % _DEPARTS == 0)
        yield _beginning(town, fate, begin, end, before=_VISIT_TAKES), story
    for number in range(size.found):
        fate = _fate(number)
        story = found_on_site(town, _case(town, number), fate, depart=number % _DEPARTS == 0)
        yield _beginning(town, fate, begin, end), story


def _case(town: Town, number: int) -> Case:
    return town.cases[number % len(town.cases)]


def _fate(number: int) -> tuple[MatterDeed, ...]:
    kinds = fates.UNDER_WAY if number % 2 else fates.ENDED
    return kinds[number // 2 % len(kinds)]


def _beginning(
    town: Town, fate: Sequence[MatterDeed] | None, begin: datetime, end: datetime, before: int = 0
) -> datetime:
    """Late enough for what is under way to have waited for some days only, early enough for it to get there.

    `before`: working days until the matter's first deed.
    """
    if fate in fates.ENDED:
        return _some_time(town, begin, end)
    working = before + sum(fates.TAKES[deed][1] for deed in fate or ())
    return max(begin, end - timedelta(working * _DAYS_A_WORKING_DAY + town.chance.random() * _WAITS))


def _some_time(town: Town, begin: datetime, end: datetime) -> datetime:
    return begin + (end - begin) * town.chance.random()
