"""The commands that verify and list the audit log, and who it says sat at the command line."""

import os
import pwd
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from compliance import cli
from compliance.cli.terminal import at_the_terminal
from compliance.services.office import Office
from tests.auditing import entries
from tests.self_checking import finished, visited

Run = Callable[..., tuple[int, str, str]]
USER = f"命令行 {pwd.getpwuid(os.getuid()).pw_name}"


@pytest.fixture
def office(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The office that the commands open, too."""
    monkeypatch.setattr("compliance.settings.Settings.from_environment", lambda: office.settings)
    return office


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


def test_what_is_done_at_the_command_line_is_told_with_the_systems_user(office: Office, run: Run) -> None:
    number = visited(office, finished(office)).number
    assert run("visits", "list")[0] == 0
    assert run("visits", "show", number)[0] == 0
    assert run("visits", "plan", number, "--when", "明天")[0] == 0
    assert run("visits", "done", number)[0] == 0

    assert {each.who for each in entries(office.store)[1:]} == {USER}
    code, out, err = run("audit", "list", "--about", number, "--who", USER)
    assert (code, err) == (0, "")
    assert [line.split("　")[3] for line in out.splitlines()] == ["查看交出的内容", "安排上门", "记下已上门"]
    assert run("audit", "list", "--since", "2999-01-01") == (0, "", "")


def test_the_users_name_is_not_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "LOGNAME", "SUDO_USER"):
        monkeypatch.setenv(name, "somebody else")
    assert at_the_terminal().name == USER


def test_a_user_without_a_name_is_told_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_123)
    assert at_the_terminal().name == "命令行 4000123"


def test_an_empty_log_is_whole(office: Office, run: Run) -> None:
    assert run("audit", "verify") == (0, "日志完整，还没有记录\n", "")


def test_what_verify_prints_is_what_it_expects_later(office: Office, run: Run) -> None:
    visited(office, finished(office))
    code, out, err = run("audit", "verify")
    noted = out.splitlines()[1]
    assert (code, err, noted) == (0, "", f"1:{entries(office.store)[0].hash}")
    visited(office, finished(office))
    assert run("audit", "verify", "--expect", noted)[0] == 0
    code, out, _ = run("audit", "verify", "--expect", "1:" + "0" * 64)
    assert (code, "第 1 条和记下的校验值不符" in out) == (1, True)
    code, out, _ = run("audit", "verify", "--expect", "9:" + "0" * 64)
    assert (code, "第 3 条从这一条起，后面的被删去了" in out) == (1, True)
    assert run("audit", "verify", "--expect", "9")[0] == 2


def test_a_row_edited_in_the_database_is_found_out(office: Office, run: Run) -> None:
    for _ in range(3):
        visited(office, finished(office))
    with office.store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_log_no_update"))
    code, out, err = run("audit", "verify")
    assert (code, "日志完整" in out, "触发器不见了" in err) == (1, True, True)
    with office.store.engine.begin() as connection:
        connection.execute(text("UPDATE audit_log SET about = 'x' WHERE number = 2"))
    code, out, _ = run("audit", "verify")
    assert (code, out) == (1, "日志被动过：第 2 条内容被改过，和它的校验值不符\n")
