"""Every route of the site against every method and everybody: who gets what, and nobody gets more."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from compliance.services.office import Office
from compliance.services.roles import ROLES
from compliance.web.limits import LIMITS
from tests.people import PASSWORD, settled
from tests.web.test_security import ROUTES, filled
from tests.web.visitor import Visitor

NOBODY = "nobody"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TO_THE_DOOR, REFUSED, NOT_FOUND, NO_METHOD = "303 /desk/login", "403", "404", "405"
# What those get who may, from a form without fields, where it isn't the page itself or (with a key) nothing.
ANSWERS = {
    ("/", "POST"): "400",  # no list was chosen
    ("/results/<token>", "GET"): "301 /checks",
    ("/resume", "POST"): NOT_FOUND,
    ("/visits", "POST"): NOT_FOUND,
    ("/visits/cancel", "POST"): NOT_FOUND,
    ("/visits/rating", "POST"): NOT_FOUND,
    ("/checks/<token>/delete", "POST"): "303 /deleted",
    ("/laws/<name>", "GET"): NOT_FOUND,
    ("/verify/<path:number>", "GET"): NOT_FOUND,
    ("/verify/<path:number>", "POST"): NOT_FOUND,
    ("/api/v1/packs/<id>", "GET"): NOT_FOUND,
    ("/api/v1/decisions", "POST"): "415",
    ("/api/v1/documents", "POST"): "415",
    ("/api/v1/documents/<number>", "GET"): NOT_FOUND,
    ("/api/v1/documents/<number>/compare", "POST"): "415",
    ("/static/<path:filename>", "GET"): NOT_FOUND,
    ("/bootstrap/static/<path:filename>", "GET"): NOT_FOUND,
    ("/codemirror/<name>", "GET"): NOT_FOUND,
    ("/desk/visits/<number>", "GET"): NOT_FOUND,
    ("/desk/visits/<number>/evidence/<id>", "GET"): NOT_FOUND,
    ("/desk/visits/<number>/plan", "POST"): NOT_FOUND,
    ("/desk/visits/<number>/done", "POST"): NOT_FOUND,
    ("/desk/matters/<number>/walk", "GET"): NOT_FOUND,
    ("/desk/matters/<number>/walk", "POST"): NOT_FOUND,
    ("/desk/matters/<number>/walk/end", "GET"): NOT_FOUND,
    ("/desk/matters/<number>/walk/lists", "GET"): NOT_FOUND,
    ("/desk/matters/<number>/walk/lists", "POST"): NOT_FOUND,
    ("/desk/matters/<number>/walk/photos/<id>", "GET"): NOT_FOUND,
    ("/desk/matters/<number>/walk/state", "GET"): NOT_FOUND,
    ("/desk/matters/<number>/walk/answers", "POST"): "415",
    ("/desk/matters/<number>/walk/photos", "POST"): "400",
    ("/desk/matters/<number>/walk/photos/<id>/remove", "POST"): NOT_FOUND,
    ("/desk/visits/<number>/take", "POST"): NOT_FOUND,
    ("/desk/new-matter", "POST"): REFUSED,  # by an account without a department
    ("/desk/matters/<number>", "GET"): NOT_FOUND,
    ("/desk/matters/<number>/deeds/<deed>", "POST"): NOT_FOUND,
    ("/desk/matters/<number>/decision", "GET"): NOT_FOUND,
    ("/desk/matters/<number>/decision", "POST"): NOT_FOUND,
    ("/desk/matters/<number>/decisions", "GET"): NOT_FOUND,
    ("/desk/history/import", "POST"): "400",
    ("/desk/history/import/confirm", "POST"): "400",
    ("/desk/matters/<number>/papers", "GET"): NOT_FOUND,
    ("/desk/matters/<number>/papers", "POST"): "400",
    ("/desk/matters/<number>/papers/<paper>.pdf", "GET"): NOT_FOUND,
    ("/desk/matters/<number>/papers/<paper>/withdraw", "POST"): NOT_FOUND,
    ("/desk/matters/<number>/drafts/<kind>.<any(docx, xlsx):suffix>", "GET"): "400",
    ("/desk/matters/<number>/follow-ups", "GET"): NOT_FOUND,
    ("/desk/matters/<number>/follow-ups", "POST"): NOT_FOUND,
    ("/desk/matters/<number>/follow-ups/plan", "POST"): NOT_FOUND,
    ("/desk/matters/<number>/credit-repair", "GET"): NOT_FOUND,
    ("/desk/matters/<number>/credit-repair", "POST"): NOT_FOUND,
    ("/desk/papers", "POST"): "403",
    ("/desk/papers/<id>", "GET"): NOT_FOUND,
    ("/desk/papers/<id>/all.<any(zip, pdf):suffix>", "GET"): NOT_FOUND,
    ("/desk/packs/<path:pack>", "GET"): NOT_FOUND,
    ("/desk/packs/<path:pack>/items/<path:item>", "GET"): NOT_FOUND,
    ("/desk/rule-compare", "POST"): "400",
    ("/desk/new-draft", "POST"): NOT_FOUND,
    ("/desk/new-pack", "POST"): "400",
    ("/desk/statutes/<name>", "GET"): NOT_FOUND,
    ("/desk/statutes/<name>/amended", "POST"): NOT_FOUND,
    ("/desk/amendments/<int:number>/cancel", "POST"): "409",  # without a reason
    ("/desk/to-review", "POST"): "409",
    ("/desk/rule-tables/list", "POST"): "400",
    ("/desk/rule-tables/list/draft", "POST"): "400",
    ("/desk/rule-tables/edited", "POST"): "400",
    ("/desk/rule-tables/packs/<path:pack>.xlsx", "GET"): NOT_FOUND,
    ("/desk/rule-tables/drafts/<draft>.xlsx", "GET"): NOT_FOUND,
    ("/desk/end-pack", "POST"): "409",  # without a reason
    ("/desk/submissions/<int:number>/approve", "POST"): "409",
    ("/desk/submissions/<int:number>/return", "POST"): "409",
    ("/desk/rule-drafts/<draft>", "GET"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>", "POST"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/submit", "POST"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/renew", "POST"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/report", "GET"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/report", "POST"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/report/<kind>", "GET"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/report/<kind>/<int:place>", "GET"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/items", "GET"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/items/<path:item>", "GET"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/items/<path:item>", "POST"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/item-form", "POST"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/state", "GET"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/words", "GET"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/look", "POST"): NOT_FOUND,
    ("/desk/rule-drafts/<draft>/autosave", "POST"): "409",  # of no account
    ("/desk/rule-drafts/<draft>/discard", "POST"): "303 /desk",
    ("/desk/rule-drafts/<draft>/preview/<any(met, printed):how>", "POST"): NOT_FOUND,
    ("/desk/login", "POST"): "400",
    ("/desk/logout", "POST"): "303 /desk/login",
    ("/desk/password", "POST"): "400",
    ("/desk/oidc", "GET"): NOT_FOUND,  # no provider is set
    ("/desk/oidc/back", "GET"): NOT_FOUND,
    ("/desk/new-account", "POST"): "400",
    ("/desk/accounts/<name>", "GET"): NOT_FOUND,
    ("/desk/accounts/<name>", "POST"): NOT_FOUND,
    ("/desk/accounts/<name>/reset", "POST"): NOT_FOUND,
    ("/desk/accounts/<name>/deactivate", "POST"): NOT_FOUND,
}


def expected(address: str, method: str, who: str) -> str:
    """What the tables say."""
    if (address, method) not in ROUTES:
        return NO_METHOD
    may = ROUTES[address, method].split()
    if who == NOBODY and set(may) <= set(ROLES):
        return TO_THE_DOOR
    if set(may) <= set(ROLES) and who not in may:
        return REFUSED
    return ANSWERS.get((address, method), NOT_FOUND if may == ["key"] else "200")


def found(client: FlaskClient, address: str, method: str) -> str:
    """What comes, and where it leads to; the form has its token, so that it isn't refused for the lack of one."""
    path = re.sub(r"<[^>]+>", "nowhere", filled(address))
    with client.get("/desk/login" if address.startswith("/desk") else "/") as page:
        (token, *_) = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)
    with client.open(path, method=method, data=None if method == "GET" else {"csrf_token": token}) as answer:
        place = re.match(r"/desk/login|/[^/?]*", answer.headers.get("Location", ""))
        return f"{answer.status_code} {place[0]}" if place else str(answer.status_code)


