"""The elements (要件) of discretion rules, held against a violation: met, unmet or unknown, and how well proved."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import TypeAlias

from compliance.engine.decision import ElementState, RuleReading
from compliance.engine.explain import ElementReason, read_part
from compliance.engine.facts import ConditionSet, Facts, Truth
from compliance.engine.sheet import NOTHING, AnswerSheet
from compliance.engine.timeline import Asking
from compliance.engine.twice import TwiceReader
from compliance.rulepacks.conditions import Condition, Test, facts_in, map_tests, parts_of
from compliance.rulepacks.models import PROOFS, Discretion, Element, Item, Proof, Rule
from compliance.rulepacks.values import Value

_PRIORS = ("prior.same_item", "prior.any")


@dataclass(frozen=True, slots=True)
class Violation:
    """What the circumstances are asked about."""

    item: Item
    sheet: AnswerSheet
    as_of: date
    acted_on: date

    @property
    def told(self) -> Mapping[str, Value]:
        """The circumstances as answered."""
        circumstances: Mapping[str, Value] = self.sheet.circumstances.get(self.item.id, NOTHING)
        return circumstances


class DiscretionFile:
    """One discretion file, ready to be read. A circumstance that files share is shown or hidden by each for itself."""

    def __init__(self, file: Discretion, reader: TwiceReader) -> None:
        self.rules = file.rules
        self._reader = reader
        self._asking = Asking(file.circumstances, NOTHING)
        self._lookbacks = {rule.lookback_days for rule in self.rules} | {None}
        elements = [(rule, each) for rule in self.rules for each in rule.elements]
        self._fixed = fixed_elements(self.rules)
        self._elements = ConditionSet(tuple(_with_lookback(each.when, rule.lookback_days) for rule, each in elements))

    def read(self, violation: Violation) -> Iterator[tuple[tuple[Truth, ...], RuleReading]]:
        """For each rule the truth of each of its elements, and their states; raises as TwiceReader does."""
        values = self._values(violation)
        proofs = _Proofs.of(violation.item, violation.sheet, values)
        truths = iter(self._reader.truths(self._elements, Facts(values, violation.as_of)))
        for rule in self.rules:
            own = tuple(islice(truths, len(rule.elements)))
            yield own, _reading(rule, own, proofs)

    @property
    def always_visible(self) -> frozenset[str]:
        """The circumstances to ask of every violation."""
        return self._asking.always

    def visible(self, violation: Violation) -> frozenset[str]:
        """The circumstances to ask of somebody who has answered this much."""
        return self._asking.visible(violation.told, violation.as_of, self._reader, self._given(violation))

    def reasons(
        self, violation: Violation, readings: Mapping[str, RuleReading], whole: bool
    ) -> Iterator[ElementReason]:
        """For each element its state, and the tree of its condition; `whole` as Engine.explain has it."""
        rules = [rule for rule in self.rules if whole or not about_others(readings[rule.id], self._fixed)]
        values = self._values(violation) if rules else {}
        for rule in rules:
            counted = {name: values[_prior_name(name, rule.lookback_days)] for name in _PRIORS if name in values}
            facts = Facts({**values, **counted}, violation.as_of)
            for element, (_, state) in zip(rule.elements, readings[rule.id].elements, strict=True):
                yield ElementReason(rule.id, element.id, state, read_part(element.when, facts, NOTHING))

    def _values(self, violation: Violation) -> dict[str, Value]:
        return self._asking.shown(violation.told, violation.as_of, self._reader, self._given(violation))

    def _given(self, violation: Violation) -> dict[str, Value]:
        return _given_facts(violation.item, violation.sheet) | self._priors(violation)

    def _priors(self, violation: Violation) -> dict[str, Value]:
        """How many earlier violations count, for each lookback; not known where the history isn't."""
        history, acted_on = violation.sheet.history, violation.acted_on
        if history is None:
            return {}
        counts: dict[str, Value] = {}
        for days in self._lookbacks:
            first = date.min if days is None or days >= acted_on.toordinal() else acted_on - timedelta(days)
            counted = [prior.item for prior in history if first <= prior.on < acted_on]
            counts[_prior_name("prior.any", days)] = Decimal(len(counted))
            counts[_prior_name("prior.same_item", days)] = Decimal(counted.count(violation.item.id))
        return counts


