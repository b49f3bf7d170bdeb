"""The READMEs say what is so."""

import re
import shlex
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from compliance import cli
from compliance.services.office import open_office
from compliance.web import create_web
from tests.packs import FIRST_OFFENCE, rule_file

ROOT = Path(__file__).parents[1]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]


def blocks(path, language):
    return re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


def commands(path):
    for block in blocks(path, "sh"):
        for line in block.splitlines():
            if line.startswith(".venv/bin/python -m compliance "):
                yield shlex.split(line)[3:]


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_worked_example_prints_what_the_readme_shows(path, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    decide, checklist = commands(path)
    assert cli.main(decide) == 0
    printed = capsys.readouterr().out
    (shown,) = blocks(path, "text")[:1]
    for line in filter(None, shown.splitlines()):
        assert line in printed
    for verdict in ("轻微不罚", "首违不罚"):
        assert verdict in printed
    checklist[checklist.index("guidance.pdf")] = str(tmp_path / "guidance.pdf")
    assert cli.main(checklist) == 0
    assert (tmp_path / "guidance.pdf").read_bytes().startswith(b"%PDF")


def test_the_call_from_another_program_is_answered_as_the_site_stands(settings):
    office = open_office(replace(settings, rules=ROOT / "rules", checklists=ROOT / "checklists"))
    calls = [line for path in READMES for block in blocks(path, "sh") for line in block.splitlines() if "curl" in line]
    assert len(calls) == len(READMES)
    for _, _, url, _, header, _, body in map(shlex.split, calls):
        content_type = header.removeprefix("Content-Type: ")
        answer = create_web(office).test_client().post(urlsplit(url).path, data=body, content_type=content_type)
        assert answer.status_code == 200
        assert {each["pack"] for each in answer.json["findings"]} == {"signage"}
    office.store.close()


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path):
    links = re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8"))
    assert len(links) > 4
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_every_command_named_is_there(path, capsys):
    named = re.findall(r"`python -m compliance ([a-z]+)(?: ([a-z]+(?:\|[a-z]+)*)`)?", path.read_text(encoding="utf-8"))
    assert {("visits", "list|show|plan|done"), ("checks", "purge")} <= set(named)
    for command, deeds in named:
        for deed in deeds.split("|") if command in ("visits", "checks") else [None]:
            with pytest.raises(SystemExit) as stop:
                cli.main([command, *([deed] if deed else []), "--help"])
            assert stop.value.code == 0, capsys.readouterr().err


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_every_make_target_named_exists(path):
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"(?:`|^)make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert {"run", "test", "help"} <= set(named)
    assert set(named) <= set(targets)


def test_the_bands_that_the_rules_readme_shows_can_be_loaded():
    (shown,) = [block for block in blocks(ROOT / "rules" / "README.md", "yaml") if block.startswith("bands:")]
    bands = yaml.safe_load(shown)["bands"]
    assert len(rule_file(FIRST_OFFENCE | {"bands": bands}).content.bands) == len(bands) == 3
