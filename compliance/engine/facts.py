"""What is read, and from what: conditions and items on one side, facts on the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

from compliance.rulepacks.conditions import Condition
from compliance.rulepacks.values import Value

Truth: TypeAlias = bool | None
"""None: unknown."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The known facts, and the day from which ages of dates are counted. A fact that isn't there is unknown."""

    values: Mapping[str, Value]
    as_of: date


@dataclass(frozen=True, eq=False)
class ConditionSet:
    """Conditions that are read together; compared by identity, so that a reader can keep what it compiled."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, eq=False)
class GateSet(ConditionSet):
    """Conditions of which nothing matters but whether they hold: unknown is read as false."""


@dataclass(frozen=True, eq=False)
class ItemSet:
    """Items that are read together, each by when it applies and when it is violated; compared by identity."""

    items: tuple[tuple[Condition, Condition], ...]


class Reader(Protocol):
    """One way of telling which conditions hold."""

    def truths(self, conditions: ConditionSet, facts: Facts) -> list[Truth]:
        """The truth of each condition of the set."""
        ...