def _prior_name(fact: str, days: int | None) -> str:
    return fact if days is None else f"{fact} {days}"


def _with_lookback(condition: Condition, days: int | None) -> Condition:
    def change(test: Test) -> Test:
        return Test(_prior_name(test.fact, days), test.operator, test.operand) if test.fact in _PRIORS else test

    return map_tests(condition, change)


GIVEN = ("case.subject", "item.severity", "item.lists", "item.id", "item.laws", "item.articles")
"""The facts that nobody is asked for a violation: they are known from the case and the packs."""


Fixed: TypeAlias = frozenset[tuple[str, str]]
"""Elements, by rule and element, that nobody's answers change."""


def fixed_elements(rules: Iterable[Rule], given: Collection[str] = GIVEN) -> Fixed:
    """The elements that read nothing but these facts."""
    return frozenset((rule.id, each.id) for rule in rules for each in rule.elements if _reads_only(each.when, given))


def about_others(reading: RuleReading, fixed: Fixed) -> bool:
    """Whether the rule can't be about the violation, whatever is said of the case."""
    return any(state == "unmet" and (reading.rule, element) in fixed for element, state in reading.elements)


def _reads_only(condition: Condition, given: Collection[str]) -> bool:
    if isinstance(condition, Test):
        return condition.fact in given
    parts = parts_of(condition)
    return bool(parts) and all(_reads_only(part, given) for part in parts)


def _given_facts(item: Item, sheet: AnswerSheet) -> dict[str, Value]:
    return {"case.subject": sheet.subject, **facts_of(item)}


def facts_of(item: Item) -> dict[str, Value]:
    """What the pack's own text tells of the item."""
    return {
        "item.severity": item.severity,
        "item.lists": frozenset(item.lists),
        "item.id": item.id,
        "item.laws": item.laws,
        "item.articles": item.articles,
    }


@dataclass(frozen=True, slots=True)
class _Proofs:
    """How well the facts of one violation are proved. `values`: those that are known; `history`: how well that is."""

    values: Mapping[str, Value]
    provenance: Mapping[str, Proof]
    history: Proof

    @classmethod
    def of(cls, item: Item, sheet: AnswerSheet, values: Mapping[str, Value]) -> "_Proofs":
        history = "declared" if sheet.history is None else sheet.history_source
        return cls(values, sheet.circumstance_provenance.get(item.id, NOTHING), history)

    def weakest(self, condition: Condition) -> Proof:
        """The weakest proof among all facts that the condition reads."""
        return min(map(self._proof, facts_in(condition)), key=PROOFS.index, default=PROOFS[-1])

    def _proof(self, fact: str) -> Proof:
        if fact in _PRIORS:
            return self.history
        if fact.startswith("item."):
            return "verified"  # the pack's own text
        if fact not in self.values:
            return "declared"  # nobody has shown what nobody has said
        return self.provenance.get(fact, "declared")


def _reading(rule: Rule, truths: tuple[Truth, ...], proofs: _Proofs) -> RuleReading:
    states = (
        (element.id, _state(element, truth, proofs)) for element, truth in zip(rule.elements, truths, strict=True)
    )
    return RuleReading(rule.id, tuple(states))


def _state(element: Element, truth: Truth, proofs: _Proofs) -> ElementState:
    if truth is not True:
        return "unknown" if truth is None else "unmet"
    return "claimed" if PROOFS.index(element.proof) > PROOFS.index(proofs.weakest(element.when)) else "met"
