"""What the form knows of the facts of a text, whatever is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args

from compliance.rulepacks.conditions import CONNECTIVES
from compliance.rulepacks.values import FactType


@dataclass(frozen=True, slots=True)
class FactShown:
    """A fact. `type`: text where the file names none that there is."""

    name: str
    ask: str
    type: FactType
    options: tuple[str, ...] | None = None
    unit: str = ""
    min: Decimal | None = None
    max: Decimal | None = None


def facts_of(questions: Any) -> dict[str, FactShown]:
    """By their names, in their order."""
    said = questions if isinstance(questions, Mapping) else {}
    return {name: _shown(name, each) for name, each in said.items() if isinstance(each, Mapping)}


def _shown(name: str, said: Mapping[str, Any]) -> FactShown:
    options, unit = said.get("options"), said.get("unit")
    return FactShown(
        name,
        str(said.get("ask") or ""),
        fact_type(said.get("type")),
        tuple(map(str, options)) if isinstance(options, list) else None,
        unit if isinstance(unit, str) else "",
    )


def fact_type(said: object) -> FactType:
    """The type of this name; text where there is none."""
    found: tuple[FactType, ...] = get_args(FactType)
    return next((each for each in found if each == said), "text")


def used_by(item: Any, questions: Any) -> tuple[str, ...]:
    """The facts that the item's conditions, fines and examples name, with those on which it hangs whether they are
    asked, in the questions' order."""
    known = questions if isinstance(questions, Mapping) else {}
    found, waiting = set[str](), list(_named(item))
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found.add(name)
            waiting += _in_condition(_get(known[name], "ask_when"))
    return tuple(name for name in known if name in found)


def _named(item: Any) -> Iterator[str]:
    for key in ("applies_when", "violated_when"):
        yield from _in_condition(_get(item, key))
    for penalty in _listed(_get(item, "penalty")):
        for fine in _listed(_get(penalty, "fines")):
            yield from _in_condition(_get(fine, "if"))
            yield str(_get(fine, "of"))
    for example in _listed(_get(item, "examples")):
        given = _get(example, "given")
        yield from given if isinstance(given, Mapping) else ()


def _in_condition(condition: Any) -> Iterator[str]:
    if not isinstance(condition, Mapping):
        return
    for key, body in condition.items():
        if key in CONNECTIVES:
            for part in _listed(body):
                yield from _in_condition(part)
        else:
            yield key


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None
