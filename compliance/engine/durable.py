"""The durable-rules reading; the only module that touches that engine.

The engine answers wrongly without a word when it is used freely, so only this narrow dialect is used:

- One flat fact at a time is asserted into a ruleset of single-pattern rules, drained and retracted. No joins, no
  `none`, no arrays, no actions, no host threads.
- That a condition holds and that it doesn't are two claims, each a rule of its own in negation normal form. A missing
  property makes every comparison false, so that neither rule fires where the condition is unknown.
- Texts, options and dates are asserted as small integers and booleans; only numbers are asserted as they are.
- What has too many paths for one ruleset is cut: the inner part is decided in an earlier layer, and its truth is a
  property in the next (forward chaining).
"""

import itertools
import json
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

import durable_rules_engine as engine

from compliance.engine.dialect import Atom, Claim, Cutter, Node, Property, Rule, atoms_in, cost_of
from compliance.engine.facts import ConditionSet, Facts, GateSet, ItemSet, Truth
from compliance.rulepacks.conditions import All
from compliance.rulepacks.models import Status
from compliance.rulepacks.values import plain_number

MAX_PATHS = 60  # the engine keeps at most 64 pending matches
MAX_PROPERTIES = 120  # it allows 254 per fact

_sequence = itertools.count()
T = TypeVar("T")
Writer: TypeAlias = Callable[[Any, date], str]


class EngineFault(Exception):
    """durable-rules failed or contradicted itself: a bug of ours, never a verdict."""


class DurableReader:
    """Reads conditions with durable-rules. Safe to share among threads; rulesets go when their set goes."""

    def __init__(self) -> None:
        self._programs: WeakKeyDictionary[ConditionSet | ItemSet, _Program] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def truths(self, conditions: ConditionSet, facts: Facts) -> list[Truth]:
        """The truth of each condition; raises EngineFault, after which the set is compiled anew."""
        return self._run(conditions, facts, _HOLDING if isinstance(conditions, GateSet) else _TRUTHS)

    def statuses(self, items: ItemSet, facts: Facts) -> list[Status]:
        """The status of each item; raises as `truths` does."""
        return self._run(items, facts, _STATUSES)

    def _run(self, what: ConditionSet | ItemSet, facts: Facts, meanings: Mapping[int, T]) -> list[T]:
        program = self._programs.get(what)
        if program is None:
            with self._lock:
                program = self._programs.get(what) or self._programs.setdefault(what, _Program(_claims(what)))
        try:
            return [meanings[marks] for marks in program.run(facts)]
        except KeyError as error:
            self._programs.pop(what, None)
            raise EngineFault("durable-rules establishes claims that contradict each other") from error
        except Exception as error:
            self._programs.pop(what, None)  # an engine that once failed keeps wrong state
            raise error if isinstance(error, EngineFault) else EngineFault(f"durable-rules: {error}") from error


# Three claims tell an item's status: most items establish one of them, and each that is established costs time.
_BREACHED, _CLEARED, _OUTSIDE = 1, 2, 4
_STATUSES: dict[int, Status] = {
    0: "undetermined",
    _BREACHED: "violation",
    _CLEARED: "compliant",
    _OUTSIDE: "not_applicable",
    _OUTSIDE | _CLEARED: "not_applicable",
}
_HOLDS, _FAILS = 1, 2
_TRUTHS: dict[int, Truth] = {0: None, _HOLDS: True, _FAILS: False}
_HOLDING: dict[int, Truth] = {0: False, _HOLDS: True}


def _claims(what: ConditionSet | ItemSet) -> Iterator[Claim]:
    if isinstance(what, ConditionSet):
        for subject, condition in enumerate(what.conditions):
            yield Claim(condition, True, subject, _HOLDS)
            if not isinstance(what, GateSet):
                yield Claim(condition, False, subject, _FAILS)
        return
    for subject, (applies, violated) in enumerate(what.items):
        yield Claim(All((applies, violated)), True, subject, _BREACHED)
        yield Claim(violated, False, subject, _CLEARED)
        yield Claim(applies, False, subject, _OUTSIDE)


# ── Rulesets ──


