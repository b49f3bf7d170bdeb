"""Which pages the desk has, and what stands in their addresses: taken from the app, so that none is left out."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from werkzeug.routing import Rule

from compliance.services.demo.people import Person
from compliance.services.office import Office
from compliance.store.tables import EvidenceRow, MatterRow, VisitRow
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import ANYBODY

LEFT_OUT = {
    "/desk/oidc": "leads to a provider of single sign-on",
    "/desk/oidc/back": "a provider of single sign-on leads here",
}
"""Pages that aren't walked through, and why."""
ORDER = ("reviewer", "officer", "legal", "admin")
"""As whom a page is asked for: the first who may."""
MORE: Mapping[str, tuple[str, ...]] = {}
"""What else a page can be asked for with, behind its address."""
_TRIED = 200
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

Values = Callable[[Connection, Person], Sequence[Mapping[str, Any]]]


class Unfillable(Exception):
    """A page of the desk that the benchmark doesn't know how to ask for: say so in places.py."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page with addresses at which it was found to answer, and who asks for it."""

    name: str
    role: str
    addresses: tuple[str, ...]


def _matters(connection: Connection, who: Person) -> Sequence[Mapping[str, Any]]:
    query = select(MatterRow.number).where(MatterRow.department == who.department)
    if who.town:
        query = query.where(MatterRow.town == who.town)
    return _sample({"number": number} for number in connection.scalars(query))


def _visits(connection: Connection, who: Person) -> Sequence[Mapping[str, Any]]:
    query = select(VisitRow.number).where(VisitRow.departments.contains(who.department), VisitRow.status != "cancelled")
    return _sample({"number": number} for number in connection.scalars(query))


def _evidence(connection: Connection, who: Person) -> Sequence[Mapping[str, Any]]:
    query = select(VisitRow.number, EvidenceRow.id).join(EvidenceRow, EvidenceRow.self_check == VisitRow.self_check)
    open_ = query.where(VisitRow.departments.contains(who.department), VisitRow.status != "cancelled")
    return _sample({"number": number, "id": id} for number, id in connection.execute(open_))


def _accounts(connection: Connection, who: Person) -> Sequence[Mapping[str, Any]]:
    return [{"name": who.name}]


PLACES: Mapping[str, Values] = {
    "/desk/matters/<number>": _matters,
    "/desk/visits/<number>": _visits,
    "/desk/visits/<number>/evidence/<id>": _evidence,
    "/desk/accounts/<name>": _accounts,
}
"""What can stand in an address, by how it begins; the longest that fits counts."""


def pages(site: Flask, office: Office, people: Sequence[Person], want: int) -> Iterator[Page]:
    """Each page of the desk with up to `want` addresses; raises Unfillable for one that can't be asked for."""
    by_role = asking(people)
    clients = {role: signed_in(site, who) for role, who in by_role.items()}
    for rule in desk_rules(site):
        role = role_for(site, rule)
        with office.store.engine.connect() as connection:
            values = filling(rule)(connection, by_role[role])
        addresses = tuple(_answering(clients[role], site, rule, values, want))
        for more in ("", *MORE.get(rule.rule, ())):
            yield Page(rule.rule + more, role, tuple(f"{each}{more}" for each in addresses))


def asking(people: Sequence[Person]) -> dict[str, Person]:
    """One of each role, with a department where that role has any."""
    return {each.role: each for each in people if each.department or each.role == "admin"}


def desk_rules(site: Flask) -> Iterator[Rule]:
    """What can be read at the desk, by address."""
    for rule in sorted(site.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.rule.startswith(f"{PREFIX}/") and "GET" in (rule.methods or ()) and rule.rule not in LEFT_OUT:
            yield rule


def filling(rule: Rule) -> Values:
    """What gives values for the rule's arguments; raises Unfillable."""
    if not rule.arguments:
        return lambda connection, who: [{}]
    known = [each for each in PLACES if rule.rule == each or rule.rule.startswith(f"{each}/")]
    longest = max(known, key=len, default="")
    if set(re.findall(r"<(?:[^:>]+:)?(\w+)>", longest)) != rule.arguments:
        raise Unfillable(f"{rule.rule}: nothing in PLACES says what can stand in its address")
    return PLACES[longest]


def role_for(site: Flask, rule: Rule) -> str:
    may = getattr(site.view_functions[rule.endpoint], "roles", frozenset())
    return next(role for role in ORDER if role in may or ANYBODY in may)


def signed_in(site: Flask, who: Person) -> FlaskClient:
    client = site.test_client()
    token = _TOKEN.search(client.get(f"{PREFIX}/login", base_url=_base(site)).text)
    assert token
    said = {"name": who.name, "password": who.password, "csrf_token": token[1]}
    answer = client.post(f"{PREFIX}/login", data=said, base_url=_base(site))
    assert answer.status_code == 303, answer.text
    return client


def _answering(
    client: FlaskClient, site: Flask, rule: Rule, values: Sequence[Mapping[str, Any]], want: int
) -> Iterator[str]:
    """Addresses at which the page is there; raises Unfillable where it is at none."""
    adapter, said, found = site.url_map.bind(""), list[str](), 0
    for each in values:
        address = adapter.build(rule.endpoint, dict(each))
        answer = client.get(address, base_url=_base(site))
        if answer.status_code == 200:
            found += 1
            yield address
        else:
            said.append(f"{answer.status_code} {address}")
        if found == want:
            return
    if not found:
        raise Unfillable(f"{rule.rule} is at none of {len(values)} addresses: {'; '.join(said[:5])}")


def _base(site: Flask) -> str:
    with site.app_context():
        return the_office().settings.public_url


def _sample(values: Iterator[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    there = list(values)
    return random.Random("places").sample(there, min(_TRIED, len(there)))  # noqa: S311
