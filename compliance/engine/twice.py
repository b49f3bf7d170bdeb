"""Everything is read twice, by durable-rules and plainly, and counts only where both say the same."""

from collections.abc import Sequence
from typing import Any

from compliance.engine.durable import DurableReader, EngineFault
from compliance.engine.facts import ConditionSet, Facts, ItemSet, Truth
from compliance.engine.plain import Bits, Needs, PlainReader
from compliance.rulepacks.models import Status


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
        if not conditions.conditions:
            return by_plain
        by_engine = self.durable.truths(conditions, facts)
        if by_engine != by_plain:
            raise DisagreementFault(by_engine, by_plain, facts)
        return by_plain

    def findings(self, items: ItemSet, facts: Facts) -> Sequence[Status | Needs]:
        """The status of each item, and in place of `undetermined` what it needs; see `bits`."""
        by_plain = self.plain.findings(items, facts)
        by_engine = self.durable.statuses(items, facts)
        statuses = [each if each.__class__ is str else "undetermined" for each in by_plain]
        if by_engine != statuses:
            raise DisagreementFault(by_engine, statuses, facts)
        return by_plain

    def bits(self, items: ItemSet) -> Bits:
        """Which bit of what `findings` says of a need stands for which fact."""
        return self.plain.bits(items)
