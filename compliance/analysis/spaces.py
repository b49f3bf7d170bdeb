"""All answers at once: the facts as variables of a decision diagram, and conditions as its nodes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.analysis.diagrams import Diagrams, Node, Price
from compliance.analysis.samples import holds, operands_of, samples
from compliance.engine.facts import Truth
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test
from compliance.rulepacks.models import Question, Status
from compliance.rulepacks.values import Value

FACT, OPTION = 1000, 1
"""What it costs to answer a question, and to tick an option: few questions first, then few options."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The variables of a fact: the first is its value by number, 0 where it has none; then one for each option."""

    question: Question
    first: int
    values: tuple[Value | None, ...]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """Answers, what they cost, and what the nodes that were asked come to under them."""

    cost: int
    answers: dict[str, Value]
    outcomes: tuple[Any, ...]


class Space:
    """The facts on a day, with as many values of each as the given tests can tell apart.

    `questions`: for each fact all that ask for it, a value must suit them all; `tests`: all that will be made, with
    parameters resolved; `given`: facts that are not asked, and have one value or, where it is None, none.
    """

    def __init__(
        self,
        questions: Mapping[str, Sequence[Question]],
        tests: Iterable[Test],
        as_of: date,
        given: Mapping[str, Value | None] | None = None,
    ) -> None:
        self.as_of, self.diagrams = as_of, Diagrams()
        self.costs: list[tuple[int, ...]] = []
        self._given = given or {}
        self._tests: dict[Test, Node] = {}
        self._facts: dict[str, _Asked] = {}
        of_fact: dict[str, list[Test]] = {fact: [] for fact in questions}
        for test in dict.fromkeys(tests):
            if test.operand is not None and test.fact in of_fact:
                of_fact[test.fact].append(test)
        for fact, asked in questions.items():
            if of_fact[fact]:
                self._facts[fact] = self._asked(asked, of_fact[fact])

    def test(self, test: Test) -> Node:
        """The truth of a test, whether or not its question is shown."""
        if test not in self._tests:
            self._tests[test] = self._test(test)
        return self._tests[test]

    def cheapest(self, nodes: tuple[Node, ...], price: Price) -> "Solution | None":
        """The cheapest answers under which the nodes' outcomes have a price."""
        found = self.diagrams.cheapest(nodes, price, self.costs)
        if found is None:
            return None
        values = dict(found.values)
        answers = {fact: self._value(asked, values) for fact, asked in self._facts.items() if values.get(asked.first)}
        return Solution(found.cost, answers, found.outcomes)

    def _asked(self, questions: Sequence[Question], tests: Sequence[Test]) -> _Asked:
        first = len(self.costs)
        if questions[0].type == "choices":
            options = tuple(dict.fromkeys(option for test in tests for option in operands_of(test)))
            self.costs += [(0, FACT), *((0, OPTION) for _ in options)]
            return _Asked(questions[0], first, (None, frozenset()), options)
        values = samples(questions, tests, self.as_of)
        self.costs.append((0, *(FACT for _ in values)))
        return _Asked(questions[0], first, (None, *values))

    def _value(self, asked: _Asked, values: Mapping[int, int]) -> Value:
        if asked.question.type != "choices":
            value = asked.values[values[asked.first]]
            assert value is not None
            return value
        ticked = frozenset(option for n, option in enumerate(asked.options, asked.first + 1) if values.get(n))
        others = [option for option in asked.question.options or () if option not in asked.options]
        return ticked or frozenset(others[-1:])  # an option that nothing tests, mostly «none of these»

    def _test(self, test: Test) -> Node:
        if test.operand is None:
            return self.diagrams.leaf(None)
        if test.fact in self._given:
            value = self._given[test.fact]
            return self.diagrams.leaf(None if value is None else holds(test, value, self.as_of))
        asked, leaf = self._facts[test.fact], self.diagrams.leaf
        if asked.question.type == "choices":
            return self.diagrams.branch(asked.first, (leaf(None), self._set_test(test, asked)))
        truths = (None if value is None else holds(test, value, self.as_of) for value in asked.values)
        return self.diagrams.branch(asked.first, [leaf(truth) for truth in truths])

    def _set_test(self, test: Test, asked: _Asked) -> Node:
        no, yes = self.diagrams.leaf(False), self.diagrams.leaf(True)
        ticked = [
            self.diagrams.branch(asked.first + 1 + asked.options.index(option), (no, yes))
            for option in operands_of(test)
        ]
        if test.operator in ("includes", "includes_all"):
            return self._joined(both, ticked, yes)
        any_of = self._joined(either, ticked, no)
        return self.diagrams.combine(opposite, any_of) if test.operator == "excludes" else any_of

    def _joined(self, operation: Callable[[Truth, Truth], Truth], nodes: Iterable[Node], empty: Node) -> Node:
        for node in nodes:
            empty = self.diagrams.combine(operation, empty, node)
        return empty

    def answered(self, fact: str) -> Node | None:
        """How many answers to the question tick nothing, 0 or 1; None where it isn't answered or not part of this."""
        asked, leaf = self._facts.get(fact), self.diagrams.leaf
        if asked is None:
            return None
        answers = [leaf(0)] * (len(self.costs[asked.first]) - 1)
        if asked.question.type == "choices" and set(asked.question.options or ()) <= set(asked.options):
            ticked = [
                self.diagrams.branch(asked.first + n, (leaf(False), leaf(True)))
                for n in range(1, len(asked.options) + 1)
            ]
            answers = [self.diagrams.combine(is_false, self._joined(either, ticked, leaf(False)))]
        return self.diagrams.branch(asked.first, (leaf(None), *answers))

    def read(self, condition: Condition, test: Callable[[Test], Node]) -> Node:
        """The truth of a condition whose tests come out as `test` says."""
        match condition:
            case All(parts):
                return self._joined(both, (self.read(part, test) for part in parts), self.diagrams.leaf(True))
            case Any_(parts):
                return self._joined(either, (self.read(part, test) for part in parts), self.diagrams.leaf(False))
            case Not(part):
                return self.diagrams.combine(opposite, self.read(part, test))
        return test(condition)


