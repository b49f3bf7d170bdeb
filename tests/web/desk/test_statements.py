"""How many statements each list of the desk sends to the database: as many for a hundred rows as for ten."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from benchmarks.desk.copies import copied, read, write
from benchmarks.desk.places import MORE, asking, desk_rules, signed_in
from compliance.services.demo.enterprises import enterprise
from compliance.services.demo.filling import Size, fill
from compliance.services.demo.people import Person
from compliance.services.office import Office, open_office
from compliance.store.tables.checks import SelfCheckRow
from compliance.store.tables.matters import MatterRow
from compliance.web import create_web
from compliance.web.desk.roles import ANYBODY
from tests.conftest import NOW
from tests.services.demo.towns import town_settings

FEW = Size(checks=2, visits=12, found=14, past=4, cases=4, days=120)
TIMES = 8
MANY_ACCOUNTS = 80
LISTS = {
    "/desk/",
    "/desk/accounts",
    "/desk/matters",
    "/desk/matters?state=all",
    "/desk/follow-ups",
    "/desk/credit-repair",
}
"""Pages that must be longer with more rows, so that this tests something; others may be no lists at all."""


@dataclass(frozen=True)
class Asked:
    """What a page took: the statements in order, and how many bytes came."""

    statements: tuple[str, ...]
    size: int


Took = dict[tuple[str, str], Asked]


@pytest.fixture(scope="module")
def took(tmp_path_factory: pytest.TempPathFactory) -> tuple[Took, Took]:
    """What each list took with few rows, and with many."""
    office = _office(tmp_path_factory.mktemp("statements"))
    people = fill(office, FEW)
    few = _walked(office, people)
    _multiply(office)
    many = _walked(office, people)
    office.store.close()
    return few, many


def _office(folder: Path) -> Office:
    return replace(open_office(town_settings(folder)), now=lambda: NOW)


def _multiply(office: Office) -> None:
    """Everything that hangs on a matter or a self-check many times over, and as many accounts."""
    with office.store.engine.begin() as connection:
        originals = [read(connection, "matters", key) for key in connection.scalars(_found_on_site())]
        originals += [read(connection, "self_checks", key) for key in connection.scalars(_self_checks())]
        places = range(TIMES * len(originals))
        write(connection, (copied(originals[each % len(originals)], enterprise(each)) for each in places))
    with office.store.writing() as records:
        account = next(each for each in records.accounts.all() if each.role == "officer")
        for number in range(MANY_ACCOUNTS):
            records.accounts.add(replace(account, name=f"one-of-many-{number}"))


def _found_on_site() -> object:
    return select(MatterRow.number).where(MatterRow.visit.is_(None))


def _self_checks() -> object:
    return select(SelfCheckRow.token_sha256)


def _walked(office: Office, people: tuple[Person, ...]) -> Took:
    site = create_web(office)
    clients = {who.name: (who.role, signed_in(site, who)) for who in asking(people)}
    return {
        (address, name): _asked(office, client, address)
        for rule in desk_rules(site)
        if not rule.arguments
        for address in (rule.rule, *(f"{rule.rule}{more}" for more in MORE.get(rule.rule, ())))
        for name, (role, client) in clients.items()
        if {role, ANYBODY} & site.view_functions[rule.endpoint].roles
    }


def _asked(office: Office, client: FlaskClient, address: str) -> Asked:
    sent: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        sent.append(statement)

    event.listen(office.store.engine, "before_cursor_execute", note)
    with client.get(address) as answer:
        event.remove(office.store.engine, "before_cursor_execute", note)
        assert answer.status_code == 200, address
        return Asked(tuple(sent), len(answer.data))


def _more(took: tuple[Took, Took]) -> Iterator[tuple[str, str, int, int]]:
    few, many = took
    for page, asked in few.items():
        if len(many[page].statements) > len(asked.statements):
            yield *page, len(asked.statements), len(many[page].statements)


def test_no_list_of_the_desk_takes_more_statements_for_more_rows(took: tuple[Took, Took]) -> None:
    assert list(_more(took)) == []


def test_the_lists_were_longer(took: tuple[Took, Took]) -> None:
    few, many = took
    longer = {address for address, name in few if many[address, name].size > 1.5 * few[address, name].size}
    assert longer >= LISTS


def test_every_page_is_asked_for_and_its_statements_noted(took: tuple[Took, Took]) -> None:
    few, _ = took
    assert {name.rstrip("0123456789") for _, name in few} == {"officer", "reviewer", "legal", "admin", "leader"}
    assert all(asked.statements for (address, _), asked in few.items() if not address.endswith(".js"))
