"""Engines for choices from the rules, and for older rules."""

import pytest

from compliance.engine import durable
from compliance.engine.sheet import read_sheet
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.rulebook import bring_together
from compliance.services.library import ENGINES_KEPT, RuleLibrary, UnknownPackError
from tests.packs import FIRST_OFFENCE, SIGN, TODAY, changed, dumped, item, pack, rule_file

OTHER = pack({}, item({"any": []}, id="other-001"), id="other", title="另一份清单")


@pytest.fixture
def library() -> RuleLibrary:
    return RuleLibrary(bring_together(map(rule_file, (OTHER, FIRST_OFFENCE, SIGN))))


def test_the_packs_stand_in_the_order_of_their_files(library: RuleLibrary) -> None:
    assert [pack.id for pack in library.packs] == ["other", "sign"]


def test_the_chosen_packs_are_decided_with_all_discretion_files(library: RuleLibrary) -> None:
    rulebook = library.select(["sign"]).rulebook

    assert [each.content.id for each in rulebook.files] == ["law-33", "sign"]


def test_the_order_of_the_choice_does_not_matter(library: RuleLibrary) -> None:
    assert library.select(["sign", "other", "sign"]) is library.select(["other", "sign"])


def test_an_engine_is_compiled_once_for_a_choice_and_for_stored_rules_alike(library: RuleLibrary) -> None:
    engine = library.select(["sign"])

    assert library.select(["sign"]) is engine
    assert library.remake((dumped(FIRST_OFFENCE), dumped(SIGN))) is engine


def test_what_was_read_at_the_start_is_not_read_again(library: RuleLibrary) -> None:
    used = library.select(["sign"]).rulebook.files

    assert all(any(file is read for read in library.rulebook.files) for file in used)


def test_older_rules_get_an_engine_of_their_own(library: RuleLibrary) -> None:
    engine = library.remake((dumped(changed(SIGN, "version", to="2025.1")),))

    assert [pack.version for pack in engine.rulebook.packs] == ["2025.1"]
    assert library.select(["sign"]).rulebook.packs[0].version == "2026.1"


def test_the_order_of_stored_rules_is_kept(library: RuleLibrary) -> None:
    engine = library.remake((dumped(SIGN), dumped(OTHER)))

    assert [pack.id for pack in engine.rulebook.packs] == ["sign", "other"]


def test_no_more_engines_are_kept_than_memory_allows(library: RuleLibrary) -> None:
    engine = library.select(["sign"])
    for number in range(ENGINES_KEPT):
        library.remake((dumped(changed(SIGN, "version", to=f"v{number}")),))

    assert library.select(["sign"]) is not engine


@pytest.mark.parametrize(("choice", "said"), [(["sign", "nothing"], "nothing"), (["law-33"], "law-33"), ([], "至少")])
def test_a_choice_that_is_not_there_is_said(library: RuleLibrary, choice: list[str], said: str) -> None:
    with pytest.raises(UnknownPackError, match=said):
        library.select(choice)


def test_stored_rules_that_cannot_be_read_are_said(library: RuleLibrary) -> None:
    with pytest.raises(ProblemsError):
        library.remake((b"kind: nothing",))


def test_a_choice_that_is_new_compiles_nothing_that_was_prepared(
    library: RuleLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.prepare(TODAY)
    monkeypatch.setattr(durable, "_Program", None)

    engine = library.select(["sign"])
    sheet = read_sheet({"answers": {"设有招牌": True, "招牌面积": 12, "取得许可": False}}, engine.rulebook)

    assert [finding.status for finding in engine.decide(sheet, TODAY).findings] == ["violation"]


def test_an_older_file_is_read_once_for_all_rulebooks_that_it_stands_in(library: RuleLibrary) -> None:
    older = dumped(changed(SIGN, "version", to="2025.1"))

    alone, beside = library.remake((older,)), library.remake((dumped(OTHER), older))

    assert alone.rulebook.files[0] is beside.rulebook.files[1]
