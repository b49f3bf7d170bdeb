"""A site under small packs, a clock that tests turn, somebody who visits the site, and those who sit at its desk."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from compliance.services.office import Office
from compliance.settings import Settings
from compliance.web import create_web
from tests.conftest import NOW
from tests.people import PASSWORD, settled
from tests.web.packs import DISCRETION, LAMPS, SIGNS, write_rules
from tests.web.visitor import Visitor

SignIn = Callable[..., Visitor]


@dataclass
class Clock:
    """What time it is."""

    now: datetime = NOW

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_rules(tmp_path, SIGNS, LAMPS, DISCRETION)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, public_url="http://localhost")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(office: Office, clock: Clock) -> Office:
    return replace(office, now=lambda: clock.now)


@pytest.fixture
def site(office: Office) -> Flask:
    return create_web(office)


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    return Visitor(site.test_client())


@pytest.fixture
def sign_in(site: Flask) -> SignIn:
    """Has somebody sign in at a browser of his own."""

    def sign_in(name: str, password: str = PASSWORD, wanted: str = "/desk/") -> Visitor:
        visitor = Visitor(site.test_client()).go(wanted)
        assert visitor.path == "/desk/login"
        return visitor.send({"name": name, "password": password})

    return sign_in


@pytest.fixture
def officer(office: Office, sign_in: SignIn) -> Visitor:
    settled(office, "lisi", display_name="李四")
    return sign_in("lisi")


@pytest.fixture
def admin(office: Office, sign_in: SignIn) -> Visitor:
    settled(office, "boss", "admin", display_name="老板")
    return sign_in("boss")
