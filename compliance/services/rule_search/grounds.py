"""Which rules of discretion an item leaves room for, as far as its own text tells.

What is asked of a case isn't known here. So a rule counts as possible unless the item excludes it: it isn't in the
list, or under the law, that the rule is for; or what the rule needs is never asked of such an item. Whether it applies
is decided case by case.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from compliance.engine.elements import GIVEN, facts_of
from compliance.engine.facts import Facts
from compliance.engine.plain import truth_of
from compliance.rulepacks.conditions import Condition, facts_in
from compliance.rulepacks.models import Discretion, Item, Questions, Rule, Verdict
from compliance.rulepacks.values import Value


class Ground:
    """A rule of discretion with the questions of its file."""

    def __init__(self, rule: Rule, circumstances: Questions, day: date) -> None:
        self.rule = rule
        self._circumstances, self._day = circumstances, day
        self._known: dict[tuple[object, ...], bool] = {}
        conditions = [each.when for each in rule.elements]
        gates = [each.ask_when for each in circumstances.values() if each.ask_when]
        self._reads = [fact for fact in GIVEN if any(fact in facts_in(each) for each in (*conditions, *gates))]

    def is_possible(self, item: Item) -> bool:
        """Whether the item leaves room for it."""
        given = facts_of(item)
        key = tuple(given.get(fact) for fact in self._reads)
        if key not in self._known:
            self._known[key] = all(self._can_be_met(each.when, given) for each in self.rule.elements)
        return self._known[key]

    def is_certain(self, item: Item) -> bool:
        """Whether it applies to the item whatever the case is."""
        facts = Facts(facts_of(item), self._day)
        return all(truth_of(each.when, facts) for each in self.rule.elements)

    def _can_be_met(self, condition: Condition, given: Mapping[str, Value]) -> bool:
        truth = truth_of(condition, Facts(given, self._day))
        open_ = facts_in(condition) - given.keys()
        return truth if truth is not None else any(self._may_be_asked(fact, given) for fact in open_)

    def _may_be_asked(self, fact: str, given: Mapping[str, Value]) -> bool:
        question = self._circumstances.get(fact)
        gate = question.ask_when if question else None
        return gate is None or truth_of(gate, Facts(given, self._day)) is not False


class Grounds:
    """All rules of discretion of a day, by the verdict that they bring about."""

    def __init__(self, files: Iterable[Discretion], day: date) -> None:
        self._all = [Ground(rule, file.circumstances, day) for file in files for rule in file.rules]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Those that bring about a verdict, in their files' order."""
        return tuple(each.rule for each in self._all if each.rule.verdict)

    def leading_to(self, wanted: str) -> Sequence[Ground]:
        """The rule of this id, or all that bring about this verdict; those that ask least of an item first."""
        found = [each for each in self._all if wanted == each.rule.id or wanted == each.rule.verdict]
        return sorted(found, key=lambda each: len(each._reads))

    def are_possible(self, grounds: Iterable[Ground], item: Item) -> bool:
        """Whether the item leaves room for any of them, and no other rule bars it in every case."""
        barred = frozenset(self._barred(item))
        return any(each.rule.verdict not in barred and each.is_possible(item) for each in grounds)

    def _barred(self, item: Item) -> Iterator[Verdict]:
        for each in self._all:
            if each.rule.bars and each.is_certain(item):
                yield from each.rule.bars
