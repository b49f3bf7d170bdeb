"""What is known when conditions are read: facts' values on the day of the decision, and truth in three values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

from compliance.rulepacks.conditions import Condition
from compliance.rulepacks.values import Value

Truth: TypeAlias = bool | None
"""None: unknown."""


def conjunction(truths: Iterable[Truth]) -> Truth:
    """False if any is, else unknown if any is, else true (Kleene)."""
    truths = list(truths)
    return False if False in truths else None if None in truths else True


def disjunction(truths: Iterable[Truth]) -> Truth:
    """True if any is, else unknown if any is, else false (Kleene)."""
    truths = list(truths)
    return True if True in truths else None if None in truths else False


def negation(truth: Truth) -> Truth:
    return None if truth is None else not truth


@dataclass(frozen=True, slots=True)
class Facts:
    """The known facts, and the day from which ages of dates are counted. A fact that isn't there is unknown."""

    values: Mapping[str, Value]
    as_of: date


@dataclass(frozen=True, eq=False)
class ConditionSet:
    """Named conditions that are read together; compared by identity, so that a reader can keep what it compiled."""

    conditions: Mapping[str, Condition]


class Reader(Protocol):
    """One way of telling which conditions hold."""

    def read(self, conditions: ConditionSet, facts: Facts) -> dict[str, Truth]:
        """The truth of each condition of the set."""
        ...
