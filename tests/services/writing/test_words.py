"""The words that the editor offers are those that lint takes."""

from typing import Any

import pytest

from compliance.rulepacks.conditions import OPERATORS
from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.models import Discretion, Item, NegativeList, Statutes
from compliance.rulepacks.rulebook import read_rulebook
from compliance.services.library import RuleLibrary
from compliance.services.writing.words import words
from compliance.settings import PROJECT


@pytest.fixture(scope="module")
def library() -> RuleLibrary:
    return RuleLibrary(read_rulebook([PROJECT / "rules"]))


def keys_of(model: Any) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize(
    ("kind", "model"), [("negative_list", NegativeList), ("discretion", Discretion), ("statutes", Statutes)]
)
def test_the_keys_of_a_file_are_those_of_its_model_and_each_is_explained(
    library: RuleLibrary, kind: str, model: Any
) -> None:
    said = words(library, kind)
    root = said["parts"][said["root"]]
    assert set(root) == keys_of(model)
    assert [key for part in said["parts"].values() for key, each in part.items() if not each["about"]] == []


def test_below_a_key_are_the_keys_of_its_part(library: RuleLibrary) -> None:
    parts = words(library, "negative_list")["parts"]
    assert parts["NegativeList"]["items"]["part"] == "Item"
    assert parts["NegativeList"]["questions"]["each"] == "Question"
    assert set(parts["Item"]) == keys_of(Item)
    assert [parts["Item"][key]["part"] for key in ("duty", "penalty", "effective", "rectify", "examples")] == [
        "Citation", "Penalty", "Period", "Rectification", "Example",
    ]  # fmt: skip
    assert {key for key, each in parts["Item"].items() if "condition" in each} == {"applies_when", "violated_when"}
    assert parts["Question"]["ask_when"]["condition"]
    assert parts["Fine"]["if"]["condition"]
    assert parts["Example"]["given"]["given"]
    assert parts["Item"]["violated_when"]["must"]
    assert not parts["Item"]["applies_when"]["must"]


def test_values_stand_with_what_they_mean(library: RuleLibrary) -> None:
    parts = words(library, "negative_list")["parts"]
    assert parts["Item"]["severity"]["values"] == [("minor", "轻微"), ("general", "一般"), ("serious", "严重")]
    assert parts["Fine"]["when"]["values"][0] == ("immediate", "可直接罚")
    assert parts["NegativeList"]["kind"]["values"] == [("negative_list", "")]
    assert parts["Rule"]["verdict"]["values"][1] == ("no_penalty_required", "不予处罚")
    assert parts["Fine"]["may"]["values"] == [("true", "是"), ("false", "否")]


def test_operators_are_those_of_the_language_by_the_type_of_the_fact(library: RuleLibrary) -> None:
    operators = words(library, "negative_list")["operators"]
    assert {of: tuple(name for name, _ in pairs) for of, pairs in operators.items()} == OPERATORS
    assert ("gt", "超过……") in operators["number"]


def test_facts_are_those_that_other_packs_ask_or_that_discretion_may_read(library: RuleLibrary) -> None:
    asked = words(library, "negative_list")["facts"]
    assert set(asked) == {fact for pack in library.packs for fact in pack.questions}
    read = words(library, "discretion")["facts"]
    assert read["item.severity"]["options"] == ("minor", "general", "serious")
    assert set(read) >= {fact for file in library.rulebook.discretion for fact in file.circumstances}


def test_laws_go_by_every_name_that_a_citation_may_have(library: RuleLibrary) -> None:
    laws = dict(words(library, "negative_list")["named"]["law"])
    register = parse_rule_file((PROJECT / "rules" / "statutes.yaml").read_bytes(), "statutes.yaml").content
    assert isinstance(register, Statutes)
    assert set(laws) == {name for each in register.statutes for name in (each.id, *each.short)}
    assert laws["产品质量法"] == "中华人民共和国产品质量法"


def test_departments_are_those_that_the_rules_name(library: RuleLibrary) -> None:
    named = words(library, "negative_list")["named"]["department"]
    assert {name for name, _ in named} == {item.department for pack in library.packs for item in pack.items}
