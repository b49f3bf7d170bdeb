"""Mutants of a pack: the same pack with one thing in it slightly wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from immutabledict import immutabledict

from compliance.analysis.days import DAYS_COUNTED, behind, tests_behind
from compliance.analysis.places import Place, places, replaced, without
from compliance.analysis.samples import operands_of
from compliance.analysis.words import quoted, say_test
from compliance.rulepacks.conditions import ALWAYS, All, Any_, Condition, Not, Parameter, Test
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Item, NegativeList, Question
from compliance.rulepacks.problems import Mark
from compliance.rulepacks.source import locate
from compliance.rulepacks.values import EXACT, plain_number


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed pack. `items`: the numbers of those whose status may hang on what was changed."""

    pack: NegativeList
    mark: Mark
    change: str
    items: tuple[int, ...]
    fact: str | None = None
    """The question whose ask_when was changed."""


Change: TypeAlias = tuple[Condition, str]
"""The part that stands in the place of another, and what was done, in words."""


def mutants(file: RuleFile) -> Iterator[Mutant]:
    """All mutants of the file's pack; none of another kind of file."""
    if isinstance(file.content, NegativeList):
        yield from _of_gates(file, file.content)
        yield from _of_parameters(file, file.content)
        yield from _of_items(file, file.content)


def _of_items(file: RuleFile, pack: NegativeList) -> Iterator[Mutant]:
    for number, item in enumerate(pack.items):
        for key, label in (("applies_when", "适用条件"), ("violated_when", "违反条件")):
            place = place_of(file, ("items", number, key), getattr(item, key))
            if place is None:
                continue
            for mark, changed, words in _changes(place, pack):
                yield Mutant(_with_item(pack, number, key, changed), mark, f"{label}：{words}", (number,))
            if key == "applies_when":
                mutant = _with_item(pack, number, key, ALWAYS)
                yield Mutant(mutant, place.mark, f"{label}：整个删去", (number,))


def _of_gates(file: RuleFile, pack: NegativeList) -> Iterator[Mutant]:
    for fact, question in pack.questions.items():
        place = question.ask_when and place_of(file, ("questions", fact, "ask_when"), question.ask_when)
        items = tuple(n for n, item in enumerate(pack.items) if fact in behind(pack, item))
        if not place or not items:
            continue
        changes = [*_changes(place, pack), (place.mark, ALWAYS, "整个删去")]
        for mark, changed, words in changes:
            questions = immutabledict({**pack.questions, fact: question.model_copy(update={"ask_when": changed})})
            mutant = pack.model_copy(update={"questions": questions})
            yield Mutant(mutant, mark, f"「{fact}」的 ask_when：{words}", items, fact)


def _of_parameters(file: RuleFile, pack: NegativeList) -> Iterator[Mutant]:
    for name, entries in pack.parameters.items():
        readers = {n: _tests_of(name, pack, item) for n, item in enumerate(pack.items)}
        items = tuple(n for n, tests in readers.items() if tests)
        days = any(test.operator in DAYS_COUNTED for tests in readers.values() for test in tests)
        for n, entry in enumerate(entries) if items else ():
            for value in _one_step(entry.value, days):
                changed = (*entries[:n], entry.model_copy(update={"value": value}), *entries[n + 1 :])
                parameters = immutabledict({**pack.parameters, name: changed})
                mark = locate(file.root, ("parameters", name, n, "value"))
                words = f"参数「{name}」：由 {plain_number(entry.value)} 改为 {plain_number(value)}"
                yield Mutant(pack.model_copy(update={"parameters": parameters}), mark, words, items)


def place_of(file: RuleFile, path: tuple[Any, ...], condition: Condition) -> Place | None:
    """The condition that stands at the path in the file; None where it is left out."""
    node: Any = file.root
    for step in path:
        if isinstance(node, dict) and step not in node:
            return None
        node = node[step]
    return places(node, locate(file.root, path), condition)


def _tests_of(parameter: str, pack: NegativeList, item: Item) -> list[Test]:
    return [test for test in tests_behind(pack, item) if Parameter(parameter) in operands_of(test)]


def _with_item(pack: NegativeList, number: int, key: str, condition: Condition) -> NegativeList:
    items = list(pack.items)
    items[number] = items[number].model_copy(update={key: condition})
    return pack.model_copy(update={"items": tuple(items)})


