"""An example that would notice a mutant: found by solving, as few answers as can be, ready to paste."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from compliance.analysis.days import PackDay, behind
from compliance.analysis.spaces import Readings, Space
from compliance.analysis.words import as_plain, say_answers, say_status, say_value
from compliance.engine.examples import first_day
from compliance.rulepacks.conditions import Condition, resolve
from compliance.rulepacks.models import NegativeList, Status
from compliance.rulepacks.values import Value

UNDETERMINED, EMPTY = 1_000_000, 500
"""What an undetermined status costs, more than any number of answers; and an answer that ticks nothing."""


class DisproofFault(Exception):
    """What solving found isn't so when the engine reads it: a bug of ours."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Answers to an item, its status under the present rule and under the mutant."""

    item: str
    given: Mapping[str, Value]
    day: date | None
    status: Status
    changed: Status

    def line(self) -> str:
        """The example as it stands in a pack."""
        example: dict[str, Any] = {"name": _name(self.given)}
        example["given"] = {fact: as_plain(value) for fact, value in self.given.items()}
        example["expect"] = self.status
        if self.day:
            example["as_of"] = self.day
        text = yaml.safe_dump(example, allow_unicode=True, sort_keys=False, default_flow_style=True, width=10**6)
        return f"- {text.strip()}"

    def __str__(self) -> str:
        said = f"现在的规则得「{say_status(self.status)}」，改了得「{say_status(self.changed)}」"
        return f"{self.line()}\n      （{said}）"


def _name(given: Mapping[str, Value]) -> str:
    """A name in the words of the last answers, which are the most special ones."""
    last = list(given.items())[-2:]
    return "，".join(f"{fact}{say_value(value)}" for fact, value in last) or say_answers({})


class Solver:
    """Tells a pack and its mutants apart. `tests` of a day: all that any of them makes, parameters resolved."""

    def __init__(self, pack: NegativeList) -> None:
        self.pack = pack
        self._spaces: dict[date, Space] = {}
        self._readings: dict[date, Readings] = {}

    def prepare(self, day: date, packs: Iterable[NegativeList], items: Sequence[Sequence[int]]) -> None:
        """Makes room for all tests that the packs make on the day for their items; once, before anything is asked."""
        days = [(PackDay(pack, day), numbers) for pack, numbers in zip(packs, items, strict=True)]
        tests = (test for each, numbers in days for n in numbers for test in each.tests(each.pack.items[n]))
        questions = {fact: (question,) for fact, question in self.pack.questions.items()}
        self._spaces[day] = Space(questions, tests, day)
        self._readings[day] = Readings(self._spaces[day], PackDay(self.pack, day).gates)

    def difference(self, mutant: NegativeList, number: int, day: date) -> tuple[int, Suggestion] | None:
        """What tells them apart on the day by the item's status, and its cost.

        None where no answers do to questions that are asked under the present rules.
        """
        space = self._spaces[day]
        status, changed = self._status(self.pack, number, day), self._status(mutant, number, day)
        if status == changed:
            return None
        asked_only = self._readings[day].asked_only(behind_either(self.pack, mutant, number))
        found = space.cheapest((status, changed, asked_only), _price)
        if found is None:
            return None
        return found.cost, self._checked(mutant, number, day, found.answers)

    def same(self, mutant: NegativeList, number: int, day: date) -> bool:
        """Whether the item's status is the same on the day under all answers whatever."""
        return self._status(self.pack, number, day) == self._status(mutant, number, day)

    def truths_differ(self, mutant: NegativeList, number: int, day: date) -> bool:
        """Whether one of the item's own two conditions ever comes out otherwise."""
        return any(
            self._truth(self.pack, getattr(self.pack.items[number], key), day)
            != self._truth(mutant, getattr(mutant.items[number], key), day)
            for key in ("applies_when", "violated_when")
        )

    def _truth(self, pack: NegativeList, condition: Condition, day: date) -> int:
        return self._of(pack, day).truth(resolve(condition, PackDay(pack, day).parameters))

    def _status(self, pack: NegativeList, number: int, day: date) -> int:
        on, item = PackDay(pack, day), pack.items[number]
        return self._of(pack, day).status(on.applies(item), on.violated(item), on.threatened(item))

    def _of(self, pack: NegativeList, day: date) -> Readings:
        same = pack.questions is self.pack.questions and pack.parameters is self.pack.parameters
        return self._readings[day] if same else Readings(self._spaces[day], PackDay(pack, day).gates)

    def _checked(self, mutant: NegativeList, number: int, day: date, given: Mapping[str, Value]) -> Suggestion:
        item = self.pack.items[number]
        ordered = {fact: given[fact] for fact in behind_either(self.pack, mutant, number) if fact in given}
        status = PackDay(self.pack, day).status(item, ordered)
        changed = PackDay(mutant, day).status(mutant.items[number], ordered)
        if status == changed:
            raise DisproofFault(item.id, day, ordered)
        return Suggestion(item.id, ordered, None if day == first_day(self.pack, item) else day, status, changed)


def behind_either(one: NegativeList, other: NegativeList, number: int) -> tuple[str, ...]:
    """The facts that the item's status hangs on in one of two packs with the same questions, in their order."""
    facts = {*behind(one, one.items[number]), *behind(other, other.items[number])}
    return tuple(fact for fact in one.questions if fact in facts)


def _price(status: Status, changed: Status, empty: int | None) -> int | None:
    if status == changed or empty is None:
        return None
    return UNDETERMINED * ((status == "undetermined") * 2 + (changed == "undetermined")) + EMPTY * empty
