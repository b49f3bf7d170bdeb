"""The desk's commands, as somebody at a terminal sees them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from compliance import cli
from compliance.cli import commands
from compliance.services.matters.deciding import decide_matter
from compliance.services.matters.moving import Details, do
from compliance.services.matters.rulings import Ruling
from compliance.services.office import Office
from tests.conftest import NOW
from tests.services.history.test_importing import HEADER, ROW
from tests.services.matters.officers import begun, officer
from tests.services.matters.test_deciding import FINED, GRAVE, decided

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in the office, `days` from now."""

    def run(*arguments: object, days: int = 0) -> tuple[int, str, str]:
        later = replace(office, now=lambda: NOW + timedelta(days))
        monkeypatch.setattr("compliance.services.office.open_office", lambda _: later)
        monkeypatch.setattr(commands.Settings, "from_environment", lambda: office.settings)
        code = cli.main([str(each) for each in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_history_is_tried_imported_and_found_to_be_there(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")

    assert run("history", "import", path, "--dry-run") == (0, "共 1 行，可以导入（这次只是试，没有导入） 1 条\n", "")
    assert run("history", "import", path) == (0, "共 1 行，导入了 1 条\n", "")
    assert run("history", "import", path) == (0, "共 1 行，导入了 0 条，1 条已经有了\n", "")


def test_wrong_rows_are_listed_and_nothing_is_imported(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text(f"{HEADER}\n{ROW}\n{ROW.replace('sign-001', 'sign-1')}\n", encoding="utf-8")

    code, out, err = run("history", "import", path)

    assert (code, out) == (1, "共 2 行，1 行有误，一行也没有导入；请改好再导入\n")
    assert err.startswith("第 3 行：规则里没有「sign-1」这一项")


def test_a_history_that_is_no_table_is_bad_input(run: Run, tmp_path: Path) -> None:
    assert run("history", "import", tmp_path / "none.xlsx")[0] == 2


def test_open_matters_are_listed_by_age(run: Run, office: Office) -> None:
    number = begun(office, town="甲镇").number

    assert number in run("matters", "list")[1]
    assert "已超期" in run("matters", "list", "--town", "甲镇", "--older-than", "5", days=10)[1]
    assert run("matters", "list", "--older-than", "5", days=4)[1] == "没有这样的事项\n"
    assert run("matters", "list", "--department", "别的")[1] == "没有这样的事项\n"


def test_expired_matters_are_shown_before_they_are_deleted(run: Run, office: Office) -> None:
    number = begun(office).number
    do(office, officer(), number, "close", Details("重复"))

    assert run("matters", "purge", days=3650)[1] == "删除了到期的事项 0 件\n"
    assert run("matters", "purge", "--dry-run", days=3651)[1] == f"到期、可以删除事项 1 件\n{number}\n"
    assert run("matters", "purge", days=3651)[1] == f"删除了到期的事项 1 件\n{number}\n"
    assert run("matters", "purge", days=3651)[1] == "删除了到期的事项 0 件\n"


def test_like_cases_with_different_verdicts_are_listed(run: Run, office: Office) -> None:
    assert run("matters", "differing") == (0, "没有情形一样、结论不同的案件\n", "")
    first = decided(office, GRAVE, FINED["sign-001"])
    second = decided(office, GRAVE, Ruling("lenient", Decimal(10000), "配合检查"))

    code, out, _ = run("matters", "differing")

    assert code == 1
    assert out.splitlines() == [
        "sign-001：情形一样的 2 件，结论不同",
        f"  {second}　从轻处罚，罚款1万元；理由：配合检查",
        f"  {first}　依法处罚（一般情形），罚款2万元；理由：面积较大，逾期没有改正",
    ]
    decide_matter(office, officer(), first, GRAVE, {"sign-001": Ruling("lenient", Decimal(10000), "配合检查")})
    assert run("matters", "differing")[0] == 0
