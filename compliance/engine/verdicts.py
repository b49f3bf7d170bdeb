"""From a violation and its circumstances to a verdict: elements first, then what they add up to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from compliance.engine.decision import ElementState, Outcome, Reachable, RuleReading
from compliance.engine.explain import ElementReason, read_part
from compliance.engine.facts import ConditionSet, Facts, Truth
from compliance.engine.sheet import NOTHING, AnswerSheet
from compliance.engine.timeline import Asking
from compliance.engine.twice import DisagreementFault, TwiceReader
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test, facts_in, map_tests
from compliance.rulepacks.models import PROOFS, VERDICTS, Discretion, Element, Item, Proof, Rule, Verdict
from compliance.rulepacks.values import Value

_RANK = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
_NO_PENALTY: tuple[Verdict, ...] = ("time_barred", "no_penalty_required", "no_penalty_allowed")
_MILDER: tuple[Verdict, ...] = ("mitigated", "lenient")
OUTCOMES_KEPT = 20_000
_PRIORS = ("prior.same_item", "prior.any")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A verdict and the rules that stand behind or around it, by their numbers."""

    verdict: Verdict
    officer_decides: bool
    reachable: frozenset[int]


class Discretions:
    """All discretion files together, ready to be read."""

    def __init__(self, files: tuple[Discretion, ...], reader: TwiceReader) -> None:
        self.rules = tuple(rule for file in files for rule in file.rules)
        self._reader = reader
        self._asking = Asking(dict(chain.from_iterable(file.circumstances.items() for file in files)), NOTHING)
        self._lookbacks = {rule.lookback_days for rule in self.rules} | {None}
        self._elements = ConditionSet(
            tuple(_with_lookback(element.when, rule.lookback_days) for rule, element in self._all())
        )
        self._known: dict[tuple[Any, ...], Outcome] = {}  # many violations come with the same circumstances
        self._plain, self._chained = PlainChooser(self.rules), ChainedChooser(self.rules, reader)

    def outcome(self, item: Item, sheet: AnswerSheet, as_of: date, acted_on: date) -> Outcome:
        """The verdict on a violation of the item; raises EngineFault or DisagreementFault."""
        told = sheet.circumstances.get(item.id, NOTHING), sheet.circumstance_provenance.get(item.id, NOTHING)
        key = (item.id, sheet.subject, as_of, acted_on, *told, sheet.history, sheet.history_source)
        outcome = self._known.get(key)
        if outcome is None:
            if len(self._known) >= OUTCOMES_KEPT:
                self._known.clear()
            outcome = self._known[key] = self._outcome(item, sheet, as_of, acted_on)
        return outcome

    def _outcome(self, item: Item, sheet: AnswerSheet, as_of: date, acted_on: date) -> Outcome:
        given = self._given(item, sheet, acted_on)
        values = self._asking.shown(sheet.circumstances.get(item.id, NOTHING), as_of, self._reader, given)
        proofs = _Proofs.of(item, sheet, values)
        elements = self._read_elements(Facts(values, as_of))
        chosen = self._choose(elements)
        readings = tuple(_reading(rule, elements[n], proofs) for n, rule in enumerate(self.rules))
        applied = [reading for reading in readings if reading.applies]
        return Outcome(
            verdict=chosen.verdict,
            provisional=any(state == "claimed" for reading in applied for _, state in reading.elements),
            applied=tuple(reading.rule for reading in applied),
            officer_decides=chosen.officer_decides,
            reachable=tuple(_reachable(self.rules[n], readings[n]) for n in sorted(chosen.reachable)),
            readings=readings,
        )

    def visible(self, item: Item, sheet: AnswerSheet, as_of: date, acted_on: date) -> frozenset[str]:
        """The circumstances to ask for a violation of the item of somebody who has answered this much."""
        given = self._given(item, sheet, acted_on)
        return self._asking.visible(sheet.circumstances.get(item.id, NOTHING), as_of, self._reader, given)

    def reasons(
        self, item: Item, outcome: Outcome, sheet: AnswerSheet, as_of: date, acted_on: date
    ) -> Iterator[ElementReason]:
        """For each element of each rule its state in the outcome, and the tree of its condition."""
        given = self._given(item, sheet, acted_on)
        values = self._asking.shown(sheet.circumstances.get(item.id, NOTHING), as_of, self._reader, given)
        for rule, reading in zip(self.rules, outcome.readings, strict=True):
            counted = {name: values[_prior_name(name, rule.lookback_days)] for name in _PRIORS if name in values}
            facts = Facts({**values, **counted}, as_of)
            for element, (_, state) in zip(rule.elements, reading.elements, strict=True):
                yield ElementReason(rule.id, element.id, state, read_part(element.when, facts, NOTHING))

    def _read_elements(self, facts: Facts) -> list[tuple[Truth, ...]]:
        truths = iter(self._reader.truths(self._elements, facts))
        return [tuple(islice(truths, len(rule.elements))) for rule in self.rules]

    def _choose(self, elements: list[tuple[Truth, ...]]) -> Chosen:
        by_plain, by_engine = self._plain.choose(elements), self._chained.choose(elements)
        if by_engine != by_plain:
            raise DisagreementFault(by_engine, by_plain, elements)
        return by_plain

    def _given(self, item: Item, sheet: AnswerSheet, acted_on: date) -> dict[str, Value]:
        return _given_facts(item, sheet) | self._priors(item, sheet, acted_on)

    def _all(self) -> Iterator[tuple[Rule, Element]]:
        return ((rule, element) for rule in self.rules for element in rule.elements)

    def _priors(self, item: Item, sheet: AnswerSheet, acted_on: date) -> dict[str, Value]:
        """How many earlier violations count, for each lookback; not known where the history isn't."""
        if sheet.history is None:
            return {}
        counts: dict[str, Value] = {}
        for days in self._lookbacks:
            first = date.min if days is None or days >= acted_on.toordinal() else acted_on - timedelta(days)
            counted = [prior for prior in sheet.history if first <= prior.on < acted_on]
            counts[_prior_name("prior.any", days)] = Decimal(len(counted))
            counts[_prior_name("prior.same_item", days)] = Decimal(sum(prior.item == item.id for prior in counted))
        return counts


