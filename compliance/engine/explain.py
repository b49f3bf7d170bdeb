"""Why: for each finding the trees of its conditions with the value of every part, and the law they were read under."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from compliance.engine.decision import ElementState, Law, number
from compliance.engine.facts import Facts, Truth
from compliance.engine.plain import truth_of
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Parameter, Test, parts_of, resolve
from compliance.rulepacks.values import Value

Kind: TypeAlias = Literal["all", "any", "not", "test"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a condition, its truth, and what it was read from.

    A test has a fact, an operator, its operand with parameters as their values, the parameters' names, and the answer
    that counted; the answer is None where there is none, or where the question is not shown.
    """

    kind: Kind
    truth: Truth
    parts: tuple["Part", ...] = ()
    fact: str | None = None
    operator: str | None = None
    operand: Any = None
    parameters: tuple[str, ...] = ()
    answer: Value | None = None

    def as_json(self) -> dict[str, Any]:
        if self.kind != "test":
            return {self.kind: [part.as_json() for part in self.parts], "truth": self.truth}
        return {
            "fact": self.fact,
            "operator": self.operator,
            "operand": plain_value(self.operand),
            "parameters": list(self.parameters),
            "answer": plain_value(self.answer),
            "truth": self.truth,
        }


@dataclass(frozen=True, slots=True)
class LawOn:
    """An item under the law of one day: since when its penalty and each parameter that it reads are as they are."""

    day: date
    in_force: bool
    penalty_from: date | None = None
    parameters: tuple[tuple[str, Decimal | None, date | None], ...] = ()
    applies: Part | None = None
    violated: Part | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "in_force": self.in_force,
            "penalty_from": self.penalty_from and self.penalty_from.isoformat(),
            "parameters": [
                {"name": name, "value": number(value), "from": since and since.isoformat()}
                for name, value, since in self.parameters
            ],
            "applies": self.applies and self.applies.as_json(),
            "violated": self.violated and self.violated.as_json(),
        }


@dataclass(frozen=True, slots=True)
class ElementReason:
    """One element of a discretion rule: its state, and the tree of its condition."""

    rule: str
    element: str
    state: ElementState
    when: Part

    def as_json(self) -> dict[str, Any]:
        return {"rule": self.rule, "element": self.element, "state": self.state, "when": self.when.as_json()}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a finding is what it is. `laws`: that of the act and that of today, or one where both are of a day."""

    pack: str
    version: str
    sha256: str
    item: str
    status: str
    law: Law
    laws: tuple[LawOn, ...]
    elements: tuple[ElementReason, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "pack": self.pack,
            "version": self.version,
            "sha256": self.sha256,
            "item": self.item,
            "status": self.status,
            "law": self.law,
            "laws": [law.as_json() for law in self.laws],
            "elements": [element.as_json() for element in self.elements],
        }


def read_part(condition: Condition, facts: Facts, parameters: Mapping[str, Decimal | None]) -> Part:
    """The tree with the truth of each part. `condition` is as the pack has it, with its parameters by name."""
    if isinstance(condition, Test):
        return _read_test(condition, resolve(condition, parameters), facts)
    parts = tuple(read_part(part, facts, parameters) for part in parts_of(condition))
    kind = _KINDS[type(condition)]
    return Part(kind, _TOGETHER[kind]([part.truth for part in parts]), parts)


def _read_test(test: Test, resolved: Condition, facts: Facts) -> Part:
    operand = resolved.operand if isinstance(resolved, Test) else None
    answer = facts.values.get(test.fact)
    truth = truth_of(resolved, facts)
    return Part("test", truth, (), test.fact, test.operator, operand, tuple(_parameters(test)), answer)


_KINDS: dict[type, Kind] = {All: "all", Any_: "any", Not: "not"}


def _all(truths: Sequence[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def _any(truths: Sequence[Truth]) -> Truth:
    return True if True in truths else None if None in truths else False


def _not(truths: Sequence[Truth]) -> Truth:
    (truth,) = truths
    return None if truth is None else not truth


_TOGETHER: Mapping[Kind, Callable[[Sequence[Truth]], Truth]] = {"all": _all, "any": _any, "not": _not}


def _parameters(test: Test) -> Iterator[str]:
    operands = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    return (each.name for each in operands if isinstance(each, Parameter))


def plain_value(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return [plain_value(each) for each in value] if isinstance(value, tuple) else value
