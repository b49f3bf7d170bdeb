"""A decision as an officer's pages show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from compliance.documents.advice import Advice, FindingCard, advise
from compliance.documents.wording import PROVISIONAL
from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.models import Verdict
from compliance.services.explain_decision import Lines, reasons_of
from compliance.services.read_assessment import finding_text

_NO_VIOLATION = (finding_text("compliant", None), finding_text("not_applicable", None))


class Difference(NamedTuple):
    """An item of which an enterprise's own check said something else than what is decided."""

    title: str
    claimed: str
    decided: str


@dataclass(frozen=True)
class DecisionView:
    """What was computed, in words; worked out once each."""

    engine: Engine
    decision: Decision
    sheet: AnswerSheet

    @cached_property
    def advice(self) -> Advice:
        return advise(self.engine.rulebook, self.decision)

    @cached_property
    def cards(self) -> Mapping[str, FindingCard]:
        """By item."""
        return {card.item_id: card for card in self.advice.findings}

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Where the violations stand, from 1, by item."""
        return {card.item_id: place for place, card in enumerate(self.advice.violations, 1)}

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """What is computed, by the items violated."""
        return {each.item: each.outcome.verdict for each in self.decision.findings if each.outcome}

    @cached_property
    def reasons(self) -> Mapping[str, Lines]:
        """Why the violations are some, by item."""
        return reasons_of(self.engine, self.decision, self.sheet, "violation")

    def differing(self, claimed: Mapping[str, str], decided: Mapping[str, Verdict]) -> tuple[Difference, ...]:
        """Of what an enterprise's own check said otherwise: `claimed` in words, `decided` as verdicts, by item.

        What the office doesn't know contradicts a violation alone; it stands among what is still to be verified.
        """
        said = {
            each.item: finding_text(each.status, decided.get(each.item))
            for each in self.decision.findings
            if each.status != "undetermined" or claimed.get(each.item) not in _NO_VIOLATION
        }
        return tuple(
            Difference(self.cards[item].title, claimed[item], now)
            for item, now in said.items()
            if item in claimed and claimed[item].removesuffix(PROVISIONAL) != now
        )

    @property
    def history(self) -> tuple[tuple[str, date], ...] | None:
        """The other violations that are known: title, day; None where it isn't known whether there are any."""
        if self.sheet.history is None:
            return None
        titles = {item.id: item.title for pack in self.engine.rulebook.packs for item in pack.items}
        return tuple((titles.get(each.item, each.item), each.on) for each in self.sheet.history)