def client_of(site: Flask, office: Office, who: str) -> FlaskClient:
    """A browser at which such a person has signed in."""
    visitor = Visitor(site.test_client())
    if who != NOBODY:
        settled(office, who, who)
        visitor.go("/desk/").send({"name": who, "password": PASSWORD})
        assert visitor.path == "/desk/"
    return visitor.client


@pytest.mark.parametrize("who", [NOBODY, *ROLES])
def test_everybody_gets_of_every_route_what_the_table_says(
    site: Flask, office: Office, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for deed in LIMITS:
        monkeypatch.setitem(LIMITS, deed, "10000 per minute")
    client = client_of(site, office, who)
    addresses = dict.fromkeys(str(rule) for rule in site.url_map.iter_rules())
    asked = [(address, method) for address in addresses for method in METHODS]
    asked.sort(key=lambda route: route == ("/desk/logout", "POST"))  # nobody is signed in afterwards
    got = {route: found(client, *route) for route in asked}
    said = {route: expected(*route, who) for route in asked}
    assert {route: got[route] for route in asked if got[route] != said[route]} == {}, said


def test_the_tables_name_no_route_that_is_not_there(site: Flask) -> None:
    addresses = {str(rule) for rule in site.url_map.iter_rules()}
    assert {address for address, _ in (*ROUTES, *ANSWERS)} <= addresses
    assert set(ANSWERS) <= set(ROUTES)


def test_only_the_desk_asks_who_somebody_is() -> None:
    asking = {address for (address, _), may in ROUTES.items() if set(may.split()) <= set(ROLES)}
    assert asking
    assert all(address.startswith("/desk/") for address in asking)
