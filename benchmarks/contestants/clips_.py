"""clipspy (CLIPS, C): an answer is a fact, and one that isn't known isn't there, so forward chaining is Kleene's logic.

`(raw f7 …)` is what was answered; the rule of a question with a gate makes `(f7 …)` of it where the gate holds. An item
has a rule for each of three claims (outside, cleared, breached), which calls back into Python.
"""

import itertools
from typing import Any

import clips

from benchmarks.contestants.claims import claim
from benchmarks.work import Found, Work, plain, sets
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.conditions import Test

_COMPARISONS = {"is": "eq", "is_not": "neq", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=",
                "before": "<", "after": ">", "on_or_before": "<=", "on_or_after": ">="}  # fmt: skip
_OUTSIDE, _CLEARED, _BREACHED = 1, 2, 4


def atom(value: Any) -> str:
    """A value as CLIPS writes it; all numbers as floats, since `eq` tells 1 from 1.0."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f'"{value}"' if isinstance(value, str) else str(float(value))


class ClipsWriter:
    """Patterns of a rule's left side."""

    def __init__(self, work: Work) -> None:
        self._short, self._today, self._numbers = work.short, work.day.toordinal(), itertools.count()

    def test(self, test: Test, holds: bool) -> str:
        name = f"v{next(self._numbers)}"  # a name that stands twice in a rule would join two patterns
        said = self._said(f"?{name}", test.operator, plain(test.operand))
        return f"({self._short[test.fact]} $?{name}&:{said if holds else f'(not {said})'})"

    def _said(self, value: str, operator: str, operand: Any) -> str:
        one = f"(nth$ 1 {value})"
        match operator:
            case "in":
                return _joined("or", [f"(eq {one} {atom(each)})" for each in operand])
            case "not_in":
                return _joined("and", [f"(neq {one} {atom(each)})" for each in operand])
            case "includes":
                return f"(member$ {atom(operand)} {value})"
            case "excludes":
                return f"(not (member$ {atom(operand)} {value}))"
            case "includes_any":
                return _joined("or", [f"(member$ {atom(each)} {value})" for each in operand])
            case "includes_all":
                return _joined("and", [f"(member$ {atom(each)} {value})" for each in operand])
            case "within_days":
                return f"(and (<= {one} {self._today}) (<= (- {self._today} {one}) {operand}))"
            case "older_than_days":
                return f"(> (- {self._today} {one}) {operand})"
        return f"({_COMPARISONS[operator]} {one} {atom(operand)})"

    def group(self, parts: list[str], conjunction: bool) -> str:
        if not parts:
            return "(test (eq 1 1))" if conjunction else "(test (eq 1 2))"
        return _joined("and" if conjunction else "or", parts)


def _joined(word: str, parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({word} {' '.join(parts)})"


class Clips:
    """Rules built once; each assessment resets, asserts all answers as one text, and runs."""

    name = "clipspy"

    def __init__(self, work: Work) -> None:
        self._short, self._gated, self._needs = work.short, frozenset(work.gates), work.needs()
        self._today, self._size = work.day.toordinal(), len(work.items)
        self._marks: list[int] = []
        self._shown: set[str] = set()
        self._long = {short: name for name, short in work.short.items()}
        self._environment = clips.Environment()
        self._environment.define_function(self._mark, "mark")
        self._environment.define_function(self._show, "shown")
        writer = ClipsWriter(work)
        for name, gate in work.gates.items():
            self._rule(f"g{self._short[name]}", f"(raw {self._short[name]} $?x) {claim(gate, True, writer)}",
                       f"(assert ({self._short[name]} $?x)) (shown {self._short[name]})")  # fmt: skip
        for n, item in enumerate(work.items):
            breached = [claim(item.applies, True, writer), claim(item.violated, True, writer)]
            self._rule(f"o{n}", claim(item.applies, False, writer), f"(mark {n} {_OUTSIDE})")
            self._rule(f"c{n}", claim(item.violated, False, writer), f"(mark {n} {_CLEARED})")
            self._rule(f"b{n}", writer.group(breached, True), f"(mark {n} {_BREACHED})")

    def _rule(self, name: str, left: str, right: str) -> None:
        self._environment.build(f"(defrule {name} {left} => {right})")

    def _mark(self, item: int, mark: int) -> None:
        self._marks[item] |= mark

    def _show(self, short: str) -> None:
        self._shown.add(self._long[short])

    def native(self, sheet: AnswerSheet) -> tuple[str, dict[str, Any]]:
        texts = (self._fact(name, value) for name, value in sheet.answers.items())
        return "".join(texts), {name: sets(value) for name, value in sheet.answers.items()}

    def _fact(self, name: str, value: Any) -> str:
        values = " ".join(map(atom, plain(value) if isinstance(value, frozenset) else [plain(value)]))
        return f"({'raw ' if name in self._gated else ''}{self._short[name]} {values})"

    def assess(self, native: tuple[str, dict[str, Any]]) -> list[Found]:
        self._marks, self._shown = [0] * self._size, set()
        self._environment.reset()
        self._environment.load_facts(native[0])
        self._environment.run()
        facts = {name: value for name, value in native[1].items() if name not in self._gated or name in self._shown}
        return [self._found(n, marks, facts) for n, marks in enumerate(self._marks)]

    def _found(self, n: int, marks: int, facts: dict[str, Any]) -> Found:
        if marks & _OUTSIDE:
            return "not_applicable", ()
        if marks & _CLEARED:
            return "compliant", ()
        return ("violation", ()) if marks & _BREACHED else ("undetermined", self._needs.of(n, facts, self._today))
