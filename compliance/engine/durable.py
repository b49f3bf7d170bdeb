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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import durable_rules_engine as engine

from compliance.engine.dialect import Atom, Claim, Cutter, Node, Property, Rule, atoms_in, cost_of
from compliance.engine.facts import ConditionSet, Facts, Gates, ItemSet, Truth
from compliance.engine.symbols import RULE_NAMES, Symbols
from compliance.rulepacks.conditions import All
from compliance.rulepacks.models import Status

MAX_PATHS = 60  # the engine keeps at most 64 pending matches
MAX_PROPERTIES = 120  # it allows 254 per fact

_sequence = itertools.count()
T = TypeVar("T")


class EngineFault(Exception):
    """durable-rules failed or contradicted itself: a bug of ours, never a verdict."""


class DurableReader:
    """Reads conditions with durable-rules. Safe to share among threads; rulesets go when their set goes."""

    def __init__(self) -> None:
        self._programs: WeakKeyDictionary[ConditionSet | Gates | ItemSet, _Program] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def truths(self, conditions: ConditionSet, facts: Facts) -> list[Truth]:
        """The truth of each condition; raises EngineFault, after which the set is compiled anew."""
        return self._run(conditions, facts, _TRUTHS)

    def shown(self, gates: Gates, facts: Facts) -> list[bool]:
        """Of each question with a gate, whether it is shown, see Reader; raises as `truths` does."""
        return self._run(gates, facts, _SHOWN)

    def statuses(self, items: ItemSet, facts: Facts) -> list[Status]:
        """The status of each item; raises as `truths` does."""
        return self._run(items, facts, _STATUSES)

    def _run(self, what: ConditionSet | Gates | ItemSet, facts: Facts, meanings: Mapping[int, T]) -> list[T]:
        program = self._programs.get(what)
        if program is None:
            with self._lock:
                program = self._programs.get(what) or self._programs.setdefault(what, _Program(*_claimed(what)))
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
_SHOWN: dict[int, bool] = {0: False, _HOLDS: True}


def _claimed(what: ConditionSet | Gates | ItemSet) -> tuple[Cutter, int]:
    """What is claimed, and of how many subjects."""
    cutter = Cutter()
    if isinstance(what, Gates):
        for subject, (name, gate) in enumerate(what.conditions.items()):
            cutter.add_gate(name, Claim(gate, True, subject, _HOLDS))
        return cutter, len(what.conditions)
    if isinstance(what, ConditionSet):
        for subject, condition in enumerate(what.conditions):
            cutter.add(Claim(condition, True, subject, _HOLDS))
            cutter.add(Claim(condition, False, subject, _FAILS))
        return cutter, len(what.conditions)
    for subject, (applies, violated) in enumerate(what.items):
        cutter.add(Claim(All((applies, violated)), True, subject, _BREACHED))
        cutter.add(Claim(violated, False, subject, _CLEARED))
        cutter.add(Claim(applies, False, subject, _OUTSIDE))
    return cutter, len(what.items)


# ── Rulesets ──


class _Program:
    """Claims compiled: layers of rulesets."""

    def __init__(self, cutter: Cutter, subjects: int) -> None:
        layers = cutter.layers
        self._symbols = Symbols(atom for layer in layers for rule in layer for atom in atoms_in(rule.node))
        self._subjects, self._parts = subjects, self._symbols.parts
        numbers = {subject: n for n, subject in enumerate((*range(subjects), *self._parts))}
        self._layers = [[_Ruleset(chunk, self._symbols, numbers) for chunk in _chunks(layer)] for layer in layers]
        self._lock = threading.Lock()

    def run(self, facts: Facts) -> list[int]:
        """The marks that are set on each subject."""
        texts = self._symbols.encode(facts)
        marks = [0] * (self._subjects + len(self._parts))
        with self._lock:  # several threads on one ruleset mix their results
            for layer in self._layers:
                for ruleset in layer:
                    ruleset.run(texts, marks)
                for mark, (place, text) in zip(marks[self._subjects :], self._parts.values(), strict=True):
                    if mark:
                        texts[place] = text
        return marks[: self._subjects]


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
    """One ruleset of the engine. `numbers`: the places of subjects and parts in the marks; not of parts never read."""

    def __init__(self, rules: list[Rule], symbols: Symbols, numbers: Mapping[int | str, int]) -> None:
        self._symbols = symbols
        self._marks: dict[str, list[tuple[int, int]]] = {}
        texts: dict[str, Any] = {"~init": {"all": [{"m": {"$k": "init"}}]}}
        for name, rule in zip(RULE_NAMES, rules, strict=False):
            self._marks[name] = [(numbers[each], mark) for each, mark in rule.marks if each in numbers]
            texts[name] = {"all": [{"m": {"$and": [{"$k": "ans"}, *self._terms(rule.node)]}}]}
        read = dict.fromkeys(symbols.places[atom.property] for rule in rules for atom in atoms_in(rule.node))
        self._pick = itemgetter(0, *read, 1)
        self._handle = engine.create_ruleset(f"rules{next(_sequence)}", _raw_json(texts))
        self._make_deletable()
        weakref.finalize(self, _delete, self._handle)

    def run(self, texts: list[str], marks: list[int]) -> None:
        """Sets the marks of the rules that fire; one with several paths may fire several times."""
        status, offset = engine.assert_fact(self._handle, "".join(self._pick(texts)))
        if status == 1:
            return
        if status != 0:
            raise EngineFault(f"durable-rules kept a stale fact (status {status})")
        for subject, mark in chain.from_iterable(map(self._marks.__getitem__, _drain(self._handle, offset))):
            marks[subject] |= mark
        engine.retract_fact(self._handle, '{"id":"a","sid":"s"}')

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
        comparison = {self._symbols.names[atom.property]: _Raw(self._symbols.write(atom.constant))}
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
        fired.append(message[2:5])  # the rule's name, without decoding the rest
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
