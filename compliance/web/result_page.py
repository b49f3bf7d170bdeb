"""What a result's pages show, gathered from the services."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from flask import url_for
from markupsafe import Markup

from compliance.documents.advice import Advice, FindingCard, advise
from compliance.documents.first_steps import FirstStep, first_steps
from compliance.documents.laws import Laws, LawText
from compliance.documents.qr import qr_svg
from compliance.rulepacks.models import Status
from compliance.services.explain_decision import Lines, Told, explain, reasons_of
from compliance.services.paper_laws import all_laws
from compliance.services.read_assessment import Assessment, Past, history
from compliance.services.rule_changes import RulesChange, rules_change
from compliance.services.self_check.keep import PacksGoneError
from compliance.services.self_check.pages import SelfCheck
from compliance.statutes.corpus import NoCorpusError
from compliance.web.at_hand import AtHand, at_hand
from compliance.web.charts import Slice, lengths, slices
from compliance.web.context import the_office

MOST_STEPS = 5
"""How many violations stand on top, as what to do first."""
MOST_REASONS = 20
"""Of how many violations the result's own page tells why; of more, a page of their own does."""


@dataclass(frozen=True)
class ResultPage:
    """A result with all that a page tells of it; worked out once each.

    `tells_why` of the items with this status: there can be hundreds of items, and few whose reasons somebody reads.
    """

    assessment: Assessment
    tells_why: Status | None

    @classmethod
    def whole(cls, assessment: Assessment) -> "ResultPage":
        """The result's own page."""
        few = len(assessment.decision.with_status("violation")) <= MOST_REASONS
        return cls(assessment, "violation" if few else None)

    @cached_property
    def advice(self) -> Advice:
        return advise(self.assessment.rulebook, self.assessment.decision)

    @cached_property
    def told(self) -> Told:
        return explain(self.assessment.engine, self.assessment.decision, self.assessment.sheet)

    @cached_property
    def reasons(self) -> Mapping[str, Lines]:
        """By item."""
        made, statuses = self.assessment, [self.tells_why] if self.tells_why else []
        return reasons_of(made.engine, made.decision, made.sheet, *statuses)

    @cached_property
    def steps(self) -> tuple[FirstStep, ...]:
        """The violations in the order in which to go at them."""
        return first_steps(self.advice.violations)

    # ── Earlier results ──

    @cached_property
    def history(self) -> tuple[Past, ...]:
        return history(the_office(), self.assessment.token)

    @property
    def newest(self) -> bool:
        return self.assessment.number == self.history[-1].number

    @property
    def changes(self) -> tuple[tuple[str, str, str], ...]:
        """The items of which something else was said the time before: title, then, now."""
        now = next(past for past in self.history if past.number == self.assessment.number)
        then = next((past for past in reversed(self.history) if past.number < now.number), now)
        return tuple(
            (card.title, then.said[card.item_id], now.said[card.item_id])
            for card in self.advice.findings
            if then.said.get(card.item_id, now.said[card.item_id]) != now.said[card.item_id]
        )

    def history_of(self, card: FindingCard) -> tuple[tuple[Past, str], ...]:
        """What was said of the item each time, where it was not always the same."""
        said = tuple((past, past.said[card.item_id]) for past in self.history if card.item_id in past.said)
        return said if len({text for _, text in said}) > 1 else ()

    # ── What can be done from here ──

    @cached_property
    def _at_hand(self) -> AtHand | None:
        try:
            return at_hand(self.assessment.token) if self.newest else None
        except PacksGoneError:
            return None

    @property
    def check(self) -> SelfCheck | None:
        """The self-check under the rules of today; None where an older result is read, or the packs are gone."""
        return self._at_hand and self._at_hand.check

    @cached_property
    def change(self) -> RulesChange | None:
        """What the rules of today change in the result; None where that is nothing, or `check` is None."""
        now = self._at_hand
        return now and rules_change(the_office(), now.kept, self.assessment, now.proven)

    def mends(self, card: FindingCard) -> bool:
        """Whether there is something to ask about what was mended."""
        return bool(self.check and self.check.answers.can_be_mended(card.item_id))

    def place(self, fact: str) -> str | None:
        """The address of the question on its page; None where it isn't asked any more."""
        place = self.check.answers.places.get(fact) if self.check else None
        if place is None:
            return None
        return url_for("checks.step", token=self.assessment.token, key=place.key, _anchor=place.id)

    @property
    def address(self) -> str:
        return the_office().settings.public_url + url_for("checks.resume", token=self.assessment.token)

    @property
    def qr(self) -> Markup:
        return Markup(qr_svg(self.address, "这次自查的网址"))  # noqa: S704 (no text of others is in it)

    # ── Charts ──

    @property
    def slices(self) -> tuple[Slice, ...]:
        return slices(self.advice.counts)

    @property
    def fine_lengths(self) -> tuple[str, ...]:
        return lengths([fine.most for fine in self.told.exposure.fines])

    # ── Texts of the law ──

    @cached_property
    def articles(self) -> Mapping[LawText, str]:
        """The articles that these items cite whose texts are at hand, each with what it is called on the page."""
        told = (card for card in self.advice.findings if card.status == self.tells_why)
        texts = self._laws.texts(text for card in told for text in _cited(card))
        return {text: f"law-{number}" for number, text in enumerate(texts, start=1)}

    def articles_of(self, card: FindingCard) -> tuple[tuple[LawText, str], ...]:
        """Those that the item cites."""
        return tuple((text, self.articles[text]) for text in self._laws.texts(_cited(card)) if text in self.articles)

    @cached_property
    def _laws(self) -> Laws:
        office = the_office()
        try:
            return all_laws([office.library.rulebook], office.settings.laws)
        except NoCorpusError:  # a result can be read without
            return Laws()


def _cited(card: FindingCard) -> Iterable[str]:
    yield from (each.text for each in card.duty)
    yield from (card.penalty.text,) if card.penalty else ()
    yield from (each.text for rule in card.rules for each in rule.basis)
