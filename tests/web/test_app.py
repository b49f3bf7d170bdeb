"""The app as gunicorn starts it."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import create_app
from compliance.web.context import the_office


@pytest.fixture(autouse=True)
def collecting_as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_the_site_starts_from_the_environment_with_the_shipped_lists(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'site.sqlite3'}")
    monkeypatch.setenv("SECRET_KEY", "only for this test")
    site = create_app()
    with site.app_context():
        office = the_office()
    page = site.test_client().get("/").text
    assert office.library.packs
    assert all(pack.title in page for pack in office.library.packs)
    office.store.close()
