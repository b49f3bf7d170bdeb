"""A decision as an officer's pages show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from compliance.documents.advice import Advice, FindingCard, advise
from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.sheet import AnswerSheet
from compliance.services.explain_decision import Lines, reasons_of


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
    def reasons(self) -> Mapping[str, Lines]:
        """Why the violations are some, by item."""
        return reasons_of(self.engine, self.decision, self.sheet, "violation")

    @property
    def history(self) -> tuple[tuple[str, date], ...] | None:
        """The earlier violations that counted: title, day; None where it isn't known whether there are any."""
        if self.sheet.history is None:
            return None
        titles = {item.id: item.title for pack in self.engine.rulebook.packs for item in pack.items}
        return tuple((titles.get(each.item, each.item), each.on) for each in self.sheet.history)
