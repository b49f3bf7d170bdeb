"""The durable-rules reading; the only module that touches that engine.

The engine answers wrongly without a word when it is used freely, so only this narrow dialect is used:

- One flat fact at a time is asserted into a ruleset of single-pattern rules, drained and retracted. No joins, no
  `none`, no arrays, no actions, no host threads.
- A condition becomes two rules, one for it and one for its negation, both in negation normal form. A missing property
  makes every comparison false, so that neither fires where the condition is unknown.
- Texts, options and dates are asserted as small integers and booleans; only numbers are asserted as they are.
- What has too many paths for one ruleset is cut: the inner part is decided in an earlier layer, and its truth is a
  property in the next (forward chaining).
"""

import itertools
import json
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import durable_rules_engine as engine

from compliance.engine.facts import ConditionSet, Facts, Truth
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test
from compliance.rulepacks.values import plain_number

MAX_PATHS = 60  # the engine keeps at most 64 pending matches
MAX_PROPERTIES = 120  # it allows 254 per fact
MAX_RULES = 60
MAX_NODE_PATHS = 24
MAX_NODE_GROUPS = 10  # it allows 14 and/or groups in a rule
MAX_NODE_ATOMS = 40

_sequence = itertools.count()


class EngineFault(Exception):
    """durable-rules failed or contradicted itself: a bug of ours, never a verdict."""


class DurableReader:
    """Reads conditions with durable-rules. Safe to share among threads; rulesets go when their condition set goes."""

    def __init__(self) -> None:
        self._programs: weakref.WeakKeyDictionary[ConditionSet, _Program] = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()

    def read(self, conditions: ConditionSet, facts: Facts) -> dict[str, Truth]:
        """The truth of each condition; raises EngineFault, after which the set is compiled anew."""
        with self._lock:
            program = self._programs.get(conditions)
            if program is None:
                program = self._programs[conditions] = _Program(conditions.conditions)
        try:
            return program.run(facts)
        except Exception as error:
            with self._lock:
                self._programs.pop(conditions, None)  # an engine that once failed keeps wrong state
            raise error if isinstance(error, EngineFault) else EngineFault(f"durable-rules: {error}") from error


# ── From condition trees to atoms: comparisons of one property with one constant ──


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


class _Cost(NamedTuple):
    """Root-to-leaf paths of the rule for a node and of the rule against it, and its size."""

    yes: int
    no: int
    groups: int
    atoms: int

    @property
    def fits(self) -> bool:
        return self.yes + self.no <= MAX_NODE_PATHS and self.groups <= MAX_NODE_GROUPS and self.atoms <= MAX_NODE_ATOMS


def _cost(node: Node) -> _Cost:
    if isinstance(node, Atom):
        return _Cost(1, 1, 0, 1)
    costs = [_cost(part) for part in node.parts]
    product = _product(each.yes if node.conjunction else each.no for each in costs)
    total = max(1, sum(each.no if node.conjunction else each.yes for each in costs))
    yes, no = (product, total) if node.conjunction else (total, product)
    return _Cost(yes, no, 1 + sum(each.groups for each in costs), sum(each.atoms for each in costs))


def _product(numbers: Iterable[int]) -> int:
    result = 1
    for number in numbers:
        result *= number
    return result


@dataclass
class _Cutter:
    """Cuts nodes; `layers[n]` holds the parts that are decided in pass n, by name."""

    layers: list[dict[str, Node]] = field(default_factory=list)
    names: dict[Node, str] = field(default_factory=dict)

    def add(self, name: str, node: Node) -> None:
        small = self.cut(node)
        self._place(name, small)

    def cut(self, node: Node) -> Node:
        if isinstance(node, Atom):
            return node
        parts = [self.cut(part) for part in node.parts]
        while not _cost(small := Group(node.conjunction, tuple(parts))).fits:
            largest = max(range(len(parts)), key=lambda i: sum(_cost(parts[i])))
            if isinstance(parts[largest], Group):
                parts[largest] = self._part(parts[largest])
            else:
                chunks = itertools.batched(parts, 8) if hasattr(itertools, "batched") else _batched(parts, 8)
                parts = [self._part(Group(node.conjunction, tuple(chunk))) for chunk in chunks]
        return small

    def _part(self, node: Node) -> Atom:
        name = self.names.get(node)
        if name is None:
            name = self.names[node] = f"part {len(self.names)}"
            self._place(name, node)
        return Atom(Property("part", name), "", True, "$neq")

    def _place(self, name: str, node: Node) -> None:
        level = self._level(node)
        while len(self.layers) <= level:
            self.layers.append({})
        self.layers[level][name] = node

    def _level(self, node: Node) -> int:
        parts = [each.property.name for each in _atoms(node) if each.property.aspect == "part"]
        return max((i + 1 for i, layer in enumerate(self.layers) for part in parts if part in layer), default=0)


