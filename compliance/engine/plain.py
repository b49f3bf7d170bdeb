"""The plain reading: each condition as one Python function, which also tells what an unknown one needs.

A function gives TRUE, FALSE, or, where the condition is unknown, a number from 0 on whose bits are the unanswered facts
in its unknown parts. So one walk answers both, and an `all` that is unknown has by its nature looked at every part.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from compliance.engine.facts import ConditionSet, Facts, GateSet, ItemSet, Truth
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test
from compliance.rulepacks.models import Status

TRUE, FALSE = -1, -2
Needs: TypeAlias = int
"""Unanswered facts, one bit for each, in the order of their first use."""
Reading: TypeAlias = Callable[[Mapping[str, Any], date], int]


class PlainReader:
    """Reads conditions with functions that it makes of them once. Safe to share among threads."""

    def __init__(self) -> None:
        self._conditions: WeakKeyDictionary[ConditionSet, list[Reading]] = WeakKeyDictionary()
        self._items: WeakKeyDictionary[ItemSet, tuple[list[tuple[Reading, Reading]], Bits]] = WeakKeyDictionary()

    def truths(self, conditions: ConditionSet, facts: Facts) -> list[Truth]:
        readings = self._conditions.get(conditions)
        if readings is None:
            readings = self._conditions[conditions] = [compiled(each, Bits()) for each in conditions.conditions]
        values, as_of = facts.values, facts.as_of
        if isinstance(conditions, GateSet):
            return [reading(values, as_of) == TRUE for reading in readings]
        return [truth_of(reading(values, as_of)) for reading in readings]

    def statuses(self, items: ItemSet, facts: Facts) -> list[Status]:
        return [each if isinstance(each, str) else "undetermined" for each in self.findings(items, facts)]

    def findings(self, items: ItemSet, facts: Facts) -> "list[Status | Needs]":
        """The status of each item, and in place of `undetermined` what it needs; see `bits`."""
        values, as_of = facts.values, facts.as_of
        found: list[Status | Needs] = []
        for applies, violated in self._compiled(items)[0]:
            applied = applies(values, as_of)
            if applied == FALSE:
                found.append("not_applicable")
                continue
            breach = violated(values, as_of)
            if breach == FALSE:
                found.append("compliant")
            elif applied >= 0:
                found.append(applied | breach if breach >= 0 else applied)
            else:
                found.append(breach if breach >= 0 else "violation")
        return found

    def bits(self, items: ItemSet) -> "Bits":
        """Which bit of what `findings` says of a need stands for which fact."""
        return self._compiled(items)[1]

    def _compiled(self, items: ItemSet) -> "tuple[list[tuple[Reading, Reading]], Bits]":
        known = self._items.get(items)
        if known is None:
            bits = Bits()
            readings = [(compiled(applies, bits), compiled(violated, bits)) for applies, violated in items.items]
            known = self._items[items] = (readings, bits)
        return known


class Bits:
    """A bit for each fact."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}

    def of(self, fact: str) -> int:
        return self._bits.setdefault(fact, 1 << len(self._bits))

    def facts(self, needs: Needs) -> frozenset[str]:
        """The facts whose bits are set."""
        return frozenset(fact for fact, bit in self._bits.items() if needs & bit)


def truth_of(reading: int) -> Truth:
    """What a reading's number says."""
    return None if reading >= 0 else reading == TRUE


def compiled(condition: Condition, bits: Bits) -> Reading:
    """The function that reads the condition."""
    match condition:
        case All(parts):
            return _group([compiled(part, bits) for part in parts], TRUE, FALSE)
        case Any_(parts):
            return _group([compiled(part, bits) for part in parts], FALSE, TRUE)
        case Not(part):
            return _negation(compiled(part, bits))
    return _test(condition, bits.of(condition.fact))


def _group(parts: list[Reading], empty: int, decisive: int) -> Reading:
    if len(parts) == 1:
        return parts[0]

    def group(values: Mapping[str, Any], as_of: date) -> int:
        result = empty
        for part in parts:
            reading = part(values, as_of)
            if reading == decisive:
                return decisive
            if reading >= 0:
                result = reading if result < 0 else result | reading
        return result

    return group


def _negation(part: Reading) -> Reading:
    def negation(values: Mapping[str, Any], as_of: date) -> int:
        reading = part(values, as_of)
        return reading if reading >= 0 else TRUE + FALSE - reading

    return negation


def _test(test: Test, bit: int) -> Reading:
    fact, operand = test.fact, test.operand
    holds = _OPERATORS[test.operator]
    if isinstance(operand, tuple):
        operand = frozenset(operand)  # type: ignore[assignment]

    def tested(values: Mapping[str, Any], as_of: date) -> int:
        value = values.get(fact)
        if value is None:
            return bit
        if operand is None:
            return 0  # the parameter has no value yet, and no answer could help
        return TRUE if holds(value, operand, as_of) else FALSE

    return tested


def _age(value: Any, as_of: date) -> int:
    days: int = (as_of - value).days
    return days


_OPERATORS: dict[str, Callable[[Any, Any, date], bool]] = {
    "is": lambda value, operand, _: value == operand,
    "is_not": lambda value, operand, _: value != operand,
    "gt": lambda value, operand, _: value > operand,
    "gte": lambda value, operand, _: value >= operand,
    "lt": lambda value, operand, _: value < operand,
    "lte": lambda value, operand, _: value <= operand,
    "in": lambda value, operand, _: value in operand,
    "not_in": lambda value, operand, _: value not in operand,
    "includes": lambda value, operand, _: operand in value,
    "excludes": lambda value, operand, _: operand not in value,
    "includes_any": lambda value, operand, _: not value.isdisjoint(operand),
    "includes_all": lambda value, operand, _: value >= operand,
    "before": lambda value, operand, _: value < operand,
    "after": lambda value, operand, _: value > operand,
    "on_or_before": lambda value, operand, _: value <= operand,
    "on_or_after": lambda value, operand, _: value >= operand,
    "within_days": lambda value, operand, as_of: 0 <= _age(value, as_of) <= operand,
    "older_than_days": lambda value, operand, as_of: _age(value, as_of) > operand,
}
