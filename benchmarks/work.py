"""The work that every contestant does: from the answers given to the status and the needs of each item."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol, TypeAlias

from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test, facts_in, resolve, tests_in
from compliance.rulepacks.models import Status
from compliance.rulepacks.rulebook import Rulebook

Found: TypeAlias = tuple[Status, tuple[str, ...]]
"""The status of an item and, where it is undetermined, what it needs."""
Values: TypeAlias = Mapping[str, Any]


class Contestant(Protocol):
    """One way of doing the work. Built once for a work; what it builds is not timed with the assessments."""

    name: str

    def __init__(self, work: "Work") -> None: ...

    def native(self, sheet: AnswerSheet) -> Any:
        """The answers as this library wants them; not timed, as our own checking of the answers isn't."""
        ...

    def assess(self, native: Any) -> list[Found]:
        """What is found of each item, in the packs' order."""
        ...


@dataclass(frozen=True)
class WorkItem:
    id: str
    applies: Condition
    violated: Condition


@dataclass(frozen=True)
class Work:
    """All packs of a rulebook as they stand on a day, parameters filled in."""

    rulebook: Rulebook
    day: date
    questions: tuple[str, ...]
    gates: Mapping[str, Condition]
    items: tuple[WorkItem, ...]

    @classmethod
    def of(cls, rulebook: Rulebook, day: date) -> "Work":
        questions: dict[str, None] = {}
        gates: dict[str, Condition] = {}
        items: list[WorkItem] = []
        for pack in rulebook.packs:
            parameters = {name: _value_on(entries, day) for name, entries in pack.parameters.items()}
            questions |= dict.fromkeys(pack.questions)
            gates |= {
                name: resolve(each.ask_when, parameters) for name, each in pack.questions.items() if each.ask_when
            }
            items += (
                WorkItem(each.id, resolve(each.applies_when, parameters), resolve(each.violated_when, parameters))
                for each in pack.items
                if pack.in_force(each, day)
            )
        return cls(rulebook, day, tuple(questions), gates, tuple(items))

    @cached_property
    def short(self) -> Mapping[str, str]:
        """A short ASCII name for each question: not every library reads Chinese identifiers."""
        return {name: f"f{n}" for n, name in enumerate(self.questions)}

    def gates_in_layers(self) -> list[dict[str, Condition]]:
        """The gates, those first that read no question with a gate."""
        depth: dict[str, int] = {}
        for name, gate in self.gates.items():
            depth[name] = 1 + max((depth.get(fact, 0) for fact in facts_in(gate)), default=0)
        levels = range(1, max(depth.values(), default=0) + 1)
        return [{name: self.gates[name] for name in self.gates if depth[name] == level} for level in levels]

    def needs(self) -> "Needs":
        return Needs(self)


class Needs:
    """The needs of undetermined items: closures of each item's tests, for libraries that can't name them.

    Walks only what is unknown, on the facts that are shown; the same for every contestant but our engine.
    """

    def __init__(self, work: Work) -> None:
        self._place = {name: n for n, name in enumerate(work.questions)}
        self._readers = [_needs_reader(All((each.applies, each.violated))) for each in work.items]

    def of(self, item: int, facts: Values, today: int) -> tuple[str, ...]:
        needed: set[str] = set()
        self._readers[item](facts, today, needed)
        return tuple(sorted(needed, key=self._place.__getitem__))


_NeedsReader: TypeAlias = Callable[[Values, int, set[str]], bool | None]


def _needs_reader(condition: Condition) -> _NeedsReader:
    """A function that gives the condition's truth and adds what it needs where it is unknown."""
    match condition:
        case All(parts):
            return _needs_group([_needs_reader(part) for part in parts], False)
        case Any_(parts):
            return _needs_group([_needs_reader(part) for part in parts], True)
        case Not(part):
            reader = _needs_reader(part)

            def negation(facts: Values, today: int, needed: set[str]) -> bool | None:
                truth = reader(facts, today, needed)
                return None if truth is None else not truth

            return negation
    fact, holds = condition.fact, holding(condition)

    def test(facts: Values, today: int, needed: set[str]) -> bool | None:
        value = facts.get(fact)
        if value is None:
            needed.add(fact)
            return None
        return holds(value, today)

    return test


def _needs_group(readers: list[_NeedsReader], decisive: bool) -> _NeedsReader:
    def group(facts: Values, today: int, needed: set[str]) -> bool | None:
        own: set[str] = set()
        truth: bool | None = not decisive
        for reader in readers:
            part = reader(facts, today, own)
            if part is decisive:
                return decisive
            if part is None:
                truth = None
        needed |= own
        return truth

    return group


def holding(test: Test) -> Callable[[Any, int], bool]:
    """A function that holds a known native value (dates as day numbers, sets as frozensets) against the test."""
    operand: Any = plain(test.operand)
    if isinstance(operand, list):
        operand = frozenset(operand)
    return {
        "is": lambda value, _: value == operand,
        "is_not": lambda value, _: value != operand,
        "gt": lambda value, _: value > operand,
        "gte": lambda value, _: value >= operand,
        "lt": lambda value, _: value < operand,
        "lte": lambda value, _: value <= operand,
        "in": lambda value, _: value in operand,
        "not_in": lambda value, _: value not in operand,
        "includes": lambda value, _: operand in value,
        "excludes": lambda value, _: operand not in value,
        "includes_any": lambda value, _: not value.isdisjoint(operand),
        "includes_all": lambda value, _: value >= operand,
        "before": lambda value, _: value < operand,
        "after": lambda value, _: value > operand,
        "on_or_before": lambda value, _: value <= operand,
        "on_or_after": lambda value, _: value >= operand,
        "within_days": lambda value, today: 0 <= today - value <= operand,
        "older_than_days": lambda value, today: today - value > operand,
    }[test.operator]


def plain(value: Any) -> Any:
    """A typed value as JSON-like libraries have it: dates as day numbers, decimals as numbers, sets as lists."""
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if value is None:
        raise ValueError("a parameter has no value on the day of the benchmark")
    return value


def sets(value: Any) -> Any:
    """As `plain`, but sets stay sets."""
    return value if isinstance(value, frozenset) else plain(value)


def _value_on(entries: Any, day: date) -> Decimal | None:
    newest = max((each for each in entries if each.from_ <= day), key=lambda each: each.from_, default=None)
    return newest.value if newest else None


def kinds(work: Work) -> Mapping[str, str]:
    """The type of each question."""
    return {name: each.type for pack in work.rulebook.packs for name, each in pack.questions.items()}


def facts_read(work: Work) -> frozenset[str]:
    """The questions that a gate or an item reads."""
    trees = [*work.gates.values(), *(tree for each in work.items for tree in (each.applies, each.violated))]
    return frozenset(test.fact for tree in trees for test in tests_in(tree))
