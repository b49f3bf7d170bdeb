"""The schema for editors says what the loader accepts."""

import datetime
from pathlib import Path

import jsonschema
import pytest
import yaml

from compliance.rulepacks.json_schema import json_schema
from tests.packs import FIRST_OFFENCE, SIGN, changed

PROJECT = Path(__file__).parents[2]
RULES = sorted(
    [
        *(PROJECT / "rules").rglob("*.yaml"),
        *(PROJECT / "checklists" / "one_visit").glob("*.yaml"),
        PROJECT / "checklists" / "finder.yaml",
    ]
)
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def as_json(value):
    """What an editor hands to a validator: keys as text, dates as text."""
    if isinstance(value, dict):
        return {"on" if key is True else str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def faults(data):
    return list(VALIDATOR.iter_errors(as_json(data)))


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_the_shipped_files_follow_it(path):
    assert faults(yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def test_the_packs_of_the_tests_follow_it():
    assert faults(SIGN) == []
    assert faults(FIRST_OFFENCE) == []


@pytest.mark.parametrize(
    "broken",
    [
        changed(SIGN, "titel", to="x"),
        changed(SIGN, "items", 0, "severity", to="tiny"),
        changed(SIGN, "items", 0, "violated_when", to=3),
        changed(SIGN, "items", 0, "violated_when", to={"all": {}}),
        changed(SIGN, "items", 0, "violated_when", to={"all": [], "招牌面积": 3}),
        changed(SIGN, "items", 0, "penalty", "fines", 0, "when", to="later"),
        changed(FIRST_OFFENCE, "rules", 0, "verdict", to="free"),
    ],
)
def test_what_the_loader_refuses_by_form_the_schema_refuses_too(broken):
    assert faults(broken)


def test_every_key_is_described_in_chinese():
    for name, definition in json_schema()["$defs"].items():
        for key, schema in definition.get("properties", {}).items():
            assert any("一" <= char <= "鿿" for char in schema.get("description", "")), f"{name}.{key}"
