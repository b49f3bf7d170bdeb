"""What a decision means for an enterprise, in words, for result pages and papers alike."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from compliance.documents import wording
from compliance.documents.cards import (
    CitationText,
    ElementRow,
    FindingCard,
    NeedRow,
    RuleRow,
    citation_texts,
    fine_met,
    item_card,
    newest,
    unverified_of,
)
from compliance.documents.ruled import Officially, as_ruled
from compliance.engine.bands import Bands, FineBand
from compliance.engine.decision import Decision, Finding, Law, Outcome, RuleReading
from compliance.engine.elements import GIVEN, about_others, fixed_elements
from compliance.rulepacks.models import Item, Rule, Status, Verdict
from compliance.rulepacks.rulebook import Rulebook

__all__ = ["Advice", "CitationText", "ElementRow", "FindingCard", "NeedRow", "RuleRow", "advise", "remarks"]


@dataclass(frozen=True, slots=True)
class Advice:
    """A whole decision. `violations` come most urgent first, the rest and `findings` in the packs' order.

    `still_matters`: the questions left open, the one that most items wait for first.
    `remarks`: what stands unverified in the packs and in the rules of discretion that the violations came near to.
    """

    as_of: date
    acted_on: date
    packs: tuple[tuple[str, str], ...]
    counts: Mapping[Status, int]
    findings: tuple[FindingCard, ...]
    violations: tuple[FindingCard, ...]
    undetermined: tuple[FindingCard, ...]
    compliant: tuple[FindingCard, ...]
    not_applicable: tuple[FindingCard, ...]
    still_matters: tuple[NeedRow, ...]
    remarks: tuple[str, ...]


def advise(rulebook: Rulebook, decision: Decision, officially: Officially | None = None) -> Advice:
    """The decision in words; `rulebook` must be the one that it was made under. What an officer ruled, `officially`,
    stands in place of what was computed."""
    cards = _Cards(rulebook, decision, officially or Officially())
    place = {item.id: number for number, (_, item) in enumerate(rulebook.in_order)}
    found = [(each, cards.of(each)) for each in sorted(decision.findings, key=lambda each: place[each.item])]
    by_status: dict[Status, list[FindingCard]] = {status: [] for status in wording.STATUSES}
    for finding, card in found:
        by_status[finding.status].append(card)
    urgent = sorted((pair for pair in found if pair[0].status == "violation"), key=lambda pair: _urgency(*pair))
    violations = tuple(card for _, card in urgent)
    needs = {need.fact: need for card in by_status["undetermined"] for need in card.needs}
    return Advice(
        as_of=decision.as_of,
        acted_on=decision.acted_on,
        packs=tuple((pack.title, pack.version) for pack in rulebook.packs),
        counts={status: len(each) for status, each in by_status.items()},
        findings=tuple(card for _, card in found),
        violations=violations,
        undetermined=tuple(by_status["undetermined"]),
        compliant=tuple(by_status["compliant"]),
        not_applicable=tuple(by_status["not_applicable"]),
        still_matters=tuple(sorted(needs.values(), key=lambda need: -need.items)),
        remarks=_remarks(rulebook, violations),
    )


def remarks(rulebook: Rulebook) -> tuple[str, ...]:
    """What the visits and the packs as a whole leave unverified."""
    said = [visit.unverified for visit in rulebook.visits] + [pack.unverified for pack in rulebook.packs]
    return tuple(dict.fromkeys(chain.from_iterable(said)))


class _Cards:
    """Makes the cards of one decision."""

    def __init__(self, rulebook: Rulebook, decision: Decision, officially: Officially) -> None:
        self._decision, self._officially = decision, officially
        self._items = {item.id: (pack, item) for pack in rulebook.packs for item in pack.items}
        self._rules = {rule.id: rule for file in rulebook.discretion for rule in file.rules}
        self._fixed = fixed_elements(self._rules.values(), _OTHER_FIELDS)
        self._waiting = Counter(fact for finding in decision.findings for fact in finding.needs)
        self._bands = Bands(rulebook.discretion)
        self._violated = [self._items[each.item][1] for each in decision.with_status("violation")]

    def of(self, finding: Finding) -> FindingCard:
        pack, item = self._items[finding.item]
        day = self._decision.as_of if finding.law == "new" else self._decision.acted_on
        penalty = newest(item.penalty, day) if finding.penalty is None else item.penalty[finding.penalty]
        card = item_card(
            pack,
            item,
            penalty,
            day,
            status=finding.status,
            status_text=wording.STATUSES[finding.status],
            notes=tuple(self._notes(item, finding)),
            needs=tuple(NeedRow(fact, pack.questions[fact].ask, self._waiting[fact]) for fact in finding.needs),
        )
        if finding.outcome is None:
            return card
        bands = {each.fine: each for each in self._bands.of(finding, item.department, self._decision.as_of)}
        fines = tuple(
            fine_met(fine, penalty, pack, day) + _band(finding.outcome.verdict, bands.get(number))
            for number, fine in enumerate(finding.fines)
        )
        unverified = (*card.unverified, *(each.band.unverified for each in bands.values() if each.band.unverified))
        card = replace(card, fines=fines, due=self._due(card), unverified=tuple(dict.fromkeys(unverified)))
        card, ruled = self._with_outcome(card, finding.outcome), self._officially.rulings.get(finding.item)
        return as_ruled(card, ruled, self._officially.due) if ruled else card

    def _due(self, card: FindingCard) -> date | None:
        return None if card.within_days is None else self._decision.as_of + timedelta(card.within_days)

    def _with_outcome(self, card: FindingCard, outcome: Outcome) -> FindingCard:
        # What is handed over for prosecution can't be softened by mending it.
        in_reach = () if outcome.verdict == "refer" else outcome.reachable
        lacking = {each.rule: each.open for each in in_reach if each.open}
        shown = tuple(
            self._rule_row(each, lacking.get(each.rule))
            for each in outcome.readings
            if each.rule in lacking or (_worth_showing(each) and not about_others(each, self._fixed))
        )
        return replace(
            card,
            verdict=outcome.verdict,
            verdict_text=wording.verdict_text(outcome.verdict, outcome.provisional),
            provisional=outcome.provisional,
            rules=shown,
            reachable=tuple(row for row in shown if row.reachable),
        )

    def _rule_row(self, reading: RuleReading, lacking: tuple[str, ...] | None) -> RuleRow:
        rule, states = self._rules[reading.rule], dict(reading.elements)
        rows = {
            each.id: ElementRow(
                each.title, states[each.id], wording.ELEMENT_STATES[states[each.id]], each.how, each.curable
            )
            for each in rule.elements
        }
        return RuleRow(
            title=rule.title,
            verdict=rule.verdict,
            verdict_text=wording.rule_verdict_text(rule),
            basis=citation_texts(rule.basis),
            elements=tuple(rows.values()),
            applies=reading.applies,
            reachable=lacking is not None,
            open=tuple(rows[element] for element in lacking or ()),
            note=rule.note,
            unverified=unverified_of([rule, *rule.basis]),
        )

    def _notes(self, item: Item, finding: Finding) -> Iterator[str]:
        to_decide = finding.item not in self._officially.rulings
        if finding.officer_decides and to_decide:
            yield "新旧规定的轻重难以直接比较，这里先按行为时的旧规定列出，适用哪一个由执法人员确定。"
        elif finding.law != "same" and not finding.officer_decides:
            yield _LAW_NOTES[finding.law, finding.status == "violation"]
        applied = [self._rules[rule] for rule in finding.outcome.applied] if finding.outcome else []
        if finding.outcome and finding.outcome.officer_decides and to_decide:
            yield from _left_to_officers(applied)
        for rule in applied:
            if rule.note:
                yield f"{rule.title}：{rule.note}"
        if finding.status == "violation" and item.act:
            same = [f"「{each.title}」" for each in self._violated if each.act == item.act and each.id != item.id]
            if same:
                yield f"与{'、'.join(same)}是同一个行为，罚款不重复。"


_LAW_NOTES: Mapping[tuple[Law, bool], str] = {
    ("old", True): "行为之后规定有变化，行为时的旧规定较轻，按旧规定。",
    ("new", True): "行为之后规定有变化，现行规定较轻，按现行规定。",
    ("old", False): "按现行规定属于违反，但行为时的旧规定不作违反处理，按旧规定。",
    ("new", False): "按行为时的旧规定属于违反，但现行规定不作违反处理，按现行规定。",
}


def _band(verdict: Verdict, band: FineBand | None) -> str:
    return f"；{wording.band_text(verdict, band.min, band.max, bool(band.band.unverified))}" if band else ""


def _left_to_officers(applied: Iterable[Rule]) -> Iterator[str]:
    """Why the officer decides: what the law leaves open, or rules that pull two ways."""
    offers = [f"「{rule.title}」" for rule in applied if rule.may]
    if offers:
        yield f"具备{'、'.join(offers)}的条件，是否因此更轻处理由执法人员决定。"
    if any(rule.verdict == "aggravated" for rule in applied):
        yield "同时有从轻或减轻、从重的情形，怎样处理由执法人员综合裁量。"


_OTHER_FIELDS = frozenset(GIVEN) - {"item.severity"}
"""What tells other fields of law apart, and other kinds of people; that an act isn't slight enough is worth knowing."""


def _worth_showing(reading: RuleReading) -> bool:
    return reading.applies or any(state in ("met", "claimed") for _, state in reading.elements)


def _urgency(finding: Finding, card: FindingCard) -> tuple[date, Decimal]:
    """Sorts the earlier due date first, then the heavier fine; multiples of what isn't known weigh most."""
    maxima = [Decimal("Infinity") if fine.max is None else fine.max for fine in finding.fines]
    return card.due or date.max, -max(maxima, default=Decimal(0))


def _remarks(rulebook: Rulebook, violations: Iterable[FindingCard]) -> tuple[str, ...]:
    texts = list(remarks(rulebook))
    rules = dict.fromkeys(rule for card in violations for rule in card.rules if rule.unverified)
    if violations:
        texts += chain.from_iterable(file.unverified for file in rulebook.discretion)
    texts += (f"{rule.title}：{text}" for rule in rules for text in rule.unverified)
    return tuple(dict.fromkeys(texts))
