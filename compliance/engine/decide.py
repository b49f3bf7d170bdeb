"""Deciding one assessment under one rulebook."""

from dataclasses import replace
from datetime import date

from compliance.engine.decision import Decision, Finding
from compliance.engine.findings import PackFinder
from compliance.engine.sheet import AnswerSheet
from compliance.engine.twice import DisagreementFault as DisagreementFault
from compliance.engine.twice import TwiceReader
from compliance.engine.verdicts import Discretions
from compliance.rulepacks.loader import Rulebook


class Engine:
    """Decides under one rulebook. Compiles once; safe to share among threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._reader = TwiceReader()
        self._finders = tuple(PackFinder(pack, self._reader) for pack in rulebook.packs)
        self._items = {item.id: item for pack in rulebook.packs for item in pack.items}
        self._discretions = Discretions(rulebook.discretion, self._reader)

    def decide(self, sheet: AnswerSheet, as_of: date, acted_on: date | None = None) -> Decision:
        """The decision on the day `as_of` about what was done on `acted_on` (left out: the same day).

        Raises EngineFault where durable-rules fails, and DisagreementFault where the plain reading differs: bugs both.
        """
        acted_on = acted_on or as_of
        found = [finding for finder in self._finders for finding in finder.find(sheet, as_of, acted_on)]
        findings = [
            self._with_outcome(each, sheet, as_of, acted_on) if each.status == "violation" else each for each in found
        ]
        return Decision(as_of, acted_on, tuple(findings))

    def visible(self, sheet: AnswerSheet, as_of: date) -> frozenset[str]:
        """The questions to ask of somebody who has answered this much: those that any pack shows."""
        asking = [finder.timeline.on(as_of).asking for finder in self._finders]
        return frozenset().union(*(each.visible(sheet.answers, as_of, self._reader) for each in asking))

    def visible_circumstances(
        self, item: str, sheet: AnswerSheet, as_of: date, acted_on: date | None = None
    ) -> frozenset[str]:
        """The circumstances to ask for a violation of the item of somebody who has answered this much."""
        return self._discretions.visible(self._items[item], sheet, as_of, acted_on or as_of)

    def _with_outcome(self, finding: Finding, sheet: AnswerSheet, as_of: date, acted_on: date) -> Finding:
        outcome = self._discretions.outcome(self._items[finding.item], sheet, as_of, acted_on)
        return replace(finding, outcome=outcome)
