"""The files of the editor: those named, and no other."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from compliance.services.office import Office
from compliance.web import create_web
from compliance.web.routes.codemirror import SCRIPTS, STYLES, is_there


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as Debian's, with the files that are served and others beside them."""
    folder = tmp_path / "codemirror"
    for each in (*SCRIPTS.values(), *STYLES.values(), "lib/other.js", "secret"):
        (folder / each).parent.mkdir(parents=True, exist_ok=True)
        (folder / each).write_text(f"/* {each} */")
    return folder


@pytest.fixture
def site(office: Office, folder: Path) -> Flask:
    return create_web(replace(office, settings=replace(office.settings, codemirror=folder)))


def test_each_file_is_served_as_what_it_is_and_may_be_kept_by_browsers(site: Flask) -> None:
    for name, path in (SCRIPTS | STYLES).items():
        with site.test_client().get(f"/codemirror/{name}") as answer:
            assert answer.text == f"/* {path} */"
            assert answer.mimetype == ("text/css" if name.endswith(".css") else "text/javascript")
            assert "no-store" not in answer.headers["Cache-Control"]
            assert answer.headers["ETag"]


@pytest.mark.parametrize(
    "name", ["other.js", "secret", "lib/other.js", "../secret", "..%2fsecret", "lib%2Fcodemirror.js"]
)
def test_nothing_else_is_served(site: Flask, name: str) -> None:
    assert site.test_client().get(f"/codemirror/{name}").status_code == 404


def test_a_folder_that_lacks_a_file_counts_as_not_there(folder: Path) -> None:
    assert is_there(folder)
    (folder / SCRIPTS["lint.js"]).unlink()
    assert not is_there(folder)
    assert not is_there(folder / "nowhere")
