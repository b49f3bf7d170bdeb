"""What two versions of a pack say differently: nothing left out, and in words that a lawyer reads."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from compliance.analysis.mutants import mutants
from compliance.cli import main
from compliance.rulepacks.loader import RuleFile, parse_rule_file, read_rule_file
from compliance.rulepacks.problems import ProblemsError
from compliance.services.comparing import Comparison, compare
from compliance.services.comparing.changes import NotComparableError
from compliance.settings import PROJECT
from tests.packs import FIRST_OFFENCE, SIGN, changed, dumped, rule_file

FINE = ("items", 0, "penalty", "fines", 0)


def against(old: dict[str, Any], *path: Any, to: Any) -> list[str]:
    """The changes after one of the keys has another value."""
    return lines(compare(rule_file(old), rule_file(changed(old, *path, to=to))))


def lines(found: Comparison) -> list[str]:
    return [str(each) for each in found.changes]


def test_a_file_says_nothing_else_than_itself() -> None:
    assert not compare(rule_file(SIGN), rule_file(SIGN)).changes
    assert str(compare(rule_file(SIGN), rule_file(SIGN))) == "两份一个字节都不差"


def test_what_is_only_written_otherwise_is_no_change() -> None:
    text = dumped(SIGN)
    found = compare(parse_rule_file(text, "a"), parse_rule_file(text + b"# a remark\n", "b"))
    assert str(found) == "两份内容一样"


def test_a_raised_fine_is_called_raised_and_a_lowered_one_lowered() -> None:
    fine = SIGN["items"][0]["penalty"]["fines"][0]
    (raised,) = against(SIGN, *FINE, "max", to=fine["max"] * 2)
    (lowered,) = against(SIGN, *FINE, "max", to=fine["max"] - 1)
    assert "罚款第1档由「" in raised
    assert "」提高为「" in raised
    assert "」降低为「" in lowered


def test_a_range_that_grew_both_ways_is_neither() -> None:
    fine = {"when": "uncorrected", "who": "any", "min": 100, "max": 1000}
    one = changed(SIGN, "items", 0, "penalty", "fines", to=[fine])
    (said,) = against(one, "items", 0, "penalty", "fines", to=[{**fine, "min": 50, "max": 2000}])
    assert "」改为「" in said


def test_of_a_long_condition_only_what_differs_is_told() -> None:
    condition = {"all": [{"设有招牌": True}, {"招牌面积": {"gt": 10}}]}
    (said,) = against(
        changed(SIGN, "items", 0, "violated_when", to=condition),
        "items", 0, "violated_when", to={"all": [{"设有招牌": True}, {"招牌面积": {"gt": 12}}]},
    )  # fmt: skip
    assert said.endswith("什么情况是违反里的条件由「招牌面积超过10」改为「招牌面积超过12」")


def test_items_that_came_and_went_are_told_by_their_titles() -> None:
    other = {**SIGN["items"][0], "id": "sign-002", "title": "另一件事"}
    more = changed(SIGN, "items", to=[*SIGN["items"], other])
    assert lines(compare(rule_file(SIGN), rule_file(more))) == ["新增事项「另一件事」（sign-002）"]
    assert lines(compare(rule_file(more), rule_file(SIGN))) == ["删去事项「另一件事」（sign-002）"]


def test_what_is_written_for_the_first_time_is_told_as_new() -> None:
    (said,) = against(SIGN, "items", 0, "unverified", to="没有查到原文")
    assert said.endswith("新写了没有核对的「没有查到原文」")


def test_rules_of_discretion_are_compared_element_by_element() -> None:
    (said,) = against(FIRST_OFFENCE, "rules", 0, "elements", 0, "proof", to="evidenced")
    assert "要证明到由「" in said
    assert "」改为「有材料」" in said


@pytest.mark.parametrize("name", ["negative_lists/signage", "negative_lists/gas"])
def test_no_mutant_of_a_shipped_pack_goes_unseen(name: str) -> None:
    file = shipped(name)
    made = list(mutants(file))
    assert made
    unseen = [each.change for each in made if not compare(file, replace(file, content=each.pack)).changes]
    assert not unseen


@pytest.mark.parametrize("name", ["negative_lists/signage", "discretion/penalty_law", "discretion/market"])
def test_nothing_that_can_be_written_otherwise_goes_unseen(name: str) -> None:
    """One value after another of a shipped file is changed; what still loads, and says something else, is told."""
    written = yaml.safe_load(shipped(name).text)
    written["reviewed"]["on"] = written["reviewed"].pop(True)  # what YAML makes of the key
    for key in ("items", "rules", "bands"):
        if key in written:
            written[key] = written[key][:2]
    file, seen = rule_file(written), 0
    for path, value in leaves(written):
        with suppress(ProblemsError):
            other = rule_file(changed(written, *path, to=otherwise(value)))
            if other.content != file.content:
                assert compare(file, other).changes, path
                seen += 1
    assert seen > 30


def shipped(name: str) -> RuleFile:
    return read_rule_file(PROJECT / "rules" / f"{name}.yaml")


def leaves(node: Any, *path: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value that isn't made of others, with the way to it."""
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    if below is None:
        yield path, node
    for key, each in below or ():
        yield from leaves(each, *path, key)


def otherwise(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case date():
            return value + timedelta(1)
    return f"{value}改"


def test_files_of_different_kinds_are_not_compared() -> None:
    with pytest.raises(NotComparableError, match="不是同一种"):
        compare(rule_file(SIGN), rule_file(FIRST_OFFENCE))


def test_the_command_line_compares_a_draft_with_what_was_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.yaml").write_bytes(dumped(SIGN))
    (tmp_path / "new.yaml").write_bytes(dumped(changed(SIGN, "items", 0, "title", to="别的标题")))
    assert main(["packs", "compare", str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")]) == 0
    assert "标题由「未经许可设置大型招牌」改为「别的标题」" in capsys.readouterr().out
    assert main(["packs", "compare", "--json", str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")]) == 0
    assert '"new": "别的标题"' in capsys.readouterr().out