def _batched(parts: list[Node], size: int) -> Iterator[list[Node]]:
    for start in range(0, len(parts), size):
        yield parts[start : start + size]


def _atoms(node: Node) -> Iterator[Atom]:
    if isinstance(node, Atom):
        yield node
    else:
        for part in node.parts:
            yield from _atoms(part)


# ── Rulesets ──


class _Program:
    """A condition set compiled: layers of rulesets."""

    def __init__(self, conditions: Mapping[str, Condition]) -> None:
        cutter = _Cutter()
        for name, condition in conditions.items():
            cutter.add(f"condition {name}", _lower(condition))
        self._symbols = _Symbols(atom for layer in cutter.layers for node in layer.values() for atom in _atoms(node))
        self._wanted = self._symbols.properties
        self._names = {f"condition {name}": name for name in conditions}
        self._lock = threading.Lock()
        self._layers = [[_Ruleset(chunk, self._symbols) for chunk in _chunks(layer)] for layer in cutter.layers]

    def run(self, facts: Facts) -> dict[str, Truth]:
        known = self._symbols.encode(facts)
        truths: dict[str, Truth] = dict.fromkeys(self._names.values())
        with self._lock:  # several threads on one ruleset mix their results
            for layer in self._layers:
                for ruleset in layer:
                    for name, truth in ruleset.run(known).items():
                        if name in self._names:
                            truths[self._names[name]] = truth
                        elif truth is not None:
                            known[Property("part", name)] = "true" if truth else "false"
        return truths


