"""Which items of two offices' packs are taken for the same, and why."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.cli import main
from compliance.services.comparing import Comparison, compare
from compliance.services.comparing.pairing import ALONE, SAME_LAW, pairs_of
from compliance.services.comparing.parts import Part
from tests.packs import SIGN, changed, dumped, rule_file

LARGE = SIGN["items"][0]
OTHER_LAW = {"law": "外市条例", "article": 7}


def elsewhere(*items: dict[str, Any]) -> dict[str, Any]:
    """Another office's pack with these items."""
    return {**SIGN, "id": "elsewhere", "title": "外市招牌清单", "items": list(items)}


def theirs(**changes: Any) -> dict[str, Any]:
    return {**LARGE, "id": "their-7", **changes}


def under(law: dict[str, Any], **changes: Any) -> dict[str, Any]:
    penalty = {**LARGE["penalty"], **law}
    return theirs(duty=dict(law), penalty={key: each for key, each in penalty.items() if key != "paragraph"}, **changes)


def against(*items: dict[str, Any]) -> Comparison:
    return compare(rule_file(SIGN), rule_file(elsewhere(*items)))


def rows(found: Comparison) -> list[tuple[str, str]]:
    """The ids of the items on both sides, empty where one is alone."""
    return [
        (row.old.id if row.old else "", row.new.id if row.new else "") for row in found.rows if row.part.kind == "item"
    ]


def test_an_item_of_another_office_is_found_by_its_law_and_title() -> None:
    found = against(theirs(title="未经批准设置大型招牌"))
    assert rows(found) == [("sign-001", "their-7")]
    (row,) = found.likened
    assert row.why.startswith("都依据《某条例》第十八条，标题的用字有 ")
    assert [each.what for each in row.changes] == ["标题"]


def test_a_title_alone_has_to_be_much_alike() -> None:
    assert rows(against(under(OTHER_LAW, title="未经许可设置大型招牌"))) == [("sign-001", "their-7")]
    assert rows(against(under(OTHER_LAW, title="没有按许可拆除招牌"))) == [("", "their-7"), ("sign-001", "")]


def test_the_same_law_alone_does_not_make_two_things_one() -> None:
    assert rows(against(theirs(title="灯箱坏了不修"))) == [("", "their-7"), ("sign-001", "")]


def test_the_same_id_in_another_office_may_be_chance() -> None:
    assert rows(against({**under(OTHER_LAW, title="燃气管道没有检修"), "id": "sign-001"})) == [
        ("", "sign-001"),
        ("sign-001", ""),
    ]


def test_in_two_versions_of_one_pack_the_id_is_enough() -> None:
    new = changed(SIGN, "items", 0, "title", to="燃气管道没有检修")
    (row,) = (row for row in compare(rule_file(SIGN), rule_file(new)).rows if row.part.kind == "item")
    assert (row.why, [each.what for each in row.changes]) == ("编号一样", ["标题"])


def test_the_likest_are_paired_first() -> None:
    found = against(theirs(title="未经许可设置大型招牌广告"), theirs(id="their-8", title="未经许可设置大型招牌"))
    assert rows(found) == [("", "their-7"), ("sign-001", "their-8")]


def test_an_item_whose_id_was_changed_is_told_as_that() -> None:
    new = changed(SIGN, "items", 0, "id", to="sign-new")
    found = compare(rule_file(SIGN), rule_file(new))
    assert [str(each) for each in found.changes] == [
        "事项「未经许可设置大型招牌」（sign-new）：编号由「sign-001」改为「sign-new」"
    ]


def part(id: str, title: str, cites: frozenset[str]) -> Part:
    return Part("item", id, title, {}, cites)


TITLES = st.text("甲乙丙丁", min_size=1, max_size=6)
SIDES = st.lists(st.tuples(TITLES, st.frozensets(st.sampled_from(["某法 1", "某法 2"]))), max_size=6)


@given(SIDES, SIDES)
def test_pairs_are_sound(one: Any, other: Any) -> None:
    """Nothing twice, nothing that isn't alike, nothing left on both sides that is, and the same the other way round."""
    before = [part(f"a{number}", *each) for number, each in enumerate(one)]
    after = [part(f"b{number}", *each) for number, each in enumerate(other)]
    pairs = {(each.old.id, each.new.id) for each in pairs_of(before, after, False)}
    lefts, rights = [old for old, _ in pairs], [new for _, new in pairs]
    assert len(set(lefts)) == len(lefts)
    assert len(set(rights)) == len(rights)
    for old in before:
        for new in after:
            if (old.id, new.id) in pairs:
                assert alike(old, new)
            elif old.id not in lefts and new.id not in rights:
                assert not alike(old, new)
    assert {(each.new.id, each.old.id) for each in pairs_of(after, before, False)} == pairs


def alike(old: Part, new: Part) -> bool:
    """Read anew: pairs of characters in common of all, against what the articles in common allow."""
    one, other = ({each.title[i : i + 2] for i in range(max(len(each.title) - 1, 1))} for each in (old, new))
    both, either = len(old.cites & new.cites), len(old.cites | new.cites)
    share = both / either if either else 0
    return 2 * len(one & other) / (len(one) + len(other)) >= ALONE - (ALONE - SAME_LAW) * share and bool(one & other)


def test_the_command_line_compares_packs_of_two_offices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ours.yaml").write_bytes(dumped(SIGN))
    (tmp_path / "theirs.yaml").write_bytes(dumped(elsewhere(theirs(title="未经批准设置大型招牌"))))
    assert main(["packs", "compare", str(tmp_path / "ours.yaml"), str(tmp_path / "theirs.yaml")]) == 0
    said = capsys.readouterr().out
    assert (
        "当作同一事项：「未经许可设置大型招牌」（sign-001）和「未经批准设置大型招牌」（their-7）（都依据《某条例》"
        in said
    )
    assert "标题由「未经许可设置大型招牌」改为「未经批准设置大型招牌」" in said
