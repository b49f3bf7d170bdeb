"""`lint --deep` and `test --mutate` as they are called: what is printed, and the exit codes."""

import io
import json

import pytest
import yaml

from compliance.cli import main
from compliance.services.check_deeper import mutate_rules, shown_on
from tests.packs import FIRST_OFFENCE, SIGN, changed, dumped, item, pack, question


@pytest.fixture
def write(tmp_path):
    def write_one(data, name="包.yaml"):
        path = tmp_path / name
        path.write_bytes(dumped(data))
        return str(path)

    return write_one


def whole(data, write, *options):
    return main(["test", "--mutate", write(data), *options])


def complete(tmp_path):
    """SIGN with every example that is suggested for it."""
    path = tmp_path / "wip.yaml"
    path.write_bytes(dumped(SIGN))
    lines = {each.example.line() for each in mutate_rules([path]).found.alive}
    examples = [*SIGN["items"][0]["examples"], *(yaml.safe_load(line)[0] for line in sorted(lines))]
    path.unlink()
    return changed(SIGN, "items", 0, "examples", to=examples)


def test_mutants_that_are_alive_are_printed_with_an_example(write, capsys):
    assert whole(SIGN, write) == 1
    said = capsys.readouterr().out
    assert (
        "「招牌面积」由「大于 $大型招牌面积」改为「大于或等于 $大型招牌面积」，没有例子看得出来 [mutant-alive]" in said
    )
    assert "given: {设有招牌: true, 招牌面积: 8, 取得许可: false}, expect: compliant}" in said
    assert "现在的规则得「合规」，改了得「违反」" in said
    assert "加" in said.splitlines()[-1]


def test_none_is_alive_once_the_suggested_examples_are_in_the_pack(write, tmp_path, capsys):
    assert whole(complete(tmp_path), write) == 0
    said = capsys.readouterr().out
    assert "其余都有例子看得出来，没有问题" in said
    assert "不用加例子的改动" in said


def test_mutants_as_json(write, capsys):
    assert whole(SIGN, write, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    alive = [each for each in found if each["code"] == "mutant-alive"]
    assert {"file", "line", "column", "severity", "item", "message", "example", "status", "changed"} <= alive[0].keys()
    assert {each["reason"] for each in found if each["code"] == "mutant-equivalent"}


def test_an_example_that_fails_is_bad_input(write, capsys):
    wrong = changed(SIGN, "items", 0, "examples", 0, "expect", to="compliant")
    assert whole(wrong, write) == 2
    assert "[example-failed]" in capsys.readouterr().err


def test_a_file_that_does_not_load_is_bad_input(write, capsys):
    assert whole({"kind": "x"}, write) == 2
    assert "[bad-value]" in capsys.readouterr().err


def test_there_is_nothing_to_mutate_in_discretion_alone(write, capsys):
    assert whole(FIRST_OFFENCE, write) == 2
    assert "没有负面清单" in capsys.readouterr().err


def test_what_no_example_can_notice_is_told(write, tmp_path, capsys):
    write(FIRST_OFFENCE, "裁量.yaml")
    write(SIGN)
    assert main(["test", "--mutate", str(tmp_path)]) == 1
    assert "没有试改：裁量要件（3 个）" in capsys.readouterr().out


def test_deep_lint_adds_to_lint(write, capsys):
    twice = pack({"甲": question("boolean")}, item({"甲": True}), item({"not": {"甲": False}}, id="sign-002"))
    for each in twice["items"]:
        each["examples"] = [
            {"name": "是", "given": {"甲": True}, "expect": "violation"},
            {"name": "否", "given": {"甲": False}, "expect": "compliant"},
        ]
    path = write(twice)
    assert main(["lint", path, "--as-of", "2026-11-21"]) == 0
    assert main(["lint", "--deep", path, "--as-of", "2026-11-21"]) == 1
    assert "[same-violation]" in capsys.readouterr().out
    for each in twice["items"]:
        each["act"] = "一个行为"
    assert main(["lint", "--deep", write(twice), "--as-of", "2026-11-21"]) == 0


def test_deep_lint_of_a_file_with_errors_is_plain_lint(write, capsys):
    bare = changed(SIGN, "items", 0, "examples", to=[])
    assert main(["lint", "--deep", write(bare), "--as-of", "2026-11-21"]) == 1
    assert "[missing-example]" in capsys.readouterr().out


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_is_shown_how_far_it_is(tmp_path):
    path = tmp_path / "包.yaml"
    path.write_bytes(dumped(SIGN))
    terminal, quiet = Terminal(), io.StringIO()
    for stream in (terminal, quiet):
        with shown_on(stream, "试改") as progress:
            mutate_rules([path], progress)
    assert "试改" in terminal.getvalue()
    assert quiet.getvalue() == ""
