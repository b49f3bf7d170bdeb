"""A county's worth of matters, visits and self-checks: some hundreds made by the services, the rest copies of these."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from benchmarks.desk.copies import Original, copied, read, write
from benchmarks.timing import say
from compliance.services.demo.enterprises import enterprise
from compliance.services.demo.filling import Size, fill
from compliance.services.demo.people import Person
from compliance.services.office import Office
from compliance.store.tables.checks import SelfCheckRow, VisitRow
from compliance.store.tables.history import PastViolationRow
from compliance.store.tables.matters import MatterRow

ENTERPRISES, CHECKS, MATTERS = 43_776, 50_000, 10_000
DISTINCT = Size(checks=40, visits=90, found=240, past=60, cases=60)
_WITH_VISITS = 0.25  # the share of matters that began with a visit
_DAYS = 900


def lay_in(office: Office, distinct: Size = DISTINCT, checks: int = CHECKS, matters: int = MATTERS) -> list[Person]:
    """Fills the empty database up to so many; gives who may sign in."""
    people = fill(office, distinct)
    say(f"  {distinct.checks + distinct.visits + distinct.found} stories played")
    with office.store.engine.begin() as connection:
        asked, alone, found = _originals(connection)
        there = connection.scalar(select(func.count()).select_from(MatterRow)) or 0
        with_visits = round((matters - there) * _WITH_VISITS)
        write(connection, _copies(asked, with_visits, 1))
        write(connection, _copies(found, matters - there - with_visits, with_visits + 1))
        typed = connection.scalar(select(func.count()).select_from(SelfCheckRow)) or 0
        write(connection, _copies(alone, checks - typed, matters + 1))
        connection.execute(insert(PastViolationRow), list(_past(office, connection)))
    return list(people)


def _originals(connection: Connection) -> tuple[list[Original], list[Original], list[Original]]:
    """Self-checks whose visit became a matter, other self-checks (the smaller half), and matters found on site."""
    taken = select(VisitRow.self_check).join(MatterRow, MatterRow.visit == VisitRow.number)
    asked = [read(connection, "self_checks", key) for key in connection.scalars(taken.distinct())]
    others = select(SelfCheckRow.token_sha256).where(SelfCheckRow.token_sha256.not_in(taken))
    ordered = others.order_by(func.length(SelfCheckRow.entries))
    keys = list(connection.scalars(ordered))
    alone = [read(connection, "self_checks", key) for key in keys[: len(keys) // 2 + 1]]
    numbers = connection.scalars(select(MatterRow.number).where(MatterRow.visit.is_(None)))
    return asked, alone, [read(connection, "matters", number) for number in numbers]


def _copies(originals: list[Original], many: int, first: int) -> Iterator[dict[str, list[dict[str, Any]]]]:
    for number in range(first, first + many):
        yield copied(originals[number % len(originals)], enterprise(number * 7 % ENTERPRISES))


def _past(office: Office, connection: Connection) -> Iterator[dict[str, Any]]:
    """An earlier violation of each enterprise, on top of what was decided on."""
    row = connection.execute(select(PastViolationRow).limit(1)).mappings().one()
    for number in range(ENTERPRISES):
        who, day = enterprise(number), office.today() - timedelta(number % _DAYS + 1)
        changed = {"credit_code": who.credit_code, "enterprise_name": who.name, "violated_on": day}
        yield {**row, **changed, "document": f"演示罚 {number} 号"}