class Readings:
    """Conditions in a space under one pack's or file's gates: what a question that isn't shown would say is unknown."""

    def __init__(self, space: Space, gates: Mapping[str, Condition]) -> None:
        self.space = space
        self._gates = gates
        self._shown: dict[str, Node] = {}

    def truth(self, condition: Condition) -> Node:
        """True, False or None (unknown)."""
        return self.space.read(condition, self._test)

    def shown(self, fact: str) -> Node:
        """Whether the question is shown: True or False."""
        if fact not in self._shown:
            gate = self._gates.get(fact)
            node = self.space.diagrams.leaf(True) if gate is None else self.truth(gate)
            self._shown[fact] = self.space.diagrams.combine(is_true, node)
        return self._shown[fact]

    def status(self, applies: Condition, violated: Condition, threatened: bool = True) -> Node:
        """The item's status. `threatened`: whether a penalty is in force, without which nothing is a violation."""
        operation = status_of if threatened else unthreatened
        return self.space.diagrams.combine(operation, self.truth(applies), self.truth(violated))

    def asked_only(self, facts: Iterable[str]) -> Node:
        """How many answers tick nothing; None where one of the facts is answered whose question isn't shown."""
        node = self.space.diagrams.leaf(0)
        for fact in facts:
            answered = self.space.answered(fact)
            if answered is not None:
                node = self.space.diagrams.combine(count_asked, node, self.shown(fact), answered)
        return node

    def _test(self, test: Test) -> Node:
        return self.space.diagrams.combine(if_shown, self.shown(test.fact), self.space.test(test))


def both(one: Truth, other: Truth) -> Truth:
    """`all` of two."""
    return False if one is False or other is False else None if one is None or other is None else True


def either(one: Truth, other: Truth) -> Truth:
    """`any` of two."""
    return True if one or other else None if one is None or other is None else False


def opposite(one: Truth) -> Truth:
    """`not`."""
    return None if one is None else not one


def is_true(one: Truth) -> bool:
    """Neither false nor unknown."""
    return one is True


def is_false(one: Truth) -> int:
    """1 where it is false."""
    return int(one is False)


def count_asked(empty: int | None, shown: bool, answered: int | None) -> int | None:
    """How many answers tick nothing, of those before and one more; None where one wasn't asked for."""
    if empty is None or answered is None:
        return empty
    return empty + answered if shown else None


def if_shown(shown: bool, truth: Truth) -> Truth:
    """A test's truth where its question is shown."""
    return truth if shown else None


def status_of(applies: Truth, violated: Truth) -> Status:
    """What an item comes to."""
    if applies is False:
        return "not_applicable"
    if violated is False:
        return "compliant"
    return "violation" if applies and violated else "undetermined"


def unthreatened(applies: Truth, violated: Truth) -> Status:
    """What an item comes to while no penalty is in force."""
    status = status_of(applies, violated)
    return "compliant" if status == "violation" else status


def is_violation(status: Any) -> bool:
    """Of a status."""
    return bool(status == "violation")
