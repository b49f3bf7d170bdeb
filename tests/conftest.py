"""What tests share: an office in a folder of its own, and databases of both kinds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from compliance.documents.definitions import definition_paths
from compliance.rulepacks.workflow import WORKFLOW_FILE
from compliance.services.office import Office, open_office
from compliance.settings import PROJECT, Settings
from tests.packs import FIRST_OFFENCE, SIGN, dumped
from tests.postgres import running_postgres

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder with one small pack and one discretion file; change it before the office is opened."""
    folder = tmp_path / "rules"
    folder.mkdir()
    for data in (SIGN, FIRST_OFFENCE):
        (folder / f"{data['id']}.yaml").write_bytes(dumped(data))
    return folder


@pytest.fixture
def checklists(tmp_path: Path) -> Path:
    """A folder with the shipped checklists and workflow, without visits and finder, which the small pack isn't in."""
    folder = tmp_path / "checklists"
    folder.mkdir()
    for path in (*definition_paths(PROJECT / "checklists").values(), PROJECT / "checklists" / WORKFLOW_FILE):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def settings(tmp_path: Path, rules: Path, checklists: Path) -> Settings:
    """Settings with the small pack, on SQLite in a folder of their own."""
    return Settings(
        root=PROJECT,
        database_url=f"sqlite:///{tmp_path / 'test.sqlite3'}",
        secret_key="only for tests",
        public_url="https://qingdan.example",
        rules=rules,
        checklists=checklists,
        templates=PROJECT / "templates",
        data=tmp_path / "var",
    )


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    """An office on SQLite, whose clock stands at NOW."""
    yield from _opened(settings)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server for this run."""
    with running_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, on SQLite and then on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    return _new_database(request.getfixturevalue("postgres"))


@pytest.fixture
def any_office(settings: Settings, database_url: str) -> Iterator[Office]:
    """An office on SQLite and then on PostgreSQL, whose clock stands at NOW."""
    yield from _opened(replace(settings, database_url=database_url))


def _opened(settings: Settings) -> Iterator[Office]:
    office = replace(open_office(settings), now=lambda: NOW)
    yield office
    office.store.close()


def _new_database(server: str) -> str:
    name = f"test_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
