"""The command line for accounts: the first admin by one command."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from compliance import cli
from compliance.services.office import open_office
from compliance.services.sign_in import SignInError, sign_in
from compliance.settings import Settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(Settings, "from_environment", lambda: settings)

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(["accounts", *arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def told(out: str) -> str:
    """The one-time password."""
    (password,) = re.findall(r"一次性密码：(\S+)", out)
    return str(password)


def test_the_first_admin_is_made_by_one_command(run: Run, settings: Settings, tmp_path: Path) -> None:
    code, out, err = run("add", "Boss", "--role", "admin", "--display", "老板")
    assert (code, err) == (0, "")
    assert f"{settings.public_url}/desk/" in out
    office = open_office(settings)
    account = sign_in(office, "boss", told(out))
    assert (account.role, account.display_name, account.must_change_password) == ("admin", "老板", True)
    office.store.close()
    assert run("list")[1] == "boss　老板　管理员　各镇街　各部门\n"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("a b", "--role", "admin"), "登录名"),
        (("boss", "--role", "boss"), "officer"),
        (("boss",), "缺少：--role"),
        (("boss", "--role", "officer", "--department", "没有的部门"), "没有的部门"),
    ],
)
def test_what_makes_no_account_is_refused(run: Run, arguments: tuple[str, ...], why: str) -> None:
    code, out, err = run("add", *arguments)
    assert (code, out) == (2, "")
    assert why in err
    assert "还没有账号" in run("list")[1]


def test_a_password_is_reset_and_an_account_closed(run: Run, settings: Settings) -> None:
    first = told(run("add", "lisi", "--role", "officer", "--town", "城东")[1])
    second = told(run("reset", "lisi")[1])
    office = open_office(settings)
    with pytest.raises(SignInError):
        sign_in(office, "lisi", first)
    assert sign_in(office, "lisi", second).town == "城东"
    assert run("deactivate", "lisi")[0] == 0
    with pytest.raises(SignInError):
        sign_in(office, "lisi", second)
    assert "已停用" in run("list")[1]
    office.store.close()


def test_what_cannot_be_done_is_told(run: Run) -> None:
    run("add", "boss", "--role", "admin")
    code, _, err = run("deactivate", "boss")
    assert (code, "最后一个" in err) == (2, True)
    code, _, err = run("reset", "nobody")
    assert (code, "nobody" in err) == (2, True)
