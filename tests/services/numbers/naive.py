"""The same numbers as the database counts, counted by going through plain values one by one."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from compliance.services.matters.people import Officer
from compliance.services.numbers.counting import Asked
from compliance.services.office import BEIJING
from compliance.store.records.matters import RulingRecord
from tests.packs import TODAY
from tests.services.numbers.worlds import Made, Past, World

INTO = {
    "take": "found", "assign": "assigned", "order": "rectifying", "report": "evaluating", "send_back": "rectifying",
    "refer": "referred", "come_back": "assigned", "close": "closed", "reopen": "assigned",
}  # fmt: skip
WORST_FIRST = ["overdue", "late", "running", "referred", "undated", "in_time"]


class Stay(NamedTuple):
    state: str
    since: datetime
    due: date | None
    until: datetime | None
    left_for: str | None


def month_of(moment: datetime) -> str:
    here = moment.astimezone(BEIJING)
    return f"{here.year}-{here.month:02}"


def day_of(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()


def stays(made: Made) -> list[Stay]:
    found: list[Stay] = []
    for step in made.steps:
        state = INTO.get(step.deed)
        if state and not (found and found[-1].state == state):
            if found:
                found[-1] = found[-1]._replace(until=step.at, left_for=state)
            found.append(Stay(state, step.at, step.due, None, None))
    return found


def seen(world: World, officer: Officer, asked: Asked) -> list[Made]:
    """Those that the officer may see, narrowed as asked."""
    return [
        made
        for made in world.matters
        if officer.department in ("", made.record.department, made.record.offered_to)
        and officer.town in ("", made.record.town)
        and asked.department in ("", made.record.department)
        and asked.town in ("", made.record.town)
        and (not asked.pack or any(each.pack == asked.pack for each in made.record.items))
    ]


def violations(
    world: World, made: list[Made], asked: Asked, months: list[str]
) -> Iterator[tuple[Made, str, RulingRecord, bool]]:
    """Each with the month of the decision and whether it is repeated."""
    for each in made:
        for past in each.decisions[-1:]:
            month = month_of(next(step.at for step in each.steps if step.number == past.step))
            for ruling in past.rulings:
                if ruling.verdict and month in months and asked.pack in ("", ruling.pack):
                    yield each, month, ruling, earlier(world, each, past, ruling.item)


def earlier(world: World, made: Made, past: Past, item: str) -> bool:
    """Whether anything on record of the same enterprise and item is older than the act."""
    known = list(world.imported)
    for other in world.matters:
        for last in other.decisions[-1:]:
            known += [(other.record.credit_code, each.item, last.acted_on) for each in last.rulings if each.verdict]
    code = made.record.credit_code
    return any(code and (code, item) == (whose, what) and day < past.acted_on for whose, what, day in known)


def by_everything(world: World, made: list[Made], asked: Asked, months: list[str]) -> dict[tuple[str, str], Any]:
    """Violations and the matters that they are in, by what and which."""
    count: Counter[tuple[str, str]] = Counter()
    numbers: dict[tuple[str, str], set[str]] = {}
    for each, month, ruling, _ in violations(world, made, asked, months):
        keys = [
            ("all", ""), ("department", each.record.department), ("town", each.record.town),
            ("month", str(months.index(month))), ("computed", ruling.computed or ""), ("verdict", ruling.verdict or ""),
        ]  # fmt: skip
        for key in [*keys, ("departs", "")] if ruling.verdict != ruling.computed else keys:
            count[key] += 1
            numbers.setdefault(key, set()).add(each.record.number)
    return {key: (count[key], len(numbers[key])) for key in count}


def by_item(world: World, made: list[Made], asked: Asked, months: list[str]) -> dict[tuple[str, int], Any]:
    """Violations and how many of them are repeated, by item and month."""
    found: dict[tuple[str, int], list[bool]] = {}
    for _, month, ruling, repeated in violations(world, made, asked, months):
        found.setdefault((ruling.item, months.index(month)), []).append(repeated)
    return {key: (len(each), sum(each)) for key, each in found.items()}


def mended(made: list[Made], months: list[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in made:
        came_to = [
            _outcome(stay) for stay in stays(each) if stay.state == "rectifying" and month_of(stay.since) in months
        ]
        if came_to:
            found[min(came_to, key=WORST_FIRST.index)] += 1
    return found


def _outcome(stay: Stay) -> str:
    if stay.due is None:
        return "undated"
    if stay.until is None:
        return "overdue" if stay.due < TODAY else "running"
    if stay.left_for == "referred":
        return "referred"
    return "late" if day_of(stay.until) > stay.due else "in_time"


def closed(made: list[Made], months: list[str]) -> list[Made]:
    """Closed in these months, and still so."""
    return [each for each in made if stays(each)[-1].state == "closed" and month_of(stays(each)[-1].since) in months]


def lasted(made: list[Made], months: list[str]) -> Counter[tuple[str, int]]:
    found: Counter[tuple[str, int]] = Counter()
    for each in closed(made, months):
        days: dict[str, int] = {}
        for stay in stays(each):
            if stay.until:
                days[stay.state] = days.get(stay.state, 0) + (day_of(stay.until) - day_of(stay.since)).days
        found.update(days.items())
    return found


def standing(made: list[Made]) -> dict[str, tuple[int, int]]:
    found: dict[str, list[bool]] = {}
    for each in made:
        last = stays(each)[-1]
        found.setdefault(last.state, []).append(last.due is not None and last.due < TODAY)
    return {state: (len(late), sum(late)) for state, late in found.items()}


def visits(world: World, made: list[Made], officer: Officer, asked: Asked, months: list[str]) -> Counter[Any]:
    """By status and rating."""
    narrow = officer.town or asked.town or asked.pack
    begun = {each.record.visit for each in made}
    wanted = {officer.department, asked.department} - {""}
    return Counter(
        (each.status, each.rating)
        for each in world.visits
        if month_of(each.requested_at) in months
        and each.status != "cancelled"
        and wanted <= {name for named in each.departments for name in named.split("、")}
        and (not narrow or each.number in begun)
    )


def begun_by_visits(world: World, made: list[Made], months: list[str]) -> Counter[int | None]:
    """Matters by the ratings of the visits that they began with."""
    counted = {
        each.number: each
        for each in world.visits
        if each.status != "cancelled" and month_of(each.requested_at) in months
    }
    return Counter(counted[each.record.visit].rating for each in made if each.record.visit in counted)
