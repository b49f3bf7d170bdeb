"""From a violation and its circumstances to a verdict: elements first, then what they add up to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any, Protocol

from compliance.engine.decision import ElementState, Outcome, Reachable, RuleReading
from compliance.engine.facts import ConditionSet, Facts, Reader, Truth
from compliance.engine.sheet import NOTHING, AnswerSheet
from compliance.engine.timeline import Asking
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test, facts_in, map_tests
from compliance.rulepacks.models import PROOFS, VERDICTS, Discretion, Element, Item, Proof, Rule, Verdict
from compliance.rulepacks.values import Value

_RANK = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
_NO_PENALTY: tuple[Verdict, ...] = ("time_barred", "no_penalty_required", "no_penalty_allowed")
_MILDER: tuple[Verdict, ...] = ("mitigated", "lenient")
_PRIORS = ("prior.same_item", "prior.any")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A verdict and the rules that stand behind or around it, by their numbers."""

    verdict: Verdict
    officer_decides: bool
    reachable: frozenset[int]


class Chooser(Protocol):
    """One way from the truth of each rule's elements to the verdict."""

    def choose(self, elements: Mapping[int, tuple[Truth, ...]]) -> Chosen: ...


class Discretions:
    """All discretion files together, ready to be read."""

    def __init__(self, files: tuple[Discretion, ...]) -> None:
        self.rules = tuple(rule for file in files for rule in file.rules)
        self.asking = Asking(dict(chain.from_iterable(file.circumstances.items() for file in files)), NOTHING)
        self._lookbacks = {rule.lookback_days for rule in self.rules} | {None}
        self._elements = ConditionSet(
            {_key(n, e): _with_lookback(element.when, rule.lookback_days) for n, rule, e, element in self._all()}
        )

    def outcome(
        self, item: Item, sheet: AnswerSheet, as_of: date, acted_on: date, reader: Reader, chooser: Chooser
    ) -> Outcome:
        """The verdict on a violation of the item."""
        given = _given_facts(item, sheet) | self._priors(item, sheet, acted_on)
        values = self.asking.shown(sheet.circumstances.get(item.id, NOTHING), as_of, reader, given)
        truths = reader.read(self._elements, Facts(values, as_of))
        elements = {
            n: tuple(truths[_key(n, e)] for e in range(len(rule.elements))) for n, rule in enumerate(self.rules)
        }
        chosen = chooser.choose(elements)
        readings = tuple(self._reading(n, elements[n], item, sheet) for n in range(len(self.rules)))
        applied = [reading for reading in readings if reading.applies]
        return Outcome(
            verdict=chosen.verdict,
            provisional=any(state == "claimed" for reading in applied for _, state in reading.elements),
            applied=tuple(reading.rule for reading in applied),
            officer_decides=chosen.officer_decides,
            reachable=tuple(_reachable(self.rules[n], readings[n]) for n in sorted(chosen.reachable)),
            readings=readings,
        )

    def _all(self) -> Iterator[tuple[int, Rule, int, Element]]:
        for n, rule in enumerate(self.rules):
            for e, element in enumerate(rule.elements):
                yield n, rule, e, element

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

    def _reading(self, n: int, truths: tuple[Truth, ...], item: Item, sheet: AnswerSheet) -> RuleReading:
        rule = self.rules[n]
        states = [
            (element.id, _state(element, truth, item, sheet))
            for element, truth in zip(rule.elements, truths, strict=True)
        ]
        return RuleReading(rule.id, tuple(states))


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


def _state(element: Element, truth: Truth, item: Item, sheet: AnswerSheet) -> ElementState:
    if truth is not True:
        return "unknown" if truth is None else "unmet"
    proofs = [_proof(fact, item, sheet) for fact in facts_in(element.when)]
    weakest = min(proofs, key=PROOFS.index, default=PROOFS[-1])
    return "claimed" if PROOFS.index(element.proof) > PROOFS.index(weakest) else "met"


def _proof(fact: str, item: Item, sheet: AnswerSheet) -> Proof:
    if fact in _PRIORS:
        return sheet.history_source
    if fact.startswith("item."):
        return "verified"  # the pack's own text
    provenance: Mapping[str, Proof] = sheet.circumstance_provenance.get(item.id, NOTHING)
    return provenance.get(fact, "declared")


def _reachable(rule: Rule, reading: RuleReading) -> Reachable:
    assert rule.verdict is not None
    return Reachable(
        rule.id, rule.verdict, tuple(element for element, state in reading.elements if state in ("unmet", "unknown"))
    )


class PlainChooser:
    """The verdict by plain reading of the rules' order."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules

    def choose(self, elements: Mapping[int, tuple[Truth, ...]]) -> Chosen:
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

    def __init__(self, rules: tuple[Rule, ...], reader: Reader) -> None:
        self._rules, self._reader = rules, reader
        self._applying = ConditionSet(dict(_applying(rules)))
        self._supported = ConditionSet(dict(_supported(rules)))
        self._chosen = ConditionSet(_chosen())

    def choose(self, elements: Mapping[int, tuple[Truth, ...]]) -> Chosen:
        known = {
            _key(n, e): truth for n, truths in elements.items() for e, truth in enumerate(truths) if truth is not None
        }
        applying = self._read(self._applying, known)
        supported = self._read(
            self._supported, {f"applies {n}": applying[f"applies {n}"] is True for n in range(len(self._rules))}
        )
        chosen = [name for name, truth in self._read(self._chosen, supported).items() if truth is True]
        (choice,) = chosen
        verdict: Any = "ordinary" if choice == "conflict" else choice
        hopeful = [n for n, rule in enumerate(self._rules) if rule.verdict and applying[f"in reach {n}"] is not False]
        lighter = [n for n in hopeful if _RANK[self._rules[n].verdict or "refer"] < _RANK[verdict]]
        reachable = frozenset(n for n in lighter if supported[f"barred {self._rules[n].verdict}"] is False)
        return Chosen(verdict, choice == "conflict", reachable)

    def _read(self, conditions: ConditionSet, values: Mapping[str, Any]) -> dict[str, Truth]:
        return self._reader.read(conditions, Facts(values, date.min))


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
