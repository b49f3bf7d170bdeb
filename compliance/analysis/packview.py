"""A pack's items as diagrams, on every day that matters to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.analysis.days import PackDay, days_of
from compliance.analysis.diagrams import Node
from compliance.analysis.spaces import Readings, Space
from compliance.rulepacks.conditions import Condition, Test, resolve, tests_in
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Item, NegativeList
from compliance.rulepacks.problems import Report


@dataclass(frozen=True, slots=True)
class OnDay:
    """A pack on a day, with its conditions readable as diagrams."""

    law: PackDay
    readings: Readings

    @property
    def space(self) -> Space:
        return self.readings.space

    def truth(self, condition: Condition) -> Node:
        """Of a condition as the pack has it, with parameters."""
        return self.readings.truth(resolve(condition, self.law.parameters))

    def status(self, item: Item) -> Node:
        return self.readings.status(self.law.applies(item), self.law.violated(item), self.law.threatened(item))


class PackView:
    """One pack alone: a space for each day, made when it is first asked for."""

    def __init__(self, file: RuleFile, pack: NegativeList) -> None:
        self.file, self.pack, self.report = file, pack, Report(file.name)
        self._days: dict[date, OnDay] = {}

    def on(self, day: date) -> OnDay:
        if day not in self._days:
            law = PackDay(self.pack, day)
            questions = {fact: (question,) for fact, question in self.pack.questions.items()}
            space = Space(questions, pack_tests(law), day)
            self._days[day] = OnDay(law, Readings(space, law.gates))
        return self._days[day]

    def days(self, item: Item) -> Iterator[OnDay]:
        """The days that stand for all on which the item is in force."""
        return (self.on(day) for day in days_of(self.pack, item))


def pack_tests(law: PackDay) -> Iterator[Test]:
    """All tests that the pack makes on the day."""
    for condition in conditions_of(law.pack):
        yield from tests_in(resolve(condition, law.parameters))


def conditions_of(pack: NegativeList) -> Iterator[Condition]:
    """All conditions of the pack: when questions are shown, items apply and are violated, fines hold."""
    yield from (question.ask_when for question in pack.questions.values() if question.ask_when)
    for item in pack.items:
        yield from (item.applies_when, item.violated_when)
        yield from (fine.if_ for penalty in item.penalty for fine in penalty.fines if fine.if_)


def only(outcome: Any) -> Any:
    """A price for one outcome and no other."""
    return lambda found: 0 if found == outcome else None
