"""The words that may stand in a rule file, by the place where they stand, each with what it means: from the language's
own schema and the rules of today, so that what is offered and what lint takes are one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from compliance.documents.aloud import SAID
from compliance.documents.wording import VERDICTS
from compliance.rulepacks.conditions import OPERATORS
from compliance.rulepacks.json_schema import json_schema
from compliance.rulepacks.models import GIVEN_FACTS, Question, Statutes
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.library import RuleLibrary

Choice: TypeAlias = tuple[str, str]
"""A word, and what it means in Chinese, where that can be said."""
_CONNECTIVES: tuple[Choice, ...] = (
    ("all", "全部成立：后面是条件的列表"),
    ("any", "任一成立：后面是条件的列表"),
    ("not", "不成立：后面是一个条件"),
)
_ROOTS = {"negative_list": "NegativeList", "discretion": "Discretion", "statutes": "Statutes"}


def words(library: RuleLibrary, kind: str) -> dict[str, Any]:
    """What can be written in a file of this kind, ready to be sent.

    `parts` has the keys of each part by its name, beginning with that named by `root`: of each key what it is `about`,
    the `values` that it may have, and what is below it: a `part`, parts by names of their own (`each`), a `condition`,
    or values of facts (`given`). `named` are words to choose from where others may be written too, by the key that they
    stand behind; `facts` are by id, `operators` by the type of a fact.
    """
    schema = json_schema()["$defs"]
    book = library.rulebook
    return {
        "root": _ROOTS[kind],
        "parts": {name: _part(each) for name, each in schema.items() if "properties" in each},
        "connectives": _CONNECTIVES,
        "operators": {of: [(name, _meaning(name)) for name in names] for of, names in OPERATORS.items()},
        "facts": dict(_facts(book, kind)),
        "named": _named(book),
    }


def _part(definition: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    required = definition.get("required", ())
    return {key: {**_key(each), "must": key in required} for key, each in definition["properties"].items()}


def _key(schema: Mapping[str, Any]) -> dict[str, Any]:
    about = schema.get("description", "")
    return {"about": about, "values": list(_values(schema, about)), **_under(schema)}


def _under(schema: Mapping[str, Any]) -> dict[str, str]:
    """What is below the key, by what it is: at most one."""
    more = schema.get("additionalProperties")
    if more is True:
        return {"given": "facts"}
    names = dict.fromkeys(_below(more or schema))
    return {("each" if more else "condition" if name == "Condition" else "part"): name for name in names}


def _below(schema: Mapping[str, Any]) -> Iterator[str]:
    """The names of the definitions that the schema leads to, past lists and choices."""
    if "$ref" in schema:
        yield schema["$ref"].rpartition("/")[2]
    for each in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])):
        yield from dict.fromkeys(_below(each))


def _values(schema: Mapping[str, Any], about: str) -> Iterator[Choice]:
    """What the schema lists; a description that names each value says what it means."""
    if "const" in schema:
        yield str(schema["const"]), ""
    if schema.get("type") == "boolean":
        yield from (("true", "是"), ("false", "否"))
    for value in schema.get("enum", ()):
        said = re.search(rf"(?<![a-z_]){re.escape(value)} ([^、，；（]+)", about)
        yield value, said[1] if said else VERDICTS.get(value, "")
    for each in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])):
        yield from _values(each, about)


def _meaning(operator: str) -> str:
    """«超过……»."""
    return SAID[operator].format(fact="", value="……")


def _facts(book: Rulebook, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the conditions of such a file can read, beside what the file itself asks."""
    if kind == "discretion":
        yield from ((name, {"type": each.type, "options": each.options or ()}) for name, each in GIVEN_FACTS.items())
        asked: Iterable[Mapping[str, Question]] = (file.circumstances for file in book.discretion)
    else:
        asked = (pack.questions for pack in book.whole_packs)
    for group in asked:
        for name, question in group.items():
            yield name, _fact(question)


def _fact(question: Question) -> dict[str, Any]:
    return {
        "type": question.type,
        "ask": question.ask,
        "unit": question.unit or "",
        "options": question.options or (),
    }


def _named(book: Rulebook) -> dict[str, list[Choice]]:
    items = [item for pack in book.whole_packs for item in pack.items]
    laws = [each for file in book.files if isinstance(file.content, Statutes) for each in file.content.statutes]
    return {
        "department": _once(item.department for item in items),
        "act": _once(item.act for item in items if item.act),
        "lists": _once(name for item in items for name in item.lists),
        "measures": _once(name for item in items for penalty in item.penalty for name in penalty.measures),
        "per": _once(fine.per for item in items for penalty in item.penalty for fine in penalty.fines if fine.per),
        "law": [(name, each.title) for each in laws for name in dict.fromkeys((each.id, *each.short))],
        "item.id": [(item.id, item.title) for item in items],
        "item.laws": [(each.id, each.title) for each in laws],
        "item.lists": _once(name for item in items for name in item.lists),
    }


def _once(texts: Iterable[str]) -> list[Choice]:
    return [(each, "") for each in sorted(set(texts))]
