"""Values as rule files write them: plain where that says the same, in double quotes elsewhere, on one line."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from compliance.rulepacks.models import Citation, Fine
from compliance.rulepacks.values import plain_number

_RESOLVER = yaml.resolver.Resolver()
_PLAIN = re.compile(r"\$?[^\W\d_][^\x00-\x1f,\[\]{}#:\"'&*!|>%@`?]*(?<!\s)|[《〈“（][^\x00-\x1f,\[\]{}#:]*(?<!\s)")


def scalar(value: Any) -> str:
    """A text, a number, a truth, a day or a text that is an article's number, wherever it may stand."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return plain_number(Decimal(value))
    text = str(value)
    plain = _PLAIN.fullmatch(text) and _RESOLVER.resolve(yaml.ScalarNode, text, (True, False)).endswith(":str")
    return text if plain else json.dumps(text, ensure_ascii=False)


def flow(value: Any) -> str:
    """A mapping, list or scalar on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def block(value: Any) -> list[str]:
    """A mapping or list in lines, as rule files are written: short mappings each on one line."""
    if isinstance(value, Mapping):
        return [line for key, each in value.items() for line in entry(key, each)]
    return [f"{'  ' if number else '- '}{line}" for each in value for number, line in enumerate(_element(each))]


def entry(key: str, value: Any, top: bool = False) -> list[str]:
    """A key and its value, on one line or in several; `top`: a key of the whole file, whose parts have a line each."""
    if not stands_in_lines(value) and not (top and _all_mappings(value)):
        return [f"{scalar(key)}: {flow(value)}"]
    return [f"{scalar(key)}:", *(f"  {line}" for line in block(value))]


def stands_in_lines(value: Any) -> bool:
    """Whether rule files write the value in lines: a list of mappings, and a mapping with a list or with such in it."""
    if isinstance(value, Mapping):
        return any(isinstance(each, list | tuple) or stands_in_lines(each) for each in value.values())
    return isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value)


def _all_mappings(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(each, Mapping) for each in value.values())


def _element(value: Any) -> list[str]:
    return block(value) if isinstance(value, Mapping) and stands_in_lines(value) else [flow(value)]


def citation_keys(citation: Citation) -> dict[str, Any]:
    """The citation as a file has it, its article as a number where it is one."""
    article = int(citation.article) if citation.article.isdecimal() else citation.article
    places = {"paragraph": citation.paragraph, "subitem": citation.subitem}
    return {"law": citation.law, "article": article, **{key: each for key, each in places.items() if each}}


def fine_keys(fine: Fine) -> dict[str, Any]:
    """The fine as a file has it, without its condition."""
    keys: dict[str, Any] = {"when": fine.when, "who": fine.who}
    if fine.times:
        keys |= {"of": fine.of, "times": list(fine.times)}
    else:
        keys |= ({"min": fine.min} if fine.min else {}) | {"max": fine.max}
    return keys | ({"may": True} if fine.may else {}) | ({"per": fine.per} if fine.per else {})


def under(key: str, values: Iterable[str]) -> list[str]:
    """A key with a list in lines."""
    return [f"{key}:", *(f"  - {each}" for each in values)]
