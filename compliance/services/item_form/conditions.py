"""Conditions as groups of rows, and back: what is as it was keeps the form in which the file has it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from compliance.rulepacks.conditions import CONNECTIVES
from compliance.services.item_form.boxes import shown

How: TypeAlias = Literal["facts", "all", "any"]
"""Of which all must hold, written as one mapping or as a list, or any."""
DEEPEST = 4
"""How many groups may stand in each other for the form to show them."""


@dataclass(frozen=True, slots=True)
class TestSaid:
    """A row: a fact held against what was written, a value or several."""

    fact: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupSaid:
    """Rows and groups. `denied`: it holds where they don't."""

    how: How = "facts"
    parts: tuple["PartSaid", ...] = ()
    denied: bool = False


PartSaid: TypeAlias = TestSaid | GroupSaid


class NotShowable(Exception):
    """A condition that the form has no place for."""


def show_condition(data: Any) -> GroupSaid | None:
    """The condition; None for one that the form can't show. One that isn't there is an empty group."""
    try:
        part = GroupSaid() if data is None else _shown(data, 0)
    except NotShowable:
        return None
    return part if isinstance(part, GroupSaid) else GroupSaid("facts", (part,))


def _shown(data: Any, depth: int) -> PartSaid:
    if depth > DEEPEST or not isinstance(data, Mapping) or not data:
        raise NotShowable
    if not data.keys() & set(CONNECTIVES):
        tests = tuple(test for fact, body in data.items() for test in _tests(fact, body))
        return tests[0] if len(tests) == 1 else GroupSaid("facts", tests)
    if len(data) > 1:
        raise NotShowable
    [(key, body)] = data.items()
    if key == "not":
        inner = _shown(body, depth + 1)
        plain = isinstance(inner, GroupSaid) and not inner.denied
        return replace(inner, denied=True) if plain else GroupSaid("facts", (inner,), True)  # type: ignore[arg-type]
    if not isinstance(body, list):
        raise NotShowable
    return GroupSaid("all" if key == "all" else "any", tuple(_shown(each, depth + 1) for each in body))


def _tests(fact: str, body: Any) -> tuple[TestSaid, ...]:
    if not isinstance(body, Mapping):
        return (TestSaid(fact, "is", _values(body)),)
    if not body:
        raise NotShowable
    return tuple(TestSaid(fact, operator, _values(operand)) for operator, operand in body.items())


def _values(operand: Any) -> tuple[str, ...]:
    said = tuple(map(shown, operand if isinstance(operand, list) else [operand]))
    nested = isinstance(operand, list) and any(isinstance(each, list) for each in operand)
    if operand is None or nested or not all(each and each == each.strip() and "\n" not in each for each in said):
        raise NotShowable
    return tuple(map(str, said))


@dataclass(frozen=True, slots=True)
class AsBefore:
    """What the file says already, by how the form shows it: whole conditions, and what stands behind a fact."""

    conditions: Mapping[PartSaid, Any]
    bodies: Mapping[tuple[TestSaid, ...], Any]

    @classmethod
    def of(cls, data: Any) -> "AsBefore":
        """Of a condition of the file and all that it is made of."""
        conditions: dict[PartSaid, Any] = {}
        bodies: dict[tuple[TestSaid, ...], Any] = {}
        for each in _parts(data):
            try:
                conditions.setdefault(_shown(each, 0), each)
                for fact, body in each.items():
                    if fact not in CONNECTIVES:
                        bodies.setdefault(_tests(fact, body), body)
            except NotShowable:
                continue
        return cls(conditions, bodies)


def _parts(data: Any) -> Iterator[Any]:
    if not isinstance(data, Mapping):
        return
    yield data
    for key, body in data.items():
        if key in CONNECTIVES:
            for each in body if isinstance(body, list) else [body]:
                yield from _parts(each)


def condition_data(part: PartSaid, before: AsBefore, operands: Mapping[TestSaid, Any]) -> Any:
    """The condition as the file is to have it. `operands`: the values of the rows that weren't there before."""
    if part in before.conditions:
        return before.conditions[part]
    if isinstance(part, TestSaid):
        return {part.fact: _body((part,), before, operands)}
    inner = _inner(part, before, operands)
    return {"not": inner} if part.denied else inner


def _inner(group: GroupSaid, before: AsBefore, operands: Mapping[TestSaid, Any]) -> Any:
    """Without its denial."""
    if group.how == "facts" and (rows := _by_fact(group.parts)):
        return {fact: _body(tests, before, operands) for fact, tests in rows.items()}
    parts = [condition_data(each, before, operands) for each in group.parts]
    if group.how == "facts" and len(parts) == 1:
        return parts[0]
    return {"any" if group.how == "any" else "all": parts}


def _by_fact(parts: tuple[PartSaid, ...]) -> dict[str, tuple[TestSaid, ...]]:
    """The rows of each fact; nothing where one mapping can't say them."""
    rows: dict[str, tuple[TestSaid, ...]] = {}
    for part in parts:
        if not isinstance(part, TestSaid) or any(part.operator == each.operator for each in rows.get(part.fact, ())):
            return {}
        rows[part.fact] = (*rows.get(part.fact, ()), part)
    return rows


def _body(tests: tuple[TestSaid, ...], before: AsBefore, operands: Mapping[TestSaid, Any]) -> Any:
    if tests in before.bodies:
        return before.bodies[tests]
    said = {each.operator: _operand(each, before, operands) for each in tests}
    return said["is"] if said.keys() == {"is"} else said


def _operand(test: TestSaid, before: AsBefore, operands: Mapping[TestSaid, Any]) -> Any:
    for tests, body in before.bodies.items():
        if test in tests:
            return body[test.operator] if isinstance(body, Mapping) else body
    return operands[test]
