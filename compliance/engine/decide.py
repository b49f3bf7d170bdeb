"""Deciding one assessment under one rulebook."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from compliance.engine.compiled import Compiled
from compliance.engine.decision import Decision, Finding, Outcome
from compliance.engine.elements import Violation
from compliance.engine.explain import ElementReason, Explanation
from compliance.engine.exposure import Exposure, exposure_of
from compliance.engine.facts import Facts
from compliance.engine.next_questions import NextQuestion, next_questions
from compliance.engine.sheet import AnswerSheet
from compliance.engine.ways_out import WayOut, ways_out
from compliance.rulepacks.rulebook import Rulebook
from compliance.rulepacks.values import Value


class Engine:
    """Decides under one rulebook. Compiles once; safe to share among threads."""

    def __init__(self, rulebook: Rulebook, compiled: Compiled | None = None) -> None:
        """`compiled`: what the engines of several rulebooks share; left out, it shares nothing."""
        compiled = compiled or Compiled()
        self.rulebook = rulebook
        self._reader = compiled.reader
        self._finders = tuple(map(compiled.finder, rulebook.packs))
        self._timelines = {finder.timeline.pack.id: finder.timeline for finder in self._finders}
        self._hashes = {file.content.id: file.sha256 for file in rulebook.files}
        self._items = {item.id: item for pack in rulebook.packs for item in pack.items}
        self._outcomes = compiled.outcomes(rulebook.discretion)
        self._discretions = self._outcomes.discretions

    def prepare(self, day: date) -> None:
        """Compiles what is needed on the day whatever is answered, which would hold up who needs it first otherwise."""
        nothing = AnswerSheet()
        self.decide(nothing, day)
        self.visible(nothing, day)
        for finder in self._finders:
            finder.prepare(day)
        for item in tuple(self._items)[:1]:
            self._discretions.outcome(Violation(self._items[item], nothing, day, day))
            self.visible_circumstances(item, nothing, day)

    def decide(self, sheet: AnswerSheet, as_of: date, acted_on: date | None = None) -> Decision:
        """The decision on the day `as_of` about what was done on `acted_on` (left out: the same day).

        Raises EngineFault where durable-rules fails, and DisagreementFault where the plain reading differs: bugs both.
        """
        acted_on = acted_on or as_of
        answers = _copied(sheet)
        found = [
            finding for finder in self._finders for finding in finder.find(answers, sheet.subject, as_of, acted_on)
        ]
        return Decision(as_of, acted_on, tuple(self._finished(found, sheet, as_of, acted_on)))

    def _finished(self, found: list[Finding], sheet: AnswerSheet, as_of: date, acted_on: date) -> list[Finding]:
        """The findings, each violation with its outcome."""
        finished = self._outcomes.of(self._items, sheet, as_of, acted_on)
        return [finished(each) if each.status == "violation" else each for each in found]

    def visible(self, sheet: AnswerSheet, as_of: date) -> frozenset[str]:
        """The questions to ask of somebody who has answered this much: those that any pack shows."""
        answers = _copied(sheet)
        asking = [finder.timeline.on(as_of).asking for finder in self._finders]
        return frozenset().union(*(each.visible(answers, as_of, self._reader) for each in asking))

    @property
    def always_visible_circumstances(self) -> frozenset[str]:
        """The circumstances to ask of every violation, whatever is answered."""
        return self._discretions.always_visible

    def visible_circumstances(
        self, item: str, sheet: AnswerSheet, as_of: date, acted_on: date | None = None
    ) -> frozenset[str]:
        """The circumstances to ask for a violation of the item of somebody who has answered this much."""
        return self._discretions.visible(Violation(self._items[item], sheet, as_of, acted_on or as_of))

    def ways_out(
        self, finding: Finding, sheet: AnswerSheet, as_of: date, acted_on: date | None = None
    ) -> tuple[WayOut, ...]:
        """The ways out of a violation, under the law of `as_of` where the item is in force, else of `acted_on`."""
        timeline = self._timelines[finding.pack]
        for day in (as_of, acted_on or as_of):
            on = timeline.on(day)
            if each := on.item(finding.item):
                return ways_out(timeline.pack, on, each, _copied(sheet), as_of, self._reader.plain)
        return ()

    def explain(self, decision: Decision, sheet: AnswerSheet, whole: bool = True) -> tuple[Explanation, ...]:
        """Why each finding of the decision is what it is, in their order.

        `whole`: with the rules of discretion too that can't be about such an item, whatever is said of the case.
        """
        answers, days = _copied(sheet), dict.fromkeys((decision.acted_on, decision.as_of))
        counting = {
            pack: {day: timeline.counting(answers, day, decision.as_of, self._reader) for day in days}
            for pack, timeline in self._timelines.items()
        }
        explained = (self._explained(each, decision, counting[each.pack]) for each in decision.findings)
        return tuple(
            replace(each, elements=tuple(self._reasons(finding, finding.outcome, decision, sheet, whole)))
            if finding.outcome
            else each
            for each, finding in zip(explained, decision.findings, strict=True)
        )

    def _explained(self, finding: Finding, decision: Decision, counting: Mapping[date, Facts]) -> Explanation:
        """Without its discretion; `counting`: the answers that count under the law of each day."""
        timeline = self._timelines[finding.pack]
        return Explanation(
            pack=finding.pack,
            version=finding.version,
            sha256=self._hashes[finding.pack],
            item=finding.item,
            status=finding.status,
            law=finding.law,
            laws=tuple(timeline.explained(finding.item, facts, day) for day, facts in counting.items()),
        )

    def _reasons(
        self, finding: Finding, outcome: Outcome, decision: Decision, sheet: AnswerSheet, whole: bool
    ) -> Iterator[ElementReason]:
        violation = Violation(self._items[finding.item], sheet, decision.as_of, decision.acted_on)
        return self._discretions.reasons(violation, outcome, whole)

    def next_questions(self, decision: Decision, sheet: AnswerSheet) -> tuple[NextQuestion, ...]:
        """The questions to answer next, the one that settles most first."""

        answers = _copied(sheet)

        def opens(pack: str, fact: str) -> frozenset[str]:
            asking = self._timelines[pack].on(decision.as_of).asking
            return asking.leads_to(fact, answers, decision.as_of, self._reader)

        return next_questions(decision.findings, opens)

    def exposure(self, decision: Decision) -> Exposure:
        """What all violations together may cost."""
        return exposure_of(decision.findings, {identity: item.act for identity, item in self._items.items()})


def _copied(sheet: AnswerSheet) -> dict[str, Value]:
    """The answers in a dict of Python's own, which is copied and unpacked much faster than the sheet's."""
    return dict(zip(sheet.answers.keys(), sheet.answers.values(), strict=True))
