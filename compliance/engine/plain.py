"""The plain reading: condition trees walked as they stand."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from compliance.engine.facts import ConditionSet, Facts, Truth, conjunction, disjunction, negation
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test, parts_of


class PlainReader:
    """Reads conditions by walking their trees."""

    def read(self, conditions: ConditionSet, facts: Facts) -> dict[str, Truth]:
        return {name: truth_of(condition, facts) for name, condition in conditions.conditions.items()}


def truth_of(condition: Condition, facts: Facts) -> Truth:
    """Whether the condition holds: true, false or unknown."""
    match condition:
        case All(parts):
            return conjunction(truth_of(part, facts) for part in parts)
        case Any_(parts):
            return disjunction(truth_of(part, facts) for part in parts)
        case Not(part):
            return negation(truth_of(part, facts))
    return _test(condition, facts)


def needs_of(condition: Condition, facts: Facts) -> frozenset[str]:
    """The unanswered facts in the unknown parts of a condition; empty unless it is unknown."""
    if truth_of(condition, facts) is not None:
        return frozenset()
    if isinstance(condition, Test):
        return frozenset() if condition.fact in facts.values else frozenset({condition.fact})
    return frozenset().union(*(needs_of(part, facts) for part in parts_of(condition)))


def _test(test: Test, facts: Facts) -> Truth:
    value = facts.values.get(test.fact)
    if value is None or test.operand is None:
        return None
    return _OPERATORS[test.operator](value, test.operand, facts)


def _age(value: Any, facts: Facts) -> Decimal:
    return Decimal((facts.as_of - value).days)


_OPERATORS: dict[str, Callable[[Any, Any, Facts], bool]] = {
    "is": lambda value, operand, _: bool(value == operand),
    "is_not": lambda value, operand, _: bool(value != operand),
    "gt": lambda value, operand, _: bool(value > operand),
    "gte": lambda value, operand, _: bool(value >= operand),
    "lt": lambda value, operand, _: bool(value < operand),
    "lte": lambda value, operand, _: bool(value <= operand),
    "in": lambda value, operand, _: value in operand,
    "not_in": lambda value, operand, _: value not in operand,
    "includes": lambda value, operand, _: operand in value,
    "excludes": lambda value, operand, _: operand not in value,
    "includes_any": lambda value, operand, _: bool(value & set(operand)),
    "includes_all": lambda value, operand, _: value >= set(operand),
    "before": lambda value, operand, _: bool(value < operand),
    "after": lambda value, operand, _: bool(value > operand),
    "on_or_before": lambda value, operand, _: bool(value <= operand),
    "on_or_after": lambda value, operand, _: bool(value >= operand),
    "within_days": lambda value, operand, facts: 0 <= _age(value, facts) <= operand,
    "older_than_days": lambda value, operand, facts: _age(value, facts) > operand,
}
