"""Discretion rules that can never apply, or never come to anything because another rule always bars them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from itertools import chain, combinations, combinations_with_replacement, product

from compliance.analysis.days import turns
from compliance.analysis.diagrams import Node
from compliance.analysis.never import core
from compliance.analysis.packview import only
from compliance.analysis.samples import holds, operands_of
from compliance.analysis.spaces import Readings, Space, either, is_true
from compliance.analysis.words import say
from compliance.engine.elements import facts_of
from compliance.rulepacks.conditions import All, Condition, Test, map_tests, tests_in
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import GIVEN_FACTS, Discretion, Element, NegativeList, Question, Rule
from compliance.rulepacks.problems import Report
from compliance.rulepacks.source import locate
from compliance.rulepacks.values import Value

_PRIORS = ("prior.same_item", "prior.any")
MOST_PRIORS = 12
"""Up to which number earlier violations are counted one by one; a file that tests a greater one is passed over."""
MOST_NAMES = 8
"""Up to how many names of lists, laws and articles are tried in every combination where no items are at hand."""
_SETS = ("item.lists", "item.laws", "item.articles")
_OTHER = "\0"
"""Stands for the id of any item that no condition names."""

Given = Mapping[str, Value | None]


def report_rules(files: Sequence[RuleFile]) -> Iterator[Report]:
    """The reports on all discretion files, held against the items of the packs among the files, if there are any."""
    book = _Book(files)
    for file in files:
        if isinstance(file.content, Discretion):
            report = Report(file.name)
            for n, rule in enumerate(file.content.rules):
                if message := book.flaw(file.content, rule):
                    report.item = rule.id
                    report.warning(locate(file.root, ("rules", n)), *message)
            yield report


@dataclass(frozen=True)
class _World:
    """One item, subject and history on a day."""

    space: Space
    readings: Mapping[str, Readings]

    def applies(self, file: Discretion, elements: Iterable[Element], lookback: int | None) -> Node:
        wanted = All(tuple(_with_lookback(each.when, lookback) for each in elements))
        return self.space.diagrams.combine(is_true, self.readings[file.id].truth(wanted))


class _Book:
    def __init__(self, files: Sequence[RuleFile]) -> None:
        self._discretion = [file.content for file in files if isinstance(file.content, Discretion)]
        self._items = [item for file in files if isinstance(file.content, NegativeList) for item in file.content.items]
        self._made: dict[int, _World] = {}

    def flaw(self, file: Discretion, rule: Rule) -> tuple[str, str] | None:
        """What keeps the rule from ever mattering: a code and a text."""
        if self._givens is None:
            return None
        if not self._can_apply(file, rule, rule.elements):
            kept = core(rule.elements, lambda elements: self._can_apply(file, rule, elements))
            said = "；".join(f"{each.title}（{say(each.when)}）" for each in kept)
            return "rule-never-applies", f"「{rule.title}」永远适用不了：这些要件不能同时具备——{said}"
        barring = self._barring(rule)
        if barring and not self._can_stand(file, rule, barring):
            kept_rules = core(barring, lambda some: self._can_stand(file, rule, some))
            said = "、".join(f"「{each.title}」（{each.id}）" for _, each in kept_rules)
            return "rule-always-barred", f"「{rule.title}」的要件一具备，结论就总被{said}的 bars 排除"
        return None

    def _barring(self, rule: Rule) -> list[tuple[Discretion, Rule]]:
        verdict = rule.verdict
        if verdict is None or verdict == "refer":
            return []
        return [(file, each) for file in self._discretion for each in file.rules if verdict in each.bars]

    def _can_apply(self, file: Discretion, rule: Rule, elements: Sequence[Element]) -> bool:
        return any(
            world.space.cheapest((world.applies(file, elements, rule.lookback_days),), only(True))
            for world in self._worlds()
        )

    def _can_stand(self, file: Discretion, rule: Rule, barring: Sequence[tuple[Discretion, Rule]]) -> bool:
        """Whether the rule applies somewhere where none of the others does."""

        def stands(world: _World) -> bool:
            barred = world.space.diagrams.leaf(False)
            for where, other in barring:
                applies = world.applies(where, other.elements, other.lookback_days)
                barred = world.space.diagrams.combine(either, barred, applies)
            applies = world.applies(file, rule.elements, rule.lookback_days)
            return world.space.cheapest((applies, barred), lambda *got: 0 if got == (True, False) else None) is not None

        return any(stands(world) for world in self._worlds())

    def _worlds(self) -> Iterator[_World]:
        assert self._givens is not None
        for n, (day, given) in enumerate(product(turns(self._tests), self._givens)):
            if n not in self._made:
                self._made[n] = self._world(day, given)
            yield self._made[n]

    def _world(self, day: date, given: Given) -> _World:
        questions: dict[str, tuple[Question, ...]] = {}
        for file in self._discretion:
            for fact, question in file.circumstances.items():
                questions[fact] = (*questions.get(fact, ()), question)
        space = Space(questions, self._tests, day, given)
        gates = {
            file.id: {fact: each.ask_when for fact, each in file.circumstances.items() if each.ask_when}
            for file in self._discretion
        }
        return _World(space, {name: Readings(space, gate) for name, gate in gates.items()})

    @cached_property
    def _tests(self) -> list[Test]:
        return list(dict.fromkeys(chain.from_iterable(map(_tests_of, self._discretion))))

    @cached_property
    def _givens(self) -> list[Given] | None:
        """All that can be given of items, subject and history, as far as tests tell; None where that is too much."""
        histories = _histories(self._tests)
        if histories is None or (not self._items and len(self._sets) > MOST_NAMES):
            return None
        subjects: list[Given] = [{"case.subject": each} for each in GIVEN_FACTS["case.subject"].options or ()]
        parts = [self._distinct(each) for each in (self._of_items(), subjects, histories)]
        return [{**item, **subject, **history} for item, subject, history in product(*parts)]

    def _distinct(self, givens: Iterable[Given]) -> list[Given]:
        """Those that some test tells apart."""
        day = date.min
        kept: dict[tuple[object, ...], Given] = {}
        for given in givens:
            tests = [test for test in self._tests if test.fact in given]
            values = ((test, given[test.fact]) for test in tests)
            kept.setdefault(tuple(None if value is None else holds(test, value, day) for test, value in values), given)
        return list(kept.values())

    def _of_items(self) -> Iterator[Given]:
        if self._items:
            yield from map(facts_of, self._items)
            return
        ids = [*self._named("item.id"), _OTHER]
        some = chain.from_iterable(combinations(self._sets, size) for size in range(len(self._sets) + 1))
        for severity, identity, chosen in product(GIVEN_FACTS["item.severity"].options or (), ids, list(some)):
            sets = {fact: frozenset(name for key, name in chosen if key == fact) for fact in _SETS}
            yield {"item.severity": severity, "item.id": identity, **sets}

    @cached_property
    def _sets(self) -> list[tuple[str, str]]:
        """The names that are tested in the sets that an item has, each with its set."""
        return [(fact, name) for fact in _SETS for name in self._named(fact)]

    def _named(self, fact: str) -> Iterator[str]:
        named = (operand for test in self._tests if test.fact == fact for operand in operands_of(test))
        yield from dict.fromkeys(map(str, named))


def _tests_of(file: Discretion) -> Iterator[Test]:
    for question in file.circumstances.values():
        if question.ask_when:
            yield from tests_in(question.ask_when)
    for rule in file.rules:
        for element in rule.elements:
            yield from tests_in(_with_lookback(element.when, rule.lookback_days))


def _with_lookback(condition: Condition, days: int | None) -> Condition:
    """The condition with a name of its own for what is counted within the lookback."""

    def change(test: Test) -> Test:
        return Test(_counted(test.fact, days), test.operator, test.operand) if test.fact in _PRIORS else test

    return map_tests(condition, change)


def _counted(prior: str, days: int | None) -> str:
    return prior if days is None else f"{prior} {days}"


def _histories(tests: Sequence[Test]) -> list[Given] | None:
    """The numbers of earlier violations that go together: of the item never more than of all, nor fewer further back.

    The first is of a history that nobody knows. None: too many to look at.
    """
    on_priors = [test for test in tests if test.fact.split(" ")[0] in _PRIORS]
    windows = sorted({_days(test.fact) for test in on_priors}, key=lambda days: (days is None, days or 0))
    operands = [operand for test in on_priors for operand in operands_of(test) if isinstance(operand, Decimal)]
    most = max((int(each.to_integral_value(ROUND_CEILING)) for each in operands), default=0)
    if most > MOST_PRIORS or len(windows) > 3:
        return None
    facts = [_counted(prior, days) for prior in _PRIORS for days in windows]
    histories: list[Given] = [dict.fromkeys(facts)]
    rows = list(combinations_with_replacement(range(max(most, 0) + 2), len(windows)))
    for same, others in product(rows, rows):
        counts = [*same, *(one + other for one, other in zip(same, others, strict=True))]
        histories.append(dict(zip(facts, map(Decimal, counts), strict=True)))
    return histories


def _days(fact: str) -> int | None:
    _, _, days = fact.partition(" ")
    return int(days) if days else None
