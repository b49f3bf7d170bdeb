"""Kleene's logic in a library that has two values: that a condition holds and that it fails are two expressions.

Both are in negation normal form over tests that are false where their fact isn't known; neither true is unknown.
"""

from collections.abc import Callable
from typing import Protocol

from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test


class Writer(Protocol):
    """Writes expressions of one library."""

    def test(self, test: Test, holds: bool) -> str:
        """The fact is known, and the test holds or doesn't."""
        ...

    def group(self, parts: list[str], conjunction: bool) -> str: ...


def claim(condition: Condition, holds: bool, writer: Writer) -> str:
    """The expression that the condition is known to hold, or known not to."""
    return _claim(condition, holds, writer.test, writer.group)


def _claim(
    condition: Condition,
    holds: bool,
    test: Callable[[Test, bool], str],
    group: Callable[[list[str], bool], str],
) -> str:
    match condition:
        case All(parts):
            return group([_claim(part, holds, test, group) for part in parts], holds)
        case Any_(parts):
            return group([_claim(part, holds, test, group) for part in parts], not holds)
        case Not(part):
            return _claim(part, not holds, test, group)
    return test(condition, holds)
