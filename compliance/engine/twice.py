"""Everything is read twice, by durable-rules and plainly, and counts only where both say the same."""

from typing import Any

from compliance.engine.durable import DurableReader, EngineFault
from compliance.engine.facts import ConditionSet, Facts, Gates, ItemSet, Truth
from compliance.engine.plain import PlainReader, Said, statuses_of


class DisagreementFault(EngineFault):
    """The two readings differ: a bug of ours, and no decision. What each said, and of what, is kept as text."""

    def __init__(self, by_engine: Any, by_plain: Any, inputs: Any) -> None:
        self.by_engine, self.by_plain, self.inputs = repr(by_engine), repr(by_plain), repr(inputs)
        said = f"{self.by_engine} by durable-rules, {self.by_plain} plainly"
        super().__init__(f"two readings of one case differ: {said}; inputs: {self.inputs}")


class TwiceReader:
    """Reads with both readers; what it raises is EngineFault or DisagreementFault. Safe to share among threads."""

    def __init__(self) -> None:
        self.durable, self.plain = DurableReader(), PlainReader()

    def truths(self, conditions: ConditionSet, facts: Facts) -> list[Truth]:
        """The truth of each condition."""
        by_plain = self.plain.truths(conditions, facts)
        return _agreed(self.durable.truths(conditions, facts), by_plain, facts)

    def shown(self, gates: Gates, facts: Facts) -> list[bool]:
        """Of each question with a gate, whether it is shown; see Reader."""
        by_plain = self.plain.shown(gates, facts)
        return _agreed(self.durable.shown(gates, facts), by_plain, facts)

    def findings(self, items: ItemSet, facts: Facts) -> list[Said]:
        """What is said of each item."""
        by_plain = self.plain.findings(items, facts)
        _agreed(self.durable.statuses(items, facts), statuses_of(by_plain), facts)
        return by_plain


def _agreed(by_engine: list[Any], by_plain: list[Any], facts: Facts) -> list[Any]:
    if by_engine != by_plain:
        raise DisagreementFault(by_engine, by_plain, facts)
    return by_plain
