"""Which pages the desk has, and what stands in their addresses: taken from the app, so that none is left out."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from werkzeug.routing import Rule

from compliance.services.demo.enterprises import credit_code
from compliance.services.demo.people import Person
from compliance.services.office import Office
from compliance.store.tables.checks import EvidenceRow, VisitRow
from compliance.store.tables.matters import MatterRow
from compliance.store.tables.walks import WalkPhotoRow
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import ANYBODY

LEFT_OUT = {
    "/desk/oidc": "leads to a provider of single sign-on",
    "/desk/oidc/back": "a provider of single sign-on leads here",
    "/desk/matters/<number>/papers/<paper>.pdf": "makes a paper, as «documents» measures it",
    "/desk/matters/<number>/drafts/<kind>.<any(docx, xlsx):suffix>": "makes a paper, as «documents» measures it",
    "/desk/papers/<id>": "looks at a folder of files, not at the database",
    "/desk/papers/<id>/all.<any(zip, pdf):suffix>": "sends a file that lies in a folder",
    "/desk/packs/<path:pack>": "tells of one rule file, however many matters there are",
    "/desk/packs/<path:pack>/items/<path:item>": "tells of one item of one rule file, however many matters there are",
    "/desk/rule-search.<any(csv, xlsx):suffix>": "makes a table of rules, however many matters there are",
    "/desk/rule-drafts/<draft>": "checks one rule file, however many matters there are",
    "/desk/statutes/<name>": "tells of one law, however many matters there are",
    "/desk/rule-tables/packs/<path:pack>.xlsx": "makes a table of one rule file",
    "/desk/rule-tables/drafts/<draft>.xlsx": "makes a table of one rule file",
    "/desk/rule-drafts/<draft>/report": "looks at a folder of files; making the report is measured as «replay»",
    "/desk/rule-drafts/<draft>/report/<kind>": "reads a page of a file, and whose these cases are in two statements",
    "/desk/rule-drafts/<draft>/report/<kind>/<int:place>": "decides one case again",
    "/desk/rule-drafts/<draft>/items": "reads one rule file, however many matters there are",
    "/desk/rule-drafts/<draft>/items/<path:item>": "checks one rule file, however many matters there are",
    "/desk/rule-drafts/<draft>/state": "tells of one draft",
    "/desk/rule-drafts/<draft>/words": "tells of the rules' language, not of the database",
    "/desk/paper.css": "a style sheet",
}
"""Pages that aren't walked through, and why."""
ORDER = ("reviewer", "officer", "legal", "admin")
"""As whom a page is asked for: the first of these who may."""
MORE: Mapping[str, tuple[str, ...]] = {
    "/desk/": ("?page=2",),
    "/desk/follow-ups": ("?page=2",),
    "/desk/credit-repair": ("?page=2",),
    "/desk/differing": ("?page=2",),
    "/desk/history": ("?q=面馆", "?q=没有这样的", f"?code={credit_code(0)}"),
    "/desk/rule-search": ("?q=招牌", "?law=行政处罚法&drafts=1"),
    "/desk/matters": (
        "?state=all",
        "?state=all&page=100",
        "?state=closed&page=2",
        "?state=all&q=面馆",
        "?state=all&q=示范镇 春风",
        "?state=all&q=没有这样的",
        "?late=1",
        "?mine=1",
        "?offered=1",
        "?age=30&urgency=urgent&town=样板镇",
    ),
}
"""What else a page can be asked for with, behind its address."""
_TRIED = 200
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

Values = Callable[[Connection, Person], Sequence[Mapping[str, Any]]]


class Unfillable(Exception):
    """A page of the desk that the benchmark doesn't know how to ask for: say so in places.py."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page with addresses at which it was found to answer, and the login name of who asks for it."""

    name: str
    who: str
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


def _walk_photos(connection: Connection, who: Person) -> Sequence[Mapping[str, Any]]:
    query = select(WalkPhotoRow.matter, WalkPhotoRow.id).join(MatterRow, MatterRow.number == WalkPhotoRow.matter)
    own = query.where(MatterRow.department == who.department, WalkPhotoRow.content.is_not(None))
    return _sample({"number": number, "id": id} for number, id in connection.execute(own))


def _accounts(connection: Connection, who: Person) -> Sequence[Mapping[str, Any]]:
    return [{"name": who.name}]


PLACES: Mapping[str, Values] = {
    "/desk/matters/<number>": _matters,
    "/desk/matters/<number>/walk/photos/<id>": _walk_photos,
    "/desk/visits/<number>": _visits,
    "/desk/visits/<number>/evidence/<id>": _evidence,
    "/desk/accounts/<name>": _accounts,
}
"""What can stand in an address, by how it begins; the longest that fits counts."""


def pages(site: Flask, office: Office, people: Sequence[Person], want: int) -> Iterator[Page]:
    """Each page of the desk with up to `want` addresses; raises Unfillable for one that can't be asked for."""
    clients = {who.name: signed_in(site, who) for who in asking(people)}
    for rule in desk_rules(site):
        for place, who in enumerate(those_who_may(site, rule, people)):
            with office.store.engine.connect() as connection:
                values = filling(rule)(connection, who)
            addresses = tuple(_answering(clients[who.name], site, rule, values, want))
            for more in ("", *MORE.get(rule.rule, ())):
                name = f"{rule.rule}{more}" + ("（各部门）" if place else "")
                yield Page(name, who.name, tuple(f"{each}{quote(more, '?&=')}" for each in addresses))


def asking(people: Sequence[Person]) -> tuple[Person, ...]:
    """One of each role, with a department where that role has any; and a reviewer of all departments at the end."""
    found = {each.role: each for each in people if each.department or each.role == "admin"}
    return (*(found[role] for role in ORDER), next(each for each in people if _of_all(each)))


def those_who_may(site: Flask, rule: Rule, people: Sequence[Person]) -> Iterator[Person]:
    """The first in ORDER who may, and of lists also who sees those of all departments."""
    may = getattr(site.view_functions[rule.endpoint], "roles", frozenset())
    *first, leader = (each for each in asking(people) if each.role in may or ANYBODY in may)
    yield from first[:1] or [leader]
    if first and _of_all(leader) and not rule.arguments and ANYBODY not in may:
        yield leader


def _of_all(who: Person) -> bool:
    return who.role == "reviewer" and not who.department


def desk_rules(site: Flask) -> Iterator[Rule]:
    """What can be read at the desk, by address."""
    for rule in sorted(site.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.rule.startswith(f"{PREFIX}/") and "GET" in (rule.methods or ()) and rule.rule not in LEFT_OUT:
            yield rule


def filling(rule: Rule) -> Values:
    """What gives values for the rule's arguments; raises Unfillable."""
    asked = rule.arguments - (rule.defaults or {}).keys()
    if not asked:
        return lambda connection, who: [rule.defaults or {}]
    known = [each for each in PLACES if rule.rule == each or rule.rule.startswith(f"{each}/")]
    longest = max(known, key=len, default="")
    if set(re.findall(r"<(?:[^:>]+:)?(\w+)>", longest)) != asked:
        raise Unfillable(f"{rule.rule}: nothing in PLACES says what can stand in its address")
    return PLACES[longest]


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
        with client.get(address, base_url=_base(site)) as answer:
            status = answer.status_code
        if status == 200:
            found += 1
            yield address
        else:
            said.append(f"{status} {address}")
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
