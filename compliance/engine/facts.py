"""What is read, and from what: conditions, gates and items on one side, facts on the other."""

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
class Gates:
    """When questions are shown, by name: each reads only questions before its own. Compared by identity."""

    conditions: Mapping[str, Condition]


@dataclass(frozen=True, eq=False)
class ItemSet:
    """Items that are read together, each by when it applies and when it is violated; compared by identity."""

    items: tuple[tuple[Condition, Condition], ...]


class Reader(Protocol):
    """One way of telling which questions are shown."""

    def shown(self, gates: Gates, facts: Facts) -> list[bool]:
        """Of each question with a gate, whether it is shown. `facts`: all answers, also to questions not shown."""
        ...
