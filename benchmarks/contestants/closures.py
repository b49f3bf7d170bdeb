"""The floor: Python closures as one would write them by hand for just this, with one reading and no checks."""

from collections.abc import Callable
from typing import Any, TypeAlias

from benchmarks.work import Found, Values, Work, holding, sets
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.conditions import All, Any_, Condition, Not

_Reader: TypeAlias = Callable[[Values, int], bool | None]


class Closures:
    """A closure for each node; needs are looked for only where an item is undetermined."""

    name = "closures (floor)"

    def __init__(self, work: Work) -> None:
        self._today = work.day.toordinal()
        self._gates = [(name, _reader(gate)) for layer in work.gates_in_layers() for name, gate in layer.items()]
        self._items = [(_reader(each.applies), _reader(each.violated)) for each in work.items]
        self._needs = work.needs()

    def native(self, sheet: AnswerSheet) -> dict[str, Any]:
        return {name: sets(value) for name, value in sheet.answers.items()}

    def assess(self, native: dict[str, Any]) -> list[Found]:
        today, facts = self._today, native.copy()
        for name, gate in self._gates:
            if name in facts and gate(facts, today) is not True:
                del facts[name]
        needs, found = self._needs.of, list[Found]()
        for n, (applies, violated) in enumerate(self._items):
            applied = applies(facts, today)
            breach = False if applied is False else violated(facts, today)
            if applied is False:
                found.append(("not_applicable", ()))
            elif breach is False:
                found.append(("compliant", ()))
            elif applied and breach:
                found.append(("violation", ()))
            else:
                found.append(("undetermined", needs(n, facts, today)))
        return found


def _reader(condition: Condition) -> _Reader:
    match condition:
        case All(parts):
            return _group([_reader(part) for part in parts], False)
        case Any_(parts):
            return _group([_reader(part) for part in parts], True)
        case Not(part):
            return _negation(_reader(part))
    fact, holds = condition.fact, holding(condition)

    def test(facts: Values, today: int) -> bool | None:
        value = facts.get(fact)
        return None if value is None else holds(value, today)

    return test


def _negation(reader: _Reader) -> _Reader:
    def negation(facts: Values, today: int) -> bool | None:
        truth = reader(facts, today)
        return None if truth is None else not truth

    return negation


def _group(readers: list[_Reader], decisive: bool) -> _Reader:
    if len(readers) == 1:
        return readers[0]

    def group(facts: Values, today: int) -> bool | None:
        truth: bool | None = not decisive
        for reader in readers:
            part = reader(facts, today)
            if part is decisive:
                return decisive
            if part is None:
                truth = None
        return truth

    return group
