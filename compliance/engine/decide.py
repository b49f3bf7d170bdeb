"""Deciding: every assessment twice, by durable-rules and by plain reading, and only what both say."""

import json
from dataclasses import replace
from datetime import date

from compliance.engine.decision import Decision, Finding
from compliance.engine.durable import DurableReader, EngineFault
from compliance.engine.facts import Reader
from compliance.engine.findings import find
from compliance.engine.plain import PlainReader
from compliance.engine.sheet import AnswerSheet
from compliance.engine.timeline import PackTimeline
from compliance.engine.verdicts import ChainedChooser, Chooser, Discretions, PlainChooser
from compliance.rulepacks.loader import Rulebook


class DisagreementFault(EngineFault):
    """The two readings differ: a bug of ours. `inputs` is what is needed to see it again."""

    def __init__(self, sheet: AnswerSheet, by_engine: Decision, by_plain: Decision) -> None:
        pairs = zip(by_engine.findings, by_plain.findings, strict=False)
        differing = [a.item for a, b in pairs if a != b]
        self.inputs = repr(sheet)
        self.by_engine, self.by_plain = by_engine, by_plain
        items = json.dumps(differing, ensure_ascii=False)
        super().__init__(f"two readings of one assessment differ in {items}; inputs: {self.inputs}")


class Engine:
    """Decides under one rulebook. Compiles once; safe to share among threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._timelines = tuple(map(PackTimeline, rulebook.packs))
        self._items = {item.id: item for pack in rulebook.packs for item in pack.items}
        self._discretions = Discretions(rulebook.discretion)
        durable = DurableReader()
        rules = self._discretions.rules
        self._by_engine: tuple[Reader, Chooser] = (durable, ChainedChooser(rules, durable))
        self._by_plain: tuple[Reader, Chooser] = (PlainReader(), PlainChooser(rules))

    def decide(self, sheet: AnswerSheet, as_of: date, acted_on: date | None = None) -> Decision:
        """The decision on the day `as_of` about what was done on `acted_on` (left out: the same day).

        Raises EngineFault where durable-rules fails, and DisagreementFault where the plain reading differs: bugs both.
        """
        acted_on = acted_on or as_of
        by_engine = self._decide(sheet, as_of, acted_on, *self._by_engine)
        by_plain = self._decide(sheet, as_of, acted_on, *self._by_plain)
        if by_engine != by_plain:
            raise DisagreementFault(sheet, by_engine, by_plain)
        return by_engine

    def visible(self, sheet: AnswerSheet, as_of: date) -> frozenset[str]:
        """The questions to ask of somebody who has answered this much: those that any pack shows."""
        plain = self._by_plain[0]
        return frozenset().union(
            *(each.on(as_of).asking.visible(sheet.answers, as_of, plain) for each in self._timelines)
        )

    def _decide(self, sheet: AnswerSheet, as_of: date, acted_on: date, reader: Reader, chooser: Chooser) -> Decision:
        findings = (
            self._with_outcome(finding, sheet, as_of, acted_on, reader, chooser)
            for timeline in self._timelines
            for finding in find(timeline, sheet, as_of, acted_on, reader)
        )
        return Decision(as_of, acted_on, tuple(findings))

    def _with_outcome(
        self, finding: Finding, sheet: AnswerSheet, as_of: date, acted_on: date, reader: Reader, chooser: Chooser
    ) -> Finding:
        if finding.status != "violation":
            return finding
        item = self._items[finding.item]
        return replace(finding, outcome=self._discretions.outcome(item, sheet, as_of, acted_on, reader, chooser))