def _key(rule: int, element: int) -> str:
    return f"{rule}.{element}"


def _prior_name(fact: str, days: int | None) -> str:
    return fact if days is None else f"{fact} {days}"


def _with_lookback(condition: Condition, days: int | None) -> Condition:
    def change(test: Test) -> Test:
        return Test(_prior_name(test.fact, days), test.operator, test.operand) if test.fact in _PRIORS else test

    return map_tests(condition, change)


def _given_facts(item: Item, sheet: AnswerSheet) -> dict[str, Value]:
    return {
        "case.subject": sheet.subject,
        "item.severity": item.severity,
        "item.lists": frozenset(item.lists),
        "item.id": item.id,
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


def _reachable(rule: Rule, reading: RuleReading) -> Reachable:
    assert rule.verdict is not None
    return Reachable(
        rule.id, rule.verdict, tuple(element for element, state in reading.elements if state in ("unmet", "unknown"))
    )


class PlainChooser:
    """The verdict by plain reading of the rules' order."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules

    def choose(self, elements: list[tuple[Truth, ...]]) -> Chosen:
        applied = [rule for n, rule in enumerate(self._rules) if all(truth is True for truth in elements[n])]
        barred = {verdict for rule in applied for verdict in rule.bars}
        free = {rule.verdict for rule in applied} - barred
        verdict, officer_decides = _plain_verdict({rule.verdict for rule in applied}, free)
        reachable = {
            n
            for n, rule in enumerate(self._rules)
            if rule.verdict
            and rule.verdict not in barred
            and _RANK[rule.verdict] < _RANK[verdict]
            and _in_reach(rule, elements[n])
        }
        return Chosen(verdict, officer_decides, frozenset(reachable))


def _plain_verdict(applied: set[Verdict | None], free: set[Verdict | None]) -> tuple[Verdict, bool]:
    if "refer" in applied:  # a suspected crime is handed over whatever else holds
        return "refer", False
    for verdict in _NO_PENALTY:
        if verdict in free:
            return verdict, False
    if "aggravated" in free and not free.isdisjoint(_MILDER):
        return "ordinary", True
    return next((verdict for verdict in VERDICTS[len(_NO_PENALTY) : -1] if verdict in free), "ordinary"), False


def _in_reach(rule: Rule, truths: tuple[Truth, ...]) -> bool:
    return all(element.curable or truth is not False for element, truth in zip(rule.elements, truths, strict=True))


class ChainedChooser:
    """The verdict by forward chaining: elements make rules apply, rules bar and support verdicts, those leave one."""

    def __init__(self, rules: tuple[Rule, ...], reader: TwiceReader) -> None:
        self._rules, self._reader = rules, reader
        self._applying = _Step(dict(_applying(rules)))
        self._supported = _Step(dict(_supported(rules)))
        self._chosen = _Step(_chosen())

    def choose(self, elements: list[tuple[Truth, ...]]) -> Chosen:
        known = {_key(n, e): truth for n, truths in enumerate(elements) for e, truth in enumerate(truths)}
        applying = self._applying.read(
            {fact: truth for fact, truth in known.items() if truth is not None}, self._reader
        )
        applied = {f"applies {n}": applying[f"applies {n}"] is True for n in range(len(self._rules))}
        supported = self._supported.read(applied, self._reader)
        (choice,) = (name for name, truth in self._chosen.read(supported, self._reader).items() if truth is True)
        verdict: Any = "ordinary" if choice == "conflict" else choice
        in_reach = (n for n in range(len(self._rules)) if applying[f"in reach {n}"] is not False)
        reachable = (
            n for n in in_reach if self._lighter(n, verdict) and not supported[f"barred {self._rules[n].verdict}"]
        )
        return Chosen(verdict, choice == "conflict", frozenset(reachable))

    def _lighter(self, n: int, verdict: Verdict) -> bool:
        own = self._rules[n].verdict
        return own is not None and _RANK[own] < _RANK[verdict]


class _Step:
    """Named conditions on what the step before found."""

    def __init__(self, conditions: Mapping[str, Condition]) -> None:
        self._names, self._conditions = tuple(conditions), ConditionSet(tuple(conditions.values()))

    def read(self, values: Mapping[str, Any], reader: TwiceReader) -> dict[str, Truth]:
        return dict(zip(self._names, reader.truths(self._conditions, Facts(values, date.min)), strict=True))


def _holds(fact: str) -> Test:
    return Test(fact, "is", True)


def _applying(rules: tuple[Rule, ...]) -> Iterator[tuple[str, Condition]]:
    for n, rule in enumerate(rules):
        yield f"applies {n}", All(tuple(_holds(_key(n, e)) for e in range(len(rule.elements))))
        fixed = [e for e, element in enumerate(rule.elements) if not element.curable]
        yield f"in reach {n}", All(tuple(_holds(_key(n, e)) for e in fixed))


def _supported(rules: tuple[Rule, ...]) -> Iterator[tuple[str, Condition]]:
    for verdict in VERDICTS:
        barring = Any_(tuple(_holds(f"applies {n}") for n, rule in enumerate(rules) if verdict in rule.bars))
        backing = Any_(tuple(_holds(f"applies {n}") for n, rule in enumerate(rules) if rule.verdict == verdict))
        yield f"barred {verdict}", barring
        yield f"free {verdict}", backing if verdict == "refer" else All((backing, Not(barring)))


def _chosen() -> dict[str, Condition]:
    """One condition for each verdict; on known facts exactly one holds."""
    conflict = All((_holds("free aggravated"), Any_(tuple(_holds(f"free {verdict}") for verdict in _MILDER))))
    order: dict[str, Condition] = {verdict: _holds(f"free {verdict}") for verdict in ("refer", *_NO_PENALTY)}
    order["conflict"] = conflict
    order |= {verdict: _holds(f"free {verdict}") for verdict in (*_MILDER, "ordinary", "aggravated")}
    chosen: dict[str, Condition] = {}
    before: tuple[Condition, ...] = ()
    for name, condition in order.items():
        chosen[name] = All((*before, condition))
        before = (*before, Not(condition))
    chosen["ordinary"] = Any_((chosen["ordinary"], All(before)))
    return chosen
