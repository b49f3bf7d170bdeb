"""The ways out of a violation: the smallest sets of changes that make the item compliant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import Any
from weakref import WeakKeyDictionary

from compliance.engine.explain import plain_value
from compliance.engine.facts import Facts, ItemSet
from compliance.engine.plain import PlainReader
from compliance.engine.regions import Region, joined, regions_of
from compliance.engine.timeline import Asking, ItemOn, PackOn
from compliance.rulepacks.conditions import All, Condition, Test, facts_in, tests_in
from compliance.rulepacks.models import NegativeList
from compliance.rulepacks.values import Value

MOST_WAYS = 5
MOST_CHANGES = 4
MOST_TRIES = 4000


@dataclass(frozen=True, slots=True)
class Change:
    """A fact to be changed in deed until the goal is true of it; with `value` it is."""

    fact: str
    value: Value
    goal: Condition

    def as_json(self) -> dict[str, Any]:
        return {"fact": self.fact, "value": plain_value(self.value), "goal": _goal_json(self.goal)}


def _goal_json(goal: Condition) -> dict[str, Any]:
    """The goal in the rule language: all its tests are of the one fact."""
    tests = list(tests_in(goal))
    operators = {test.operator: plain_value(test.operand) for test in tests}
    if len(operators) < len(tests):  # one operator several times, as when two options must go
        return {"all": [_goal_json(test) for test in tests]}
    return {tests[0].fact: operators}


@dataclass(frozen=True, slots=True)
class WayOut:
    """Changes that together make the item compliant, none of them to spare."""

    changes: tuple[Change, ...]

    def as_json(self) -> list[dict[str, Any]]:
        return [change.as_json() for change in self.changes]


def ways_out(
    pack: NegativeList, on: PackOn, each: ItemOn, values: Mapping[str, Value], as_of: date, reader: PlainReader
) -> tuple[WayOut, ...]:
    """At most five ways, those with the fewest changes first; only facts that the enterprise can still change.

    `values` are the answers as given. What a change makes visible and nobody has answered is unknown, and unknown is
    not compliant: such a change alone is no way out. Nor is one that leads into another violation of the pack.
    """
    return tuple(_Search(_case_of(pack, on, each), on, values, as_of, reader).ways())


_cases: WeakKeyDictionary[ItemOn, "_Case"] = WeakKeyDictionary()


def _case_of(pack: NegativeList, on: PackOn, each: ItemOn) -> "_Case":
    return _cases.get(each) or _cases.setdefault(each, _Case(pack, on, each))


class _Case:
    """What is the same in all searches for an item: how it is read alone, and what can be changed."""

    def __init__(self, pack: NegativeList, on: PackOn, each: ItemOn) -> None:
        whole = All((each.applies, each.violated))
        self.items = ItemSet(((each.applies, each.violated),))
        self.asking = Asking({name: pack.questions[name] for name in _read(pack, whole)}, on.parameters)
        read = facts_in(whole)
        self.changeable = {
            fact: (question, _tests_of(fact, whole))
            for fact, question in pack.questions.items()
            if fact in read and question.changeable
        }


class _Search:
    def __init__(self, case: _Case, on: PackOn, values: Mapping[str, Value], as_of: date, reader: PlainReader) -> None:
        self._case, self._on, self._values, self._as_of, self._reader = case, on, values, as_of, reader
        self._tries = MOST_TRIES
        self._violated = self._violated_with({})
        self._regions = {
            fact: regions_of(fact, question, tests, values.get(fact), as_of)
            for fact, (question, tests) in case.changeable.items()
        }

    def ways(self) -> Iterator[WayOut]:
        found: list[frozenset[str]] = []
        for size in range(1, MOST_CHANGES + 1):
            for facts in combinations(self._regions, size):
                if any(each.issubset(facts) for each in found):
                    continue
                if changes := self._way(facts):
                    found.append(frozenset(facts))
                    yield WayOut(changes)
                if len(found) == MOST_WAYS or self._tries <= 0:
                    return

    def _way(self, facts: Sequence[str]) -> tuple[Change, ...] | None:
        for chosen in product(*(self._regions[fact] for fact in facts)):
            changes = dict(zip(facts, chosen, strict=True))
            if self._is_way(changes):
                return tuple(self._change(fact, changes) for fact in facts)
        return None

    def _change(self, fact: str, changes: Mapping[str, Region]) -> Change:
        """The change of one fact, the others as chosen: all that would do as well belongs to its goal."""
        accepted = [region for region in self._regions[fact] if self._is_way({**changes, fact: region})]
        return Change(fact, changes[fact].value, joined(fact, accepted, changes[fact]))

    def _is_way(self, changes: Mapping[str, Region]) -> bool:
        return self._compliant(changes) and self._violated_with(changes) <= self._violated

    def _violated_with(self, changes: Mapping[str, Region]) -> frozenset[int]:
        """The pack's items that are violated after the changes."""
        shown = self._on.asking.shown(self._after(changes), self._as_of, self._reader)
        found = self._reader.statuses(self._on.conditions, Facts(shown, self._as_of))
        return frozenset(n for n, status in enumerate(found) if status == "violation")

    def _compliant(self, changes: Mapping[str, Region]) -> bool:
        self._tries -= 1
        shown = self._case.asking.shown(self._after(changes), self._as_of, self._reader)
        return self._reader.statuses(self._case.items, Facts(shown, self._as_of)) == ["compliant"]

    def _after(self, changes: Mapping[str, Region]) -> dict[str, Value]:
        return {**self._values, **{fact: region.value for fact, region in changes.items()}}


def _tests_of(fact: str, condition: Condition) -> list[Test]:
    return [test for test in tests_in(condition) if test.fact == fact]


def _read(pack: NegativeList, condition: Condition) -> list[str]:
    """The facts that the condition reads, and those that decide whether they are asked, in the pack's order."""
    wanted, new = set[str](), set(facts_in(condition))
    while new:
        wanted |= new
        gates = (pack.questions[fact].ask_when for fact in new)
        new = set().union(*(facts_in(gate) for gate in gates if gate)) - wanted
    return [name for name in pack.questions if name in wanted]
