"""Importing, exporting, listing and reporting on rule files at the command line."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from compliance import cli
from compliance.services.office import Office
from compliance.services.replaying import making
from compliance.settings import Settings
from tests.packs import SIGN, dumped
from tests.services.publishing.writers import drafted, published, sign
from tests.services.replaying.replays import SMALL, larger, run_here, stored


@pytest.fixture
def run(office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs a command in the office's installation; gives its code and what it printed."""
    monkeypatch.setattr(Settings, "from_environment", lambda: settings)

    def run(*arguments: object) -> tuple[int, str]:
        code = cli.main([str(each) for each in arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_an_imported_file_is_a_draft_and_counts_for_nothing(run, tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_bytes(sign())
    code, said = run("packs", "import", tmp_path / "new.yaml")
    assert code == 0
    assert "建了「sign」的草稿" in said
    assert "还没有发布" in said
    code, said = run("packs", "states")
    assert "2026.1　规则文件夹　现行；草稿（命令行 " in said


def test_a_file_that_cannot_be_loaded_is_refused_with_its_place(run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(b"a: [")
    code, said = run("packs", "import", tmp_path / "bad.yaml")
    assert code == 2
    assert "bad.yaml:" in said


def test_what_is_the_same_is_not_imported(run, tmp_path: Path) -> None:
    (tmp_path / "same.yaml").write_bytes(dumped(SIGN))
    assert "一字不差" in run("packs", "import", tmp_path / "same.yaml")[1]


def test_what_is_published_is_exported_byte_for_byte(run, office: Office, tmp_path: Path) -> None:
    published(office, b"# \xe8\xaf\xb4\xe6\x98\x8e\r\n" + sign())
    code, said = run("packs", "export", "sign", tmp_path / "out")
    assert (code, said.splitlines()[0]) == (0, "写了 1 个文件")
    assert (tmp_path / "out" / "sign.yaml").read_bytes() == b"# \xe8\xaf\xb4\xe6\x98\x8e\r\n" + sign()
    run("packs", "export", tmp_path / "all")
    assert sorted(each.name for each in (tmp_path / "all").iterdir()) == ["law-33.yaml", "sign.yaml"]


def test_the_report_on_a_file_says_what_changes_and_whether_it_can_be_submitted(
    run, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "run_tasks", run_here(office))
    stored(replace(office, now=lambda: datetime.now(UTC)), SMALL)
    (tmp_path / "new.yaml").write_bytes(larger())

    code, said = run("packs", "report", tmp_path / "new.yaml")

    assert code == 0
    for line in ("可以提交", "变轻：1 件；1 项次", "【改了什么】", "共 1 件", "已完成 1/1 件"):
        assert line in said

    (tmp_path / "new.yaml").write_bytes(larger(30))  # of which an example fails
    code, said = run("packs", "report", tmp_path / "new.yaml")
    assert code == 1
    assert said.count("不能提交") == 1


def test_the_report_on_a_draft_is_there_for_programs(run, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "run_tasks", run_here(office))
    draft = drafted(office, larger()).record.id

    code, said = run("packs", "report", draft, "--json")

    made = json.loads(said[said.index("{") : said.rindex("}") + 1])
    assert (code, made["fit"], made["draft"]) == (0, True, draft)
    assert [each["name"] for each in made["sections"]][:2] == ["lint", "submitting"]
    assert made["replay"]["stored"] == 0


def test_a_report_on_what_is_not_there_is_refused(run, tmp_path: Path) -> None:
    code, said = run("packs", "report", "0" * 32)
    assert (code, "没有这份草稿" in said) == (2, True)
    code, said = run("packs", "report", tmp_path / "none.yaml")
    assert (code, "既不是草稿的编号" in said) == (2, True)