def _changes(whole: Place, pack: NegativeList) -> Iterator[tuple[Mark, Condition, str]]:
    """The whole condition with one part changed or left out, where that part stands, and what was done to it."""
    for place in whole.walk():
        for part, words in _changes_of(place.condition, pack):
            yield place.mark, replaced(whole.condition, place.path, part), words
        if isinstance(place.condition, All | Any_) and len(place.parts) > 1:
            for part_place in place.parts:
                rest = without(whole.condition, part_place.path)
                yield part_place.mark, rest, f"删去{quoted(part_place.condition)}"


def _changes_of(part: Condition, pack: NegativeList) -> Iterator[Change]:
    match part:
        case Not(inner):
            yield inner, f"{quoted(inner)}前面的 not 删去"
        case All(parts) if len(parts) > 1:
            yield Any_(parts), f"{quoted(part)}由「全部成立」改为「至少一个成立」"
            yield Not(part), f"{quoted(part)}前面加 not"
        case Any_(parts) if len(parts) > 1:
            yield All(parts), f"{quoted(part)}由「至少一个成立」改为「全部成立」"
            yield Not(part), f"{quoted(part)}前面加 not"
        case Test():
            for test in _tests_instead(part, pack.questions[part.fact]):
                yield test, f"「{part.fact}」由「{say_test(part)}」改为「{say_test(test)}」"
            if part.operator not in _OPPOSITES and not isinstance(part.operand, bool):
                yield Not(part), f"{quoted(part)}前面加 not"


_NEIGHBOURS = {
    "gt": "gte",
    "gte": "gt",
    "lt": "lte",
    "lte": "lt",
    "includes_any": "includes_all",
    "includes_all": "includes_any",
    "before": "on_or_before",
    "on_or_before": "before",
    "after": "on_or_after",
    "on_or_after": "after",
}
_OPPOSITES = {
    "is_not": "is",
    "in": "not_in",
    "not_in": "in",
    "includes": "excludes",
    "excludes": "includes",
}


def _tests_instead(test: Test, question: Question) -> Iterator[Test]:
    """The test with its operator changed, or one of its operands."""
    operator = {**_NEIGHBOURS, **_OPPOSITES}.get(test.operator)
    if operator and (operator not in ("includes_any", "includes_all") or len(operands_of(test)) > 1):
        yield replace(test, operator=operator)
    if isinstance(test.operand, tuple):
        yield from (replace(test, operand=operand) for operand in _lists_instead(test.operand, question))
    else:
        yield from (replace(test, operand=operand) for operand in _operands_instead(test, question))


def _lists_instead(operand: tuple[Any, ...], question: Question) -> Iterator[tuple[Any, ...]]:
    """One of them left out, or the next option put in."""
    for n in range(len(operand)) if len(operand) > 1 else ():
        yield (*operand[:n], *operand[n + 1 :])
    more = [option for option in question.options or () if option not in operand]
    if more:
        yield (*operand, _next_option(operand[-1], more, question) if operand else more[0])


def _operands_instead(test: Test, question: Question) -> Iterator[Any]:
    operand = test.operand
    if isinstance(operand, bool):
        yield not operand
    elif isinstance(operand, Decimal):
        yield from _one_step(operand, test.operator in DAYS_COUNTED)
    elif isinstance(operand, str):
        others = [option for option in question.options or () if option != operand]
        if others:
            yield _next_option(operand, others, question)
    elif isinstance(operand, date):
        yield from (operand + timedelta(step) for step in (-1, 1) if date.min < operand < date.max)


def _next_option(option: str, among: list[str], question: Question) -> str:
    options = question.options or ()
    start = options.index(option)
    return next(each for each in (*options[start:], *options) if each in among)


def _one_step(number: Decimal, days: bool) -> Iterator[Decimal]:
    """A unit of the last place that is written less and more; a count of days changes by one, and isn't below 0."""
    exponent = number.as_tuple().exponent
    step = Decimal(1).scaleb(0 if days else min(0, int(exponent)))
    for changed in (EXACT.subtract(number, step), EXACT.add(number, step)):
        if not days or changed >= 0:
            yield changed
