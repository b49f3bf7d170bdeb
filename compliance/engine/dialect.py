"""Conditions in the only form in which durable-rules may have them.

A claim (that a condition holds, or that it doesn't) becomes a flat tree of comparisons of one property with one
constant, in negation normal form; what is too large for one rule is cut into parts that are decided in earlier passes.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test

MAX_NODE_PATHS = 24
MAX_NODE_GROUPS = 10  # the engine allows 14 and/or groups in a rule
MAX_NODE_ATOMS = 40
MAX_GATE_ATOMS = 6
PART = 1  # the mark of a part


class Claim(NamedTuple):
    """That a condition holds, or that it doesn't; where it is established, `mark` is set on `subject`."""

    condition: Condition
    holds: bool
    subject: int
    mark: int


class Property(NamedTuple):
    """One aspect of a fact: `value`, `age` in days, `known` or not, `has` an option; or a `part` decided before."""

    aspect: str
    name: str
    option: str = ""


@dataclass(frozen=True, slots=True)
class Atom:
    """A comparison; `operator` None: never true. `negated`: the operator that holds where this one is known not to."""

    property: Property
    operator: str | None
    constant: Any
    negated: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """All (conjunction) or any of its parts."""

    conjunction: bool
    parts: tuple["Node", ...]


Node: TypeAlias = Atom | Group
ALWAYS = Group(True, ())

_COMPARISONS = {"is": "", "is_not": "$neq", "gt": "$gt", "gte": "$gte", "lt": "$lt", "lte": "$lte",
                "before": "$lt", "after": "$gt", "on_or_before": "$lte", "on_or_after": "$gte"}  # fmt: skip
_NEGATED = {"": "$neq", "$neq": "", "$gt": "$lte", "$lte": "$gt", "$lt": "$gte", "$gte": "$lt"}


def _lower(condition: Condition) -> Node:
    match condition:
        case All(parts):
            return _group(True, map(_lower, parts))
        case Any_(parts):
            return _group(False, map(_lower, parts))
        case Not(part):
            return _negate(_lower(part))
    return _lower_test(condition)


def _group(conjunction: bool, parts: Iterable[Node]) -> Node:
    """The group of the parts, flat: a group that stands directly in one of its own kind is misread by the engine."""
    flat: dict[Node, None] = {}
    for part in parts:
        if isinstance(part, Group) and part.conjunction == conjunction:
            flat.update(dict.fromkeys(part.parts))
        else:
            flat[part] = None
    return next(iter(flat)) if len(flat) == 1 else Group(conjunction, tuple(flat))


def _negate(node: Node) -> Node:
    if isinstance(node, Group):
        return _group(not node.conjunction, map(_negate, node.parts))
    return Atom(node.property, node.negated, node.constant, node.operator)


def _lower_test(test: Test) -> Node:
    value = Property("value", test.fact)
    if test.operand is None:
        return Atom(value, None, None, None)
    if isinstance(test.operand, tuple):
        return _lower_list(test.fact, test.operator, test.operand)
    if test.operator in ("includes", "excludes"):
        atom = Atom(Property("has", test.fact, str(test.operand)), "", True, "$neq")
        return atom if test.operator == "includes" else _negate(atom)
    age = Property("age", test.fact)
    if test.operator == "older_than_days":
        return Atom(age, "$gt", test.operand, "$lte")
    if test.operator == "within_days":
        return _group(True, (Atom(age, "$gte", Decimal(0), "$lt"), Atom(age, "$lte", test.operand, "$gt")))
    operator = _COMPARISONS[test.operator]
    return Atom(value, operator, test.operand, _NEGATED[operator])


def _lower_list(fact: str, operator: str, operands: tuple[Any, ...]) -> Node:
    conjunction = operator in ("not_in", "includes_all")
    if not operands:
        known = Atom(Property("known", fact), "", True, None)
        return known if conjunction else _negate(known)
    single = {"in": "is", "not_in": "is_not", "includes_any": "includes", "includes_all": "includes"}[operator]
    return _group(conjunction, (_lower_test(Test(fact, single, each)) for each in operands))


# ── Cutting: nodes small enough for one rule, the rest decided in earlier layers ──


