"""What was written into the rows of a condition, and into the answers of an example, as values of the file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compliance.analysis.words import say
from compliance.rulepacks.conditions import OPERATORS, Scope, parse_condition
from compliance.rulepacks.problems import Mark, Report
from compliance.rulepacks.source import parse
from compliance.rulepacks.values import ValueFlaw
from compliance.services.item_form import boxes
from compliance.services.item_form.boxes import Reader
from compliance.services.item_form.conditions import AsBefore, GroupSaid, PartSaid, TestSaid, condition_data
from compliance.services.item_form.facts import FactShown
from compliance.services.rule_texts.yaml_text import flow

LISTS = ("in", "not_in", "includes_any", "includes_all")
"""Operators that hold a fact against several values."""
_DAYS = ("within_days", "older_than_days")
BETWEEN = re.compile(r"[、,，\n]")
_READERS: Mapping[str, Reader] = {"boolean": boxes.truth, "number": boxes.number, "date": boxes.day}


@dataclass(frozen=True, slots=True)
class Known:
    """The facts that conditions may read, and the numbers that they may name."""

    facts: Mapping[str, FactShown]
    parameters: Mapping[str, Any]


def tell_condition(group: GroupSaid, old: Any, known: Known, name: str, flaws: dict[str, str]) -> Any:
    """The condition's data, None for none; what is wrong goes to `flaws` by the control's name."""
    if not group.parts and not group.denied:
        return None
    before, operands = AsBefore.of(old), dict[TestSaid, Any]()
    there = {test for tests in before.bodies for test in tests}
    found: dict[str, str] = {}
    for place, part in _named(group, name):
        if isinstance(part, GroupSaid) and not part.parts:
            found[place] = "这一组还没有条件；请加一条，或者删去这一组"
        elif isinstance(part, TestSaid) and part not in there:
            try:
                operands[part] = _checked(part, known)
            except ValueFlaw as flaw:
                found[place] = str(flaw)
    flaws |= found
    return old if found else condition_data(group, before, operands)


def _named(part: PartSaid, name: str) -> Iterator[tuple[str, PartSaid]]:
    """Each part, with the name of its controls."""
    yield name, part
    for place, each in enumerate(part.parts if isinstance(part, GroupSaid) else ()):
        yield from _named(each, f"{name}.{place}")


def _checked(test: TestSaid, known: Known) -> Any:
    """The operand; raises ValueFlaw where it doesn't fit the fact."""
    fact = known.facts.get(test.fact)
    if fact is None:
        raise ValueFlaw(f"没有「{test.fact}」这个事实")
    operand = _operand(fact, test)
    problems = _problems({test.fact: {test.operator: operand}}, known)
    if problems:
        raise ValueFlaw(problems[0])
    return operand


def _operand(fact: FactShown, test: TestSaid) -> Any:
    chosen = [each for each in test.values if each.strip()]
    if not chosen:
        raise ValueFlaw("还没有写值" if fact.options is None and fact.type != "boolean" else "还没有选")
    if test.operator in LISTS:
        return [_single(fact, test.operator, each) for each in chosen]
    if len(chosen) > 1:
        raise ValueFlaw("这里只能选一项；要选几项，请换成“之一”“任何一项”的说法")
    return _single(fact, test.operator, chosen[0])


def _single(fact: FactShown, operator: str, typed: str) -> Any:
    if typed.strip().startswith("$"):
        return typed.strip()
    if operator in _DAYS:
        return boxes.whole(typed)
    return _READERS.get(fact.type, boxes.text)(typed)


def _problems(condition: Any, known: Known) -> list[str]:
    report = Report("")
    node = parse(flow(condition).encode(), report)
    parse_condition(node, Scope(known.facts, report, known.parameters), Mark())
    return [each.message for each in report.problems]


def read_out(condition: Any, known: Known) -> str:
    """The condition in plain words; empty for none, and for one with faults."""
    if condition is None or _problems(condition, known):
        return ""
    node = parse(flow(condition).encode(), Report(""))
    return say(parse_condition(node, Scope(known.facts, Report(""), known.parameters), Mark()))


def operators_of(fact: FactShown | None, now: str = "") -> tuple[str, ...]:
    """Those that fit the fact's type, and the one that stands there."""
    fitting = OPERATORS[fact.type] if fact else ()
    return fitting if now in fitting or not now else (*fitting, now)


def answer(fact: FactShown | None, typed: tuple[str, ...]) -> Any:
    """The value of an answer in an example, None for none; raises ValueFlaw."""
    chosen = [each for each in typed if each.strip()]
    if fact and fact.type == "choices":
        return chosen or None
    return _READERS.get(fact.type if fact else "text", boxes.text)(chosen[0]) if chosen else None