class _Symbols:
    """How facts are written for the engine: options as numbers of their own, dates as day numbers."""

    def __init__(self, atoms: Iterable[Atom]) -> None:
        self.properties: set[Property] = set()
        self._codes: dict[str, int] = {}
        for atom in atoms:
            self.properties.add(atom.property)
            if isinstance(atom.constant, str):
                self._codes.setdefault(atom.constant, len(self._codes))

    def encode(self, facts: Facts) -> dict[Property, str]:
        """The JSON text of each property that is known and wanted."""
        known = {}
        for each in self.properties:
            value = facts.values.get(each.name) if each.aspect != "part" else None
            if value is not None:
                known[each] = self._aspect(each, value, facts)
        return known

    def _aspect(self, which: Property, value: Any, facts: Facts) -> str:
        if which.aspect == "value":
            return self.write(value)
        if which.aspect == "age":
            return str((facts.as_of - value).days)
        return "true" if which.aspect == "known" or which.option in value else "false"

    def write(self, value: Any) -> str:
        """A value or constant as the engine reads it; an option that no condition names is -1."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Decimal):
            return plain_number(value)
        if isinstance(value, date):
            return str(value.toordinal())
        return str(self._codes.get(value, -1))


def _chunks(layer: Mapping[str, Node]) -> Iterator[dict[str, Node]]:
    chunk: dict[str, Node] = {}
    paths, properties = 0, set[Property]()
    for name, node in layer.items():
        cost, read = _cost(node), {atom.property for atom in _atoms(node)}
        full = (
            paths + cost.yes + cost.no > MAX_PATHS
            or len(properties | read) > MAX_PROPERTIES
            or len(chunk) * 2 >= MAX_RULES
        )
        if chunk and full:
            yield chunk
            chunk, paths, properties = {}, 0, set()
        chunk[name] = node
        paths, properties = paths + cost.yes + cost.no, properties | read
    if chunk:
        yield chunk


class _Ruleset:
    """One ruleset of the engine: a pair of rules for each node."""

    def __init__(self, nodes: Mapping[str, Node], symbols: _Symbols) -> None:
        names = _free_names()
        read = dict.fromkeys(atom.property for node in nodes.values() for atom in _atoms(node))
        self._properties = dict(zip(read, names, strict=False))
        self._rules: dict[str, tuple[str, bool]] = {}
        self._truths: dict[str, Truth] = dict.fromkeys(nodes)
        self._symbols = symbols
        rules: dict[str, Any] = {"~init": {"all": [{"m": {"$k": "init"}}]}}
        for name, node in nodes.items():
            for side, holds in ((node, True), (_negate(node), False)):
                if (possible := _possible(side)) is not None:
                    rule = next(names)
                    self._rules[rule] = (name, holds)
                    rules[rule] = {"all": [{"m": {"$and": [{"$k": "ans"}, *self._terms(possible)]}}]}
        self._handle = engine.create_ruleset(f"rules{next(_sequence)}", _raw_json(rules))
        self._make_deletable()
        weakref.finalize(self, _delete, self._handle)

    def run(self, known: Mapping[Property, str]) -> dict[str, Truth]:
        answers = "".join(f',"{name}":{known[each]}' for each, name in self._properties.items() if each in known)
        status, offset = engine.assert_fact(self._handle, '{"id":"a","sid":"s","$k":"ans"' + answers + "}")
        if status not in (0, 1):
            raise EngineFault(f"durable-rules kept a stale fact (status {status})")
        truths = dict(self._truths)
        if status == 0:
            for rule in _drain(self._handle, offset):
                name, holds = self._rules[rule]
                if truths[name] not in (None, holds):  # the same rule may fire once for each of its paths
                    raise EngineFault(f"durable-rules answers both ways: {name}")
                truths[name] = holds
            engine.retract_fact(self._handle, '{"id":"a","sid":"s"}')
        return truths

    def _make_deletable(self) -> None:
        """A state in which no rule ever fired can't be deleted without a crash, so one fires now."""
        _, offset = engine.assert_fact(self._handle, '{"$k":"init","id":"i","sid":"s"}')
        _drain(self._handle, offset)
        engine.retract_fact(self._handle, '{"id":"i","sid":"s"}')

    def _terms(self, node: Node) -> list[Any]:
        """The operands of the flat $and that says the node."""
        if isinstance(node, Atom):
            return [self._term(node)]
        if node.conjunction:
            terms = [term for part in node.parts for term in self._terms(part)]
            return sorted(terms, key=lambda term: "$or" in term)  # the engine needs groups last
        return [{"$or": [_one(self._terms(part)) for part in node.parts]}]

    def _term(self, atom: Atom) -> Any:
        comparison = {self._properties[atom.property]: _Raw(self._symbols.write(atom.constant))}
        return {atom.operator: comparison} if atom.operator else comparison


def _one(terms: list[Any]) -> Any:
    return terms[0] if len(terms) == 1 else {"$and": terms}


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


def _delete(handle: int) -> None:
    engine.delete_state(handle, "s")
    engine.delete_ruleset(handle)


def _drain(handle: int, offset: int) -> list[str]:
    fired, result = [], engine.start_action_for_state(handle, offset)
    message = result[1] if result else None
    while message:
        fired.append(message[2 : message.index('"', 2)])  # the rule's name, without decoding the rest
        message = engine.complete_and_start_action(handle, offset)
    return fired


@dataclass(frozen=True, slots=True)
class _Raw:
    """JSON text that stands as it is: json itself would write a decimal as a float."""

    text: str


def _raw_json(rules: Any) -> str:
    """The JSON of nested dicts and lists with _Raw in them."""
    if isinstance(rules, _Raw):
        return rules.text
    if isinstance(rules, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{_raw_json(value)}" for key, value in rules.items()) + "}"
    if isinstance(rules, list):
        return "[" + ",".join(map(_raw_json, rules)) + "]"
    return json.dumps(rules)


def _free_names() -> Iterator[str]:
    """Short names with 32-bit hashes all different, also from the engine's own names: it compares nothing else."""
    taken = {_fnv1a(name) for name in ("id", "sid", "$k", "$s", "~init", "m", "$and", "$or")}
    for number in itertools.count():
        name = f"n{number}"
        if (code := _fnv1a(name)) not in taken:
            taken.add(code)
            yield name


def _fnv1a(name: str) -> int:
    code = 2166136261
    for byte in name.encode():
        code = ((code ^ byte) * 16777619) & 0xFFFFFFFF
    return code