class Cost(NamedTuple):
    """Root-to-leaf paths of the rule that says a node, its groups and its atoms."""

    paths: int
    groups: int
    atoms: int

    @property
    def fits(self) -> bool:
        return self.paths <= MAX_NODE_PATHS and self.groups <= MAX_NODE_GROUPS and self.atoms <= MAX_NODE_ATOMS

    @property
    def is_short(self) -> bool:
        """Whether a gate may stand in every rule that reads what it opens."""
        return self.paths == 1 and self.atoms <= MAX_GATE_ATOMS


def cost_of(node: Node) -> Cost:
    if isinstance(node, Atom):
        return Cost(1, 0, 1)
    costs = [cost_of(part) for part in node.parts]
    paths = math.prod(each.paths for each in costs) if node.conjunction else sum(each.paths for each in costs)
    return Cost(max(1, paths), 1 + sum(each.groups for each in costs), sum(each.atoms for each in costs))


class Rule(NamedTuple):
    """One rule: where the node holds, each of the marks is set on its subject, a number or the name of a part."""

    node: Node
    marks: list[tuple[int | str, int]]


class Cutter:
    """Cuts what is too large for one rule; `layers[n]` are the rules of pass n. What is claimed twice is one rule."""

    def __init__(self) -> None:
        self._layers: list[dict[Node, Rule]] = []
        self._parts: dict[Node, str] = {}
        self._levels: dict[str, int] = {}
        self._gates: dict[str, Node | None] = {}

    @property
    def layers(self) -> list[list[Rule]]:
        return [list(layer.values()) for layer in self._layers]

    def add(self, claim: Claim) -> None:
        lowered = _lower(claim.condition)
        self._add(_possible(lowered if claim.holds else _negate(lowered)), claim)

    def add_gate(self, name: str, claim: Claim) -> None:
        """A claim that holds where the fact counts; it reads other gated facts where they count, which comes first."""
        self._gates[name] = self._add(_possible(self._counting(_lower(claim.condition))), claim)

    def _counting(self, node: Node) -> Node:
        """The node on facts that count."""
        if isinstance(node, Group):
            return _group(node.conjunction, map(self._counting, node.parts))
        gate = self._gates.get(node.property.name, ALWAYS)
        if gate is None:
            return Atom(node.property, None, None, None)
        return _group(True, (gate if cost_of(gate).is_short else self._part(gate), node))

    def _add(self, node: Node | None, claim: Claim) -> Node | None:
        if node is None:
            return None
        small = self._cut(node)
        self._place(self._level(small), small, claim.subject, claim.mark)
        return small

    def _cut(self, node: Node) -> Node:
        if isinstance(node, Atom):
            return node
        parts = [self._cut(part) for part in node.parts]
        while not cost_of(small := _group(node.conjunction, parts)).fits:
            largest = max(range(len(parts)), key=lambda i: sum(cost_of(parts[i])))
            if isinstance(parts[largest], Group):
                parts[largest] = self._part(parts[largest])
            else:
                parts = [self._part(_group(node.conjunction, parts[i : i + 8])) for i in range(0, len(parts), 8)]
        return small

    def _part(self, node: Node) -> Node:
        """An atom that stands for the node, which is decided in an earlier pass: true, or missing."""
        if isinstance(node, Atom):
            return node
        name = self._parts.get(node)
        if name is None:
            name = self._parts[node] = f"part {len(self._parts)}"
            self._levels[name] = self._level(node)
            self._place(self._levels[name], node, name, PART)
        return Atom(Property("part", name), "", True, None)

    def _place(self, level: int, node: Node, subject: int | str, mark: int) -> None:
        while len(self._layers) <= level:
            self._layers.append({})
        self._layers[level].setdefault(node, Rule(node, [])).marks.append((subject, mark))

    def _level(self, node: Node) -> int:
        parts = (atom.property.name for atom in atoms_in(node) if atom.property.aspect == "part")
        return max((self._levels[part] + 1 for part in parts), default=0)


def atoms_in(node: Node) -> Iterator[Atom]:
    if isinstance(node, Atom):
        yield node
    else:
        for part in node.parts:
            yield from atoms_in(part)


def _possible(node: Node) -> Node | None:
    """The node without what can never be true; None where nothing is left."""
    if isinstance(node, Atom):
        return None if node.operator is None else node
    parts = [_possible(part) for part in node.parts]
    left = [part for part in parts if part is not None]
    if node.conjunction:
        return _group(True, left) if len(left) == len(parts) else None
    if ALWAYS in left:
        return ALWAYS
    return _group(False, left) if left else None
