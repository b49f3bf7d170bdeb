"""The office's commands for visits, and for clearing away."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from compliance import cli
from compliance.services.evidence import add_evidence
from compliance.services.office import Office
from compliance.services.visits import cancel_visit, open_visit
from compliance.store.deeds import ENTERPRISE
from compliance.store.records.checks import VisitRecord
from tests.conftest import NOW
from tests.evidence.made import telling
from tests.self_checking import BIG, begun, finished, visited

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def office(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The office that the commands open, too."""
    monkeypatch.setattr("compliance.cli.commands.Settings.from_environment", lambda: office.settings)
    return office


@pytest.fixture
def visit(office: Office) -> VisitRecord:
    token = finished(office)
    add_evidence(office, token, "answers/招牌面积", [telling("PNG")])
    return visited(office, token)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = cli.main([str(each) for each in arguments])
        except SystemExit as stop:
            code = int(str(stop.code))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_visits_are_listed_until_they_are_made(office: Office, visit: VisitRecord, run: Run) -> None:
    code, out, err = run("visits", "list")
    assert (code, err) == (0, "")
    assert out == f"{visit.number}　2026年11月21日　已提交，等待安排　甲商店　综合行政执法\n"
    assert run("visits", "plan", visit.number, "--when", "11月25日上午")[0] == 0
    assert "已安排" in run("visits", "list")[1]
    code, out, _ = run("visits", "done", "2026-1")
    assert (code, out) == (0, f"已记下 {visit.number} 已经上门\n")
    assert run("visits", "list")[1] == "没有等待上门的预约\n"
    made = open_visit(office, visit.number, visit.code)
    assert (made.status, made.planned_for) == ("done", "11月25日上午")


def test_what_was_handed_over_is_shown_in_words(visit: VisitRecord, run: Run) -> None:
    code, out, err = run("visits", "show", visit.number)
    assert (code, err) == (0, "")
    for said in (
        "联系人：王五，13800000000",
        "综合行政执法",
        "证明材料：1 份",
        "【违反】未经许可设置大型招牌",
        "以执法机关核实为准",
    ):
        assert said in out


def test_evidence_is_written_to_a_folder_that_others_cannot_read(visit: VisitRecord, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "evidence"
    code, out, _ = run("visits", "show", visit.number, "--evidence", folder)
    (file,) = folder.iterdir()
    assert (code, file.name) == (0, "01-answers_招牌面积.png")
    assert file.read_bytes().startswith(b"\x89PNG")
    assert str(file) in out
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_said(visit: VisitRecord, run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, _, err = run("visits", "show", visit.number, "--evidence", tmp_path / "file" / "x")
    assert (code, "建不了文件夹" in err) == (2, True)


def test_what_was_not_handed_over_cannot_be_shown(office: Office, visit: VisitRecord, run: Run) -> None:
    private = [begun(office), finished(office, BIG | {"enterprise/name": ["没有交出的店"]})]
    for asked in ("2026-2", visit.code, *private):
        code, out, err = run("visits", "show", asked)
        assert (code, out) == (2, "")
        assert "没有编号为" in err
    shown = run("visits", "list")[1] + run("visits", "show", visit.number)[1]
    assert "没有交出的店" not in shown


def test_what_was_cancelled_is_not_shown(office: Office, visit: VisitRecord, run: Run) -> None:
    cancel_visit(office, ENTERPRISE, visit.number)
    code, out, err = run("visits", "show", visit.number)
    assert (code, out) == (2, "")
    assert "已经收回" in err
    assert run("visits", "done", visit.number)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show"], "缺少：编号"),
        (["plan", "2026-1"], "缺少：--when"),
        (["plan", "2026-1", "--when", " "], "请写明什么时候上门"),
        (["done", "2026-9"], "没有编号为"),
        ([], "缺少：命令"),
    ],
)
def test_what_is_lacking_is_said(visit: VisitRecord, run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run("visits", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_self_checks_left_alone_are_cleared_away(office: Office, run: Run) -> None:
    long_ago = replace(office, now=lambda: NOW.replace(year=2020))
    begun(long_ago)
    assert run("checks", "purge") == (0, "删除了 1 次放得太久的自查\n", "")
    assert run("checks", "purge") == (0, "删除了 0 次放得太久的自查\n", "")


@pytest.mark.parametrize(
    "command", [["visits"], ["visits", "show"], ["visits", "plan"], ["checks"], ["checks", "purge"]]
)
def test_help_is_in_chinese(run: Run, command: list[str]) -> None:
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert "用法" in out
    assert "显示这份说明" in out
