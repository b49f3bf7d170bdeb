"""The desk, a clock that tests turn, and those who sit at it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from compliance.services.office import Office
from compliance.web import create_web
from tests.conftest import NOW
from tests.packs import changed
from tests.people import PASSWORD, settled
from tests.services.matters.officers import MARKET
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
def lamps_department() -> str:
    """Whose business the lamps are: another's than the signs."""
    return MARKET


@pytest.fixture
def rules(tmp_path: Path, lamps_department: str) -> Path:
    return write_rules(tmp_path, SIGNS, changed(LAMPS, "items", 0, "department", to=lamps_department), DISCRETION)


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


@pytest.fixture
def lawyer(office: Office, sign_in: SignIn) -> Visitor:
    settled(office, "fa", "legal")
    return sign_in("fa")


@pytest.fixture
def reviewer(office: Office, sign_in: SignIn) -> Visitor:
    settled(office, "shen", "reviewer")
    return sign_in("shen")
