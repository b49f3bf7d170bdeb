"""The plain reading: conditions as Python functions, which also tell what an unknown one needs."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from compliance.engine.facts import ConditionSet, Facts, Gates, ItemSet, Truth
from compliance.engine.written import (
    CLEARED,
    OUTSIDE,
    TRUE,
    Alike,
    Function,
    Reading,
    bits_of,
    read_conditions,
    read_gates,
    read_items,
    read_once,
)
from compliance.rulepacks.conditions import Condition
from compliance.rulepacks.models import Status

Said: TypeAlias = int
"""What is said of an item: a status, or, of one that is undetermined, its needs. See `status_of` and `needs_of`."""
T = TypeVar("T", ConditionSet, Gates, ItemSet)

VIOLATED: Said = TRUE
_ALIKE = Alike()
_STATUSES: dict[Said, Status] = {VIOLATED: "violation", CLEARED: "compliant", OUTSIDE: "not_applicable"}


class PlainReader:
    """Reads conditions with functions that it makes of them once. Safe to share among threads."""

    def __init__(self) -> None:
        self._functions: WeakKeyDictionary[ConditionSet | Gates | ItemSet, Function] = WeakKeyDictionary()

    def truths(self, conditions: ConditionSet, facts: Facts) -> list[Truth]:
        """The truth of each condition."""
        function = self._made(conditions, lambda: read_conditions(conditions.conditions))
        return [_truth_of(reading) for reading in function(facts.values.get, facts.as_of)]

    def shown(self, gates: Gates, facts: Facts) -> list[bool]:
        """Of each question with a gate, whether it is shown; see Reader."""
        function = self._made(gates, lambda: read_gates(gates))
        return function(facts.values.get, facts.as_of)  # type: ignore[return-value]

    def findings(self, items: ItemSet, facts: Facts) -> list[Said]:
        """What is said of each item."""
        function = self._made(items, lambda: read_items(items.items))
        return function(facts.values.get, facts.as_of)

    def statuses(self, items: ItemSet, facts: Facts) -> list[Status]:
        """The status of each item."""
        return statuses_of(self.findings(items, facts))

    def _made(self, what: ConditionSet | Gates | ItemSet, make: Callable[[], Function]) -> Function:
        function = self._functions.get(what)
        return function or self._functions.setdefault(what, make())


def statuses_of(found: list[Said]) -> list[Status]:
    """The status of each item of which this is said."""
    return [_STATUSES.get(said, "undetermined") for said in found]


def status_of(said: Said) -> Status:
    """The status of an item of which this is said."""
    return _STATUSES.get(said, "undetermined")


def needs_of(applies: Condition, violated: Condition, said: Said) -> frozenset[str]:
    """What an undetermined item needs: the unanswered facts in the unknown parts of its conditions."""
    return _facts_of(said, applies, violated)


def truth_of(condition: Condition, facts: Facts) -> Truth:
    """The truth of one condition, read once."""
    return _truth_of(read_once(condition, facts.values.get, facts.as_of, _ALIKE))


def open_facts(condition: Condition, facts: Facts) -> frozenset[str]:
    """What an unknown condition needs."""
    return _facts_of(read_once(condition, facts.values.get, facts.as_of, bits_of(condition)), condition)


def _truth_of(reading: Reading) -> Truth:
    return None if reading > 0 else reading == TRUE


def _facts_of(reading: Reading, *conditions: Condition) -> frozenset[str]:
    return frozenset(fact for fact, bit in bits_of(*conditions).items() if reading & bit)
