"""Conditions: the typed trees, and how they are read from a file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeAlias

from compliance.rulepacks.problems import Mark, Report, did_you_mean
from compliance.rulepacks.source import MappingNode, SequenceNode, locate
from compliance.rulepacks.values import Fact, ValueFlaw, describe, exact_date, exact_number, exact_text


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated number of the pack, by name; stands where a number or a count of days does."""

    name: str


Operand: TypeAlias = bool | str | date | Decimal | Parameter | tuple[str, ...] | tuple[Decimal | Parameter, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """One fact held against one operand. An operand None (a parameter with no value yet) makes it unknown."""

    fact: str
    operator: str
    operand: Operand | None


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class Any_:
    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


Condition: TypeAlias = All | Any_ | Not | Test

ALWAYS = All()
CONNECTIVES = ("all", "any", "not")
OPERATORS: dict[str, tuple[str, ...]] = {
    "boolean": ("is",),
    "number": ("is", "is_not", "gt", "gte", "lt", "lte", "in", "not_in"),
    "choice": ("is", "is_not", "in", "not_in"),
    "choices": ("includes", "excludes", "includes_any", "includes_all"),
    "date": ("is", "before", "after", "on_or_before", "on_or_after", "within_days", "older_than_days"),
    "text": (),
}
_LIST_OPERATORS = {"in", "not_in", "includes_any", "includes_all"}
_DAY_COUNTS = {"within_days", "older_than_days"}
MAX_DAYS = 1_000_000


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The parts directly below."""
    match condition:
        case All(parts) | Any_(parts):
            return parts
        case Not(part):
            return (part,)
    return ()


def tests_in(condition: Condition) -> Iterator[Test]:
    """All tests of the tree, in the order of the text."""
    if isinstance(condition, Test):
        yield condition
    for part in parts_of(condition):
        yield from tests_in(part)


def facts_in(condition: Condition) -> frozenset[str]:
    """The ids of all facts that the tree reads."""
    return frozenset(test.fact for test in tests_in(condition))


def parameters_in(condition: Condition) -> frozenset[str]:
    """The names of all parameters that the tree reads."""
    operands = [each for test in tests_in(condition) for each in _operands(test)]
    return frozenset(each.name for each in operands if isinstance(each, Parameter))


def map_tests(condition: Condition, change: Callable[[Test], Condition]) -> Condition:
    """The same tree with each test changed."""
    match condition:
        case All(parts):
            return All(tuple(map_tests(part, change) for part in parts))
        case Any_(parts):
            return Any_(tuple(map_tests(part, change) for part in parts))
        case Not(part):
            return Not(map_tests(part, change))
    return change(condition)


def resolve(condition: Condition, parameters: Mapping[str, Decimal | None]) -> Condition:
    """The same tree with each parameter replaced by its value; one with no value leaves its test unknown."""

    def replace_parameters(test: Test) -> Test:
        if not any(isinstance(each, Parameter) for each in _operands(test)):
            return test
        values = [parameters.get(each.name) if isinstance(each, Parameter) else each for each in _operands(test)]
        if any(value is None for value in values):
            return Test(test.fact, test.operator, None)
        operand: Any = tuple(values) if isinstance(test.operand, tuple) else values[0]
        return Test(test.fact, test.operator, operand)

    return map_tests(condition, replace_parameters)


def _operands(test: Test) -> tuple[Any, ...]:
    return test.operand if isinstance(test.operand, tuple) else (test.operand,)


@dataclass
class Scope:
    """What a condition may read at the place where it stands.

    A fact or parameter that is None stands in the file but is faulty itself: tests of it are passed over.
    """

    facts: Mapping[str, Fact | None]
    report: Report
    parameters: Mapping[str, object] = field(default_factory=dict)
    where: str = ""


def parse_condition(raw: Any, scope: Scope, mark: Mark) -> Condition:
    """The tree of a condition; every fault in it goes to the scope's report, with its own place."""
    if not isinstance(raw, MappingNode):
        scope.report.error(mark, "bad-condition", f"条件应写成 {{事实: 值}} 或 all、any、not，写的是{describe(raw)}")
        return ALWAYS
    if not raw:
        scope.report.error(mark, "bad-condition", "条件是空的；总是成立的写 {all: []}，或删去这一项")
        return ALWAYS
    connectives = [key for key in raw if key in CONNECTIVES]
    if not connectives:
        tests = tuple(test for fact in raw for test in _parse_fact(fact, raw, scope))
        return tests[0] if len(tests) == 1 else All(tests)
    if len(raw) > 1:
        scope.report.error(
            raw.key_marks.get(connectives[0], mark),
            "bad-condition",
            f"「{connectives[0]}」要单独写，不能和别的键并列；请放进 all 的列表里",
        )
        return ALWAYS
    return _parse_connective(connectives[0], raw, scope)


def _parse_connective(key: str, raw: MappingNode, scope: Scope) -> Condition:
    body, mark = raw[key], locate(raw, (key,))
    if key == "not":
        return Not(parse_condition(body, scope, mark))
    if not isinstance(body, SequenceNode):
        scope.report.error(mark, "bad-condition", f"「{key}」后面应是条件的列表 […]，写的是{describe(body)}")
        return ALWAYS
    parts = tuple(parse_condition(part, scope, body.marks[i]) for i, part in enumerate(body))
    return All(parts) if key == "all" else Any_(parts)


def _parse_fact(name: str, raw: MappingNode, scope: Scope) -> Iterator[Test]:
    key_mark, mark, body = raw.key_marks.get(name, raw.mark), locate(raw, (name,)), raw[name]
    if name not in scope.facts:
        hint = did_you_mean(name, scope.facts)
        scope.report.error(key_mark, "unknown-fact", f"没有「{name}」这个事实{scope.where}{hint}")
        return
    fact = scope.facts[name]
    if fact is None:
        return
    if not isinstance(body, MappingNode):
        if "is" not in OPERATORS[fact.type]:
            scope.report.error(mark, "bad-operator", f"「{name}」{_allowed(fact)}，不能直接写值")
        else:
            yield from _parse_test(name, fact, "is", body, mark, scope)
        return
    if not body:
        scope.report.error(mark, "bad-condition", f"「{name}」后面的 {{}} 是空的；{_allowed(fact)}")
    for operator, operand in body.items():
        if operator not in OPERATORS[fact.type]:
            near = get_close_matches(operator, OPERATORS[fact.type], n=1)
            hint = f"；是不是「{near[0]}」？" if near else ""
            scope.report.error(
                body.key_marks.get(operator, mark),
                "bad-operator",
                f"「{name}」不能用「{operator}」{hint}；它{_allowed(fact)}",
            )
        else:
            yield from _parse_test(name, fact, operator, operand, locate(body, (operator,)), scope)


def _allowed(fact: Fact) -> str:
    if not OPERATORS[fact.type]:
        return "是文字题，文字题不能作条件"
    return f"是 {fact.type} 型，可用 {'、'.join(OPERATORS[fact.type])}"


def _parse_test(name: str, fact: Fact, operator: str, raw: Any, mark: Mark, scope: Scope) -> Iterator[Test]:
    try:
        yield Test(name, operator, _parse_operand(fact, operator, raw, mark, scope))
    except ValueFlaw as flaw:
        scope.report.error(mark, "bad-operand", f"「{name}」的「{operator}」：{flaw}")


def _parse_operand(fact: Fact, operator: str, raw: Any, mark: Mark, scope: Scope) -> Operand:
    if operator in _LIST_OPERATORS:
        if not isinstance(raw, SequenceNode):
            raise ValueFlaw(f"后面应是列表 […]，写的是{describe(raw)}")
        return tuple(_single(fact, each, raw.marks[i], scope) for i, each in enumerate(raw))
    if operator in _DAY_COUNTS:
        return _day_count(raw, mark, scope)
    operand: Operand = _single(fact, raw, mark, scope)
    return operand


def _single(fact: Fact, raw: Any, mark: Mark, scope: Scope) -> Any:
    return _SINGLES[fact.type](fact, raw, mark, scope)


def _boolean(_: Fact, raw: Any, __: Mark, ___: Scope) -> bool:
    if not isinstance(raw, bool):
        raise ValueFlaw(f"应为 true 或 false，写的是{describe(raw)}")
    return raw


def _number(_: Fact, raw: Any, mark: Mark, scope: Scope) -> Decimal | Parameter:
    return _parameter(raw, mark, scope) or exact_number(raw)


def _option(fact: Fact, raw: Any, _: Mark, __: Scope) -> str:
    text = exact_text(raw)
    if fact.options is not None and text not in fact.options:
        raise ValueFlaw(f"「{text[:40]}」不在选项里{did_you_mean(text, fact.options)}")
    return text


def _day_count(raw: Any, mark: Mark, scope: Scope) -> Decimal | Parameter:
    if parameter := _parameter(raw, mark, scope):
        return parameter
    number = exact_number(raw)
    if number != number.to_integral_value() or not 0 <= number <= MAX_DAYS:
        raise ValueFlaw("天数应为不小于 0 的整数")
    return number


def _parameter(raw: Any, mark: Mark, scope: Scope) -> Parameter | None:
    if not (isinstance(raw, str) and raw.startswith("$")):
        return None
    name = raw[1:]
    if name not in scope.parameters:
        scope.report.error(mark, "unknown-parameter", f"没有「{name}」这个参数{did_you_mean(name, scope.parameters)}")
    return Parameter(name)


_SINGLES: dict[str, Callable[[Fact, Any, Mark, Scope], Any]] = {
    "boolean": _boolean,
    "number": _number,
    "choice": _option,
    "choices": _option,
    "date": lambda _, raw, __, ___: exact_date(raw),
}
