"""The JSON Schema of rule files, for editors that complete and check as one types."""

from typing import Any

from pydantic.json_schema import models_json_schema

from compliance.rulepacks.conditions import CONNECTIVES, All, Any_, Not, Parameter, Test
from compliance.rulepacks.finder import Finder
from compliance.rulepacks.models import Discretion, NegativeList, OneVisit, Statutes


def json_schema() -> dict[str, Any]:
    """A schema of all kinds of file, draft 2020-12, with Chinese descriptions."""
    names, schema = models_json_schema([(kind, "validation") for kind in _KINDS], by_alias=True)
    definitions = {
        name: _conditions_by_name(_for_lawyers(each)) for name, each in schema["$defs"].items() if name not in _TREES
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "清单规则包",
        "description": (
            "负面清单（negative_list）、裁量规则（discretion）、一件事（one_visit）、选清单（finder）或法规登记（statutes）"
        ),
        "oneOf": [names[kind, "validation"] for kind in _KINDS],
        "$defs": {**definitions, "Condition": _CONDITION},
    }


def _for_lawyers(definition: dict[str, Any]) -> dict[str, Any]:
    """Without the English titles and docstrings, which are for engineers; the fields have Chinese descriptions."""
    properties = {
        key: {name: value for name, value in each.items() if name != "title"}
        for key, each in definition.get("properties", {}).items()
    }
    kept = {key: value for key, value in definition.items() if key not in ("title", "description", "properties")}
    return {**kept, "properties": properties}


def _conditions_by_name(schema: Any) -> Any:
    """Each place for a condition, as a reference to what conditions are."""
    if isinstance(schema, list):
        return [_conditions_by_name(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "x-condition" in schema:
        return {"$ref": "#/$defs/Condition", **{key: value for key, value in schema.items() if key != "x-condition"}}
    return {key: _conditions_by_name(value) for key, value in schema.items()}


_KINDS = (NegativeList, Discretion, OneVisit, Finder, Statutes)
_TREES = {tree.__name__ for tree in (All, Any_, Not, Parameter, Test)}
_PARTS = {"type": "array", "items": {"$ref": "#/$defs/Condition"}}
_CONDITION: dict[str, Any] = {
    "description": (
        "条件：{all: [条件…]} 全部成立、{any: [条件…]} 任一成立、{not: 条件} 不成立；"
        "或 {事实: 值}、{事实: {运算: 操作数}}，写几个事实的要全部成立"
    ),
    "type": "object",
    "minProperties": 1,
    "oneOf": [
        {"properties": {"all": _PARTS}, "required": ["all"], "additionalProperties": False},
        {"properties": {"any": _PARTS}, "required": ["any"], "additionalProperties": False},
        {"properties": {"not": {"$ref": "#/$defs/Condition"}}, "required": ["not"], "additionalProperties": False},
        {"not": {"anyOf": [{"required": [key]} for key in CONNECTIVES]}},
    ],
}
