"""What the desk is measured with: rows copied with all that hangs on them, and addresses for every page there is."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, func, select, text

from benchmarks.desk import places
from benchmarks.desk.places import LEFT_OUT, PLACES, Page, Unfillable, desk_rules, filling, pages
from benchmarks.desk.stock import ENTERPRISES, lay_in
from compliance.services.demo.filling import Size
from compliance.services.demo.people import Person
from compliance.services.matters.deciding import read_decisions
from compliance.services.matters.reading import all_matters, read_matter
from compliance.services.office import Office, open_office
from compliance.store.matters import Wanted
from compliance.store.tables.checks import SelfCheckRow, VisitRow
from compliance.store.tables.history import PastViolationRow
from compliance.store.tables.matters import MatterRow
from compliance.web import create_web
from compliance.web.desk import PREFIX
from tests.auditing import SYSTEM
from tests.services.demo.towns import town_settings

CHECKS, MATTERS = 60, 90
DISTINCT = Size(checks=4, visits=12, found=20, past=4, cases=4, days=120)

Stock = tuple[Office, list[Person]]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    """An office with some tens of matters, most of them copies, and who may sign in."""
    office = open_office(town_settings(tmp_path_factory.mktemp("desk")))
    yield office, lay_in(office, DISTINCT, CHECKS, MATTERS)
    office.store.close()


@pytest.fixture
def site(stock: Stock) -> Flask:
    return create_web(stock[0])


def test_there_is_as_much_as_was_wanted(stock: Stock) -> None:
    office, _ = stock
    with office.store.engine.connect() as connection:
        assert _count(connection, MatterRow) == MATTERS
        assert _count(connection, SelfCheckRow) == CHECKS
        assert _count(connection, PastViolationRow) > ENTERPRISES
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        taken = connection.scalars(select(MatterRow.visit).where(MatterRow.visit.is_not(None))).all()
        assert set(taken) <= set(connection.scalars(select(VisitRow.number)))


def test_a_copied_matter_can_be_read_with_its_steps_and_decisions(stock: Stock) -> None:
    office, people = stock
    reviewers = {each.department: each.officer for each in people if each.role == "reviewer"}
    decided = 0
    for each in all_matters(office, SYSTEM, Wanted(), most=MATTERS):
        read_matter(office, reviewers[each.department], each.number)
        decided += len(read_decisions(office, reviewers[each.department], each.number))
    assert decided > MATTERS / 3


def test_every_page_of_the_desk_is_asked_for_or_left_out_with_a_reason(stock: Stock, site: Flask) -> None:
    office, people = stock
    found = list(pages(site, office, people, want=2))

    rules = {rule.rule for rule in site.url_map.iter_rules() if "GET" in (rule.methods or ())}
    asked = {re.split("[?（]", page.name)[0] for page in found} | set(LEFT_OUT)
    assert asked == {each for each in rules if each.startswith(f"{PREFIX}/")}
    assert all(isinstance(page, Page) and page.addresses for page in found)


def test_a_page_with_an_address_that_nobody_can_fill_is_named(
    stock: Stock, site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "PLACES", {at: how for at, how in PLACES.items() if "<name>" not in at})

    with pytest.raises(Unfillable, match="/desk/accounts/<name>"):
        list(map(filling, desk_rules(site)))


def test_a_page_that_is_at_none_of_its_addresses_is_named(
    stock: Stock, site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, people = stock
    monkeypatch.setattr(places, "PLACES", {**PLACES, "/desk/visits/<number>": lambda *_: [{"number": "无"}]})

    with pytest.raises(Unfillable, match="/desk/visits/<number> is at none of 1 addresses: 404"):
        list(pages(site, office, people, want=2))


def _count(connection: Connection, table: type) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
