"""From a violation and its circumstances to a verdict: elements first, then what they add up to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from compliance.engine.decision import Finding, Outcome, Reachable, RuleReading
from compliance.engine.elements import DiscretionFile, Violation
from compliance.engine.explain import ElementReason
from compliance.engine.facts import ConditionSet, Facts, Truth
from compliance.engine.sheet import NOTHING, AnswerSheet
from compliance.engine.twice import DisagreementFault, TwiceReader
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test
from compliance.rulepacks.models import LEFT_TO_OFFICERS, VERDICTS, Discretion, Item, Rule, Verdict

_RANK = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
_NO_PENALTY: tuple[Verdict, ...] = ("time_barred", "no_penalty_required", "no_penalty_allowed")
_MILDER: tuple[Verdict, ...] = ("mitigated", "lenient")
OUTCOMES_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """A verdict and the rules that stand behind or around it, by their numbers."""

    verdict: Verdict
    officer_decides: bool
    reachable: frozenset[int]


class Discretions:
    """All discretion files together, ready to be read."""

    def __init__(self, files: tuple[Discretion, ...], reader: TwiceReader) -> None:
        self.files = files
        self._files = tuple(DiscretionFile(file, reader) for file in files)
        self.rules = tuple(rule for file in self._files for rule in file.rules)
        self._known: dict[tuple[Any, ...], Outcome] = {}  # many violations come with the same circumstances
        self._plain, self._chained = PlainChooser(self.rules), ChainedChooser(self.rules, reader)

    def outcome(self, violation: Violation) -> Outcome:
        """The verdict on a violation; raises EngineFault or DisagreementFault."""
        sheet, item = violation.sheet, violation.item
        proofs = sheet.circumstance_provenance.get(item.id, NOTHING)
        case = (sheet.subject, sheet.history, sheet.history_source, violation.as_of, violation.acted_on)
        same = (item.id, item.severity, item.lists, item.laws, item.articles)  # other versions have it otherwise
        key = (*same, violation.told, proofs, *case)
        outcome = self._known.get(key)
        if outcome is None:
            if len(self._known) >= OUTCOMES_KEPT:
                self._known.clear()
            outcome = self._known[key] = self._outcome(violation)
        return outcome

    @property
    def always_visible(self) -> frozenset[str]:
        """The circumstances to ask of every violation."""
        return frozenset().union(*(file.always_visible for file in self._files))

    def visible(self, violation: Violation) -> frozenset[str]:
        """The circumstances to ask of somebody who has answered this much: those that any file shows."""
        return frozenset().union(*(file.visible(violation) for file in self._files))

    def reasons(self, violation: Violation, outcome: Outcome, whole: bool) -> Iterator[ElementReason]:
        """For each element of each rule its state in the outcome, and the tree of its condition.

        `whole` as Engine.explain has it.
        """
        readings = {reading.rule: reading for reading in outcome.readings}
        return chain.from_iterable(file.reasons(violation, readings, whole) for file in self._files)

    def _outcome(self, violation: Violation) -> Outcome:
        read = [each for file in self._files for each in file.read(violation)]
        chosen = self._choose([truths for truths, _ in read])
        readings = tuple(reading for _, reading in read)
        applied = [reading for reading in readings if reading.applies]
        return Outcome(
            verdict=chosen.verdict,
            provisional=any(state == "claimed" for reading in applied for _, state in reading.elements),
            applied=tuple(reading.rule for reading in applied),
            officer_decides=chosen.officer_decides,
            reachable=tuple(_reachable(self.rules[n], readings[n]) for n in sorted(chosen.reachable)),
            readings=readings,
        )

    def _choose(self, elements: list[tuple[Truth, ...]]) -> Chosen:
        by_plain, by_engine = self._plain.choose(elements), self._chained.choose(elements)
        if by_engine != by_plain:
            raise DisagreementFault(by_engine, by_plain, elements)
        return by_plain


class Outcomes:
    """Findings of violations with their outcomes. One that hangs on no circumstances is made once for a case."""

    def __init__(self, discretions: Discretions) -> None:
        self.discretions = discretions
        self._known: dict[tuple[Any, ...], dict[str, tuple[Finding, Finding]]] = {}
        self._kept = 0

    def of(
        self, items: Mapping[str, Item], sheet: AnswerSheet, as_of: date, acted_on: date
    ) -> Callable[[Finding], Finding]:
        """What adds the outcome to a finding of the case; `items` are those that are found of, by id."""
        case = (sheet.subject, sheet.history, sheet.history_source, as_of, acted_on)
        if self._kept >= OUTCOMES_KEPT:
            self._known.clear()
            self._kept = 0
        known = self._known.get(case)
        if known is None:
            known = self._known[case] = {}
            self._kept += 1
        told = sheet.circumstances.keys() | sheet.circumstance_provenance.keys()

        def finished(finding: Finding) -> Finding:
            before, after = known.get(finding.item, _NONE)
            if before is finding and after and finding.item not in told:
                return after
            outcome = self.discretions.outcome(Violation(items[finding.item], sheet, as_of, acted_on))
            after = finding.with_outcome(outcome)
            if finding.item not in told:
                known[finding.item] = (finding, after)
                self._kept += 1
            return after

        return finished


_NONE = (None, None)


def _key(rule: int, element: int) -> str:
    return f"{rule}.{element}"


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
        given = {rule.verdict for rule in applied if not rule.may}
        verdict, officer_decides = _plain_verdict(given, given - barred)
        offered = {rule.verdict for rule in applied if rule.may and rule.verdict} - barred
        officer_decides |= any(_is_lighter(each, verdict) for each in offered)
        reachable = {
            n
            for n, rule in enumerate(self._rules)
            if rule.verdict
            and rule.verdict not in barred
            and _RANK[rule.verdict] < _RANK[verdict]
            and _in_reach(rule, elements[n])
        }
        return Chosen(verdict, officer_decides, frozenset(reachable))


def _is_lighter(offered: Verdict, verdict: Verdict) -> bool:
    """Whether an officer may go below the verdict; what is handed over is out of their hands."""
    return verdict != "refer" and _RANK[offered] < _RANK[verdict]


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
        offered = (each for each in LEFT_TO_OFFICERS if supported[f"offered {each}"])
        officer_decides = choice == "conflict" or any(_is_lighter(each, verdict) for each in offered)
        return Chosen(verdict, officer_decides, frozenset(reachable))

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
        backers = [n for n, rule in enumerate(rules) if rule.verdict == verdict]
        backing = Any_(tuple(_holds(f"applies {n}") for n in backers if not rules[n].may))
        yield f"barred {verdict}", barring
        yield f"free {verdict}", backing if verdict == "refer" else All((backing, Not(barring)))
        offering = Any_(tuple(_holds(f"applies {n}") for n in backers if rules[n].may))
        yield f"offered {verdict}", All((offering, Not(barring)))


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
