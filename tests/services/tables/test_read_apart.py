"""Uploaded office files are read in a process of their own, which gives what reading them here gives."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from compliance import apart
from compliance.services.tables import read_apart as reading
from compliance.services.tables.grids import Grid, TableFileError, read_grids
from compliance.services.tables.read_apart import as_json, from_json, read_apart
from tests.services.tables.made import HEADINGS, POSTER, SIGN, document, workbook


def test_what_is_read_apart_is_what_is_read_here(tmp_path: Path) -> None:
    for path in (
        workbook(tmp_path / "a.xlsx", [HEADINGS, SIGN], [("=1+1", "甲\n乙"), ("丙", None)], merged=["A1:B1"]),
        document(tmp_path / "b.docx", [HEADINGS, SIGN, POSTER]),
    ):
        assert read_apart(path.name, path.read_bytes()) == (Path(path.name), read_grids(path))


def test_tables_survive_being_handed_on() -> None:
    grids = (Grid("表", ((1, ("甲\n乙", "")), (3, ("“”", "😀"))), frozenset({(0, 1), (2, 0)})), Grid("空", ()))
    assert from_json(as_json(grids)) == grids


@pytest.mark.parametrize("name", ["../../清单.xlsx", "C:\\文档\\清单.xlsx", "清\x00单\n.xlsx"])
def test_a_name_is_a_name_and_no_path(tmp_path: Path, name: str) -> None:
    content = workbook(tmp_path / "a.xlsx", [HEADINGS, SIGN]).read_bytes()
    path, _ = read_apart(name, content)
    assert path.name == str(path)
    assert path.suffix == ".xlsx"


def test_the_process_has_little_time_and_memory_and_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "geheim")
    asked = (
        "import os, resource as r; from compliance.apart import limit_process; limit_process(2**30, 20);"
        "print(r.getrlimit(r.RLIMIT_AS)[0], r.getrlimit(r.RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(reading.MEMORY), str(reading.SECONDS)]
    started: list[dict[str, object]] = []

    def run(command: object, **said: object) -> subprocess.CompletedProcess[bytes]:
        started.append(said)
        return subprocess.CompletedProcess([], 0, b"[]", b"")

    monkeypatch.setattr(apart.subprocess, "run", run)
    read_apart("a.xlsx", b"x")
    assert (started[0]["env"], started[0]["timeout"]) == ({}, reading.SECONDS)


def test_a_file_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.001)
    with pytest.raises(TableFileError, match="读不完"):
        read_apart("a.xlsx", workbook(tmp_path / "a.xlsx", [HEADINGS]).read_bytes())


def test_a_process_that_dies_is_logged_and_the_file_refused(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    died = subprocess.CompletedProcess[bytes]([], -24, b"", b"killed")
    monkeypatch.setattr(reading, "run_apart", lambda *_: died)
    with caplog.at_level(logging.ERROR), pytest.raises(TableFileError, match="读不了"):
        read_apart("a.xlsx", b"x")
    assert "killed" in caplog.text
