"""A site under small packs, and somebody who visits it."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from compliance.services.office import Office
from compliance.settings import Settings
from compliance.web import create_web
from tests.web.packs import DISCRETION, LAMPS, SIGNS, write_rules
from tests.web.visitor import Visitor


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_rules(tmp_path, SIGNS, LAMPS, DISCRETION)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, public_url="http://localhost")


@pytest.fixture
def site(office: Office) -> Flask:
    return create_web(office)


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    return Visitor(site.test_client())
