"""Values as rule files write them: plain where that says the same, in double quotes elsewhere, on one line."""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import yaml

from compliance.rulepacks.models import Citation, Fine
from compliance.rulepacks.values import plain_number

_RESOLVER = yaml.resolver.Resolver()
_PLAIN = re.compile(r"[^\W\d_][^\x00-\x1f,\[\]{}#:\"'&*!|>%@`?]*(?<!\s)|[《〈“（][^\x00-\x1f,\[\]{}#:]*(?<!\s)")


def scalar(value: Any) -> str:
    """A text, a number, a truth or a text that is an article's number, wherever it may stand."""
    if isinstance(value, bool):
        return "true" if value else "false"
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