class _Program:
    """Claims compiled: layers of rulesets."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        cutter = Cutter()
        subjects = -1
        for claim in claims:
            cutter.add(claim)
            subjects = max(subjects, claim.subject)
        self._unmarked = [0] * (subjects + 1)
        self._symbols = _Symbols(atom for layer in cutter.layers for rule in layer for atom in atoms_in(rule.node))
        self._layers = [[_Ruleset(chunk, self._symbols) for chunk in _chunks(layer)] for layer in cutter.layers]
        self._lock = threading.Lock()

    def run(self, facts: Facts) -> list[int]:
        """The marks that are set on each subject."""
        known = self._symbols.encode(facts)
        marks = self._unmarked.copy()
        with self._lock:  # several threads on one ruleset mix their results
            for layer in self._layers:
                for ruleset in layer:
                    for rule in ruleset.run(known):
                        if isinstance(rule.subject, int):
                            marks[rule.subject] |= rule.mark
                        else:
                            known[self._symbols.numbers[Property("part", rule.subject)]] = "true"
        return marks


class _Symbols:
    """How facts are written for the engine: options as numbers of their own, dates as day numbers."""

    def __init__(self, atoms: Iterable[Atom]) -> None:
        self._codes: dict[str, int] = {}
        self.numbers: dict[Property, int] = {}
        for atom in atoms:
            if isinstance(atom.constant, str):
                self._codes.setdefault(atom.constant, len(self._codes))
            self.numbers.setdefault(atom.property, len(self.numbers))
        self._wanted: dict[str, list[tuple[int, Writer]]] = {}
        for each, number in self.numbers.items():
            if each.aspect != "part":
                self._wanted.setdefault(each.name, []).append((number, self._writer(each)))

    def encode(self, facts: Facts) -> list[str | None]:
        """The JSON text of each property, by number; None where it isn't known."""
        texts: list[str | None] = [None] * len(self.numbers)
        wanted, as_of = self._wanted, facts.as_of
        for fact, value in facts.values.items():
            for number, write in wanted.get(fact, ()):
                texts[number] = write(value, as_of)
        return texts

    def _writer(self, which: Property) -> Writer:
        if which.aspect == "value":
            return lambda value, _: self.write(value)
        if which.aspect == "age":
            return lambda value, as_of: str((as_of - value).days)
        if which.aspect == "known":
            return lambda _, __: "true"
        return lambda value, _: "true" if which.option in value else "false"

    def write(self, value: Any) -> str:
        """A value or constant as the engine reads it; an option that no condition names is -1."""
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, str):
            return str(self._codes.get(value, -1))
        return plain_number(value) if isinstance(value, Decimal) else str(value.toordinal())


def _chunks(layer: list[Rule]) -> Iterator[list[Rule]]:
    chunk: list[Rule] = []
    paths, properties = 0, set[Property]()
    for rule in layer:
        cost, read = cost_of(rule.node), {atom.property for atom in atoms_in(rule.node)}
        full = paths + cost.paths > MAX_PATHS or len(properties | read) > MAX_PROPERTIES
        if chunk and full:
            yield chunk
            chunk, paths, properties = [], 0, set()
        chunk.append(rule)
        paths, properties = paths + cost.paths, properties | read
    if chunk:
        yield chunk


class _Ruleset:
    """One ruleset of the engine."""

    def __init__(self, rules: list[Rule], symbols: _Symbols) -> None:
        names = _free_names()
        read = dict.fromkeys(atom.property for rule in rules for atom in atoms_in(rule.node))
        self._properties = dict(zip(read, names, strict=False))
        self._keys = [(symbols.numbers[each], f',"{name}":') for each, name in self._properties.items()]
        self._rules = dict(zip(names, rules, strict=False))
        self._symbols = symbols
        texts: dict[str, Any] = {"~init": {"all": [{"m": {"$k": "init"}}]}}
        for name, rule in self._rules.items():
            texts[name] = {"all": [{"m": {"$and": [{"$k": "ans"}, *self._terms(rule.node)]}}]}
        self._handle = engine.create_ruleset(f"rules{next(_sequence)}", _raw_json(texts))
        self._make_deletable()
        weakref.finalize(self, _delete, self._handle)

    def run(self, known: list[str | None]) -> list[Rule]:
        """The rules that fire; one with several paths may come several times."""
        texts = "".join([key + text for number, key in self._keys if (text := known[number]) is not None])
        status, offset = engine.assert_fact(self._handle, '{"id":"a","sid":"s","$k":"ans"' + texts + "}")
        if status == 1:
            return []
        if status != 0:
            raise EngineFault(f"durable-rules kept a stale fact (status {status})")
        fired = [self._rules[name] for name in _drain(self._handle, offset)]
        engine.retract_fact(self._handle, '{"id":"a","sid":"s"}')
        return fired

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
