"""Conditions written as Python: one function for many of them, made once, takes a seventh of the time of closures.

Nothing that a pack says stands in the text of a function, only numbered names and numbers of ours: facts' names and
operands are the values of such names. An expression in the text is a number (a `Reading`): TRUE, FALSE, or, where the
condition is unknown, the bits of what would have to be answered. So `all` is `|`: no bits are true, and FALSE, being
all bits, stays FALSE; `any` is the same of the parts denied, denied.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeAlias

from compliance.engine.facts import Gates
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Test, facts_in, tests_in

TRUE, FALSE, HOPELESS = 0, -1, 1
"""HOPELESS: unknown, and no answer could help."""
OUTSIDE, CLEARED = -1, -2
"""What is said of an item that doesn't apply, and of one that isn't violated; else its reading, TRUE a violation."""

Reading: TypeAlias = int
Getter: TypeAlias = Callable[[str], Any]
Function: TypeAlias = Callable[[Getter, date], list[int]]
Bits: TypeAlias = Mapping[str, int]
"""A bit for each fact."""

MOST_TOGETHER = 50  # in one function, in one expression: what the compiler nests must have a bound
MOST_NESTED = 12

_SAID = {
    "is": "{value} == {operand}",
    "is_not": "{value} != {operand}",
    "gt": "{value} > {operand}",
    "gte": "{value} >= {operand}",
    "lt": "{value} < {operand}",
    "lte": "{value} <= {operand}",
    "in": "{value} in {operand}",
    "not_in": "{value} not in {operand}",
    "includes": "{operand} in {value}",
    "excludes": "{operand} not in {value}",
    "includes_any": "not {value}.isdisjoint({operand})",
    "includes_all": "{value} >= {operand}",
    "before": "{value} < {operand}",
    "after": "{value} > {operand}",
    "on_or_before": "{value} <= {operand}",
    "on_or_after": "{value} >= {operand}",
    "within_days": "0 <= (as_of - {value}).days <= {operand}",
    "older_than_days": "(as_of - {value}).days > {operand}",
}


def bits_of(*conditions: Condition) -> Bits:
    """A bit for each fact that the conditions read, in the order of the text."""
    facts = dict.fromkeys(test.fact for condition in conditions for test in tests_in(condition))
    return {fact: HOPELESS << n for n, fact in enumerate(facts, 1)}


def denied(reading: Reading) -> Reading:
    """The reading of the opposite."""
    return reading if reading > 0 else ~reading


def read_conditions(conditions: Sequence[Condition]) -> Function:
    """The function that gives the reading of each condition, all unknown facts alike."""
    return _together(conditions, lambda text, each: text.reading(each, Alike()))


def read_items(items: Sequence[tuple[Condition, Condition]]) -> Function:
    """The function that tells of each item, what is said of it, by `bits_of` its two conditions."""
    return _together(items, lambda text, each: text.item(each[0], each[1]))


def read_gates(gates: Gates) -> Function:
    """The function that tells of each gate whether it holds, an answer to a question not shown taken for none."""
    text = _Text(gates.conditions)
    results = [text.gate(name, condition) for name, condition in gates.conditions.items()]
    return text.function(results)


def _together(things: Sequence[Any], write: "Callable[[_Text, Any], str]") -> Function:
    functions = []
    for start in range(0, len(things), MOST_TOGETHER):
        text = _Text()
        functions.append(text.function([write(text, each) for each in things[start : start + MOST_TOGETHER]]))
    if len(functions) == 1:
        return functions[0]

    def read(get: Getter, as_of: date) -> list[int]:
        found: list[int] = []
        for function in functions:
            found += function(get, as_of)
        return found

    return read


class Alike(dict[str, int]):
    """One bit for all facts."""

    def __missing__(self, fact: str) -> int:
        return HOPELESS


class _Text:
    """The text of one function. `gated`: facts that count only once their gate is written."""

    def __init__(self, gated: Mapping[str, Condition] | None = None) -> None:
        self._values: dict[str, Any] = {}
        self._names: dict[tuple[type, Any], str] = {}
        self._facts = {fact: f"f{n}" for n, fact in enumerate(gated or ())}
        self._wanted = frozenset().union(*map(facts_in, (gated or {}).values()))
        self._read: list[str] = []
        self._lines: list[str] = []

    def function(self, results: Sequence[str]) -> Function:
        body = [*self._read, *self._lines, f"return [{', '.join(results)}]"]
        text = "\n  ".join(("def read(get, as_of):", *body))
        exec(compile(text, "<conditions>", "exec"), self._values)  # noqa: S102 — see above what stands in the text
        read: Function = self._values["read"]
        return read

    def item(self, applies: Condition, violated: Condition) -> str:
        bits = bits_of(applies, violated)
        breach = self.reading(violated, bits)
        if applies == All():
            return f"{CLEARED} if (v := {breach}) < 0 else v"
        return f"{OUTSIDE} if (a := {self.reading(applies, bits)}) < 0 else {CLEARED} if (v := {breach}) < 0 else a | v"

    def gate(self, name: str, condition: Condition) -> str:
        """The name of what tells whether the gate holds."""
        fact, shown = self._facts[name], f"g{len(self._lines)}"
        self._lines.append(f"{shown} = {self.reading(condition, Alike())} == {TRUE}")
        if name in self._wanted:
            self._lines.append(f"{fact} = get({self._named(name)}) if {shown} else None")
        return shown

    def reading(self, condition: Condition, bits: Bits, deny: bool = False, depth: int = 0) -> str:
        """The expression that reads the condition, or what denies it."""
        match condition:
            case Not(part):
                return self.reading(part, bits, not deny, depth)
            case All(parts):
                return self._group(parts, bits, deny, deny, depth)
            case Any_(parts):
                return self._group(parts, bits, deny, not deny, depth)
        return self._test(condition, bits, deny)

    def _group(self, parts: Sequence[Condition], bits: Bits, deny: bool, any_: bool, depth: int) -> str:
        """All of the parts, or any: the opposite of all of their opposites."""
        if len(parts) == 1:
            return self.reading(parts[0], bits, deny, depth)
        texts = [self.reading(part, bits, deny != any_, depth + 1) for part in parts]
        while len(texts) > MOST_TOGETHER:
            chunks = [texts[i : i + MOST_TOGETHER] for i in range(0, len(texts), MOST_TOGETHER)]
            texts = [self._aside(" | ".join(chunk)) for chunk in chunks]
        both = f"({' | '.join(texts) or TRUE})"
        text = f"(t if (t := {both}) > 0 else ~t)" if any_ else both
        return text if depth % MOST_NESTED else self._aside(text) if depth else text

    def _aside(self, text: str) -> str:
        """The expression on a line of its own."""
        name = f"p{len(self._lines)}"
        self._lines.append(f"{name} = {text}")
        return name

    def _test(self, test: Test, bits: Bits, deny: bool) -> str:
        fact, unknown = self._fact(test.fact), bits[test.fact]
        if test.operand is None:
            return f"({unknown} if {fact} is None else {HOPELESS})"  # the parameter has no value yet
        holds, fails = (FALSE, TRUE) if deny else (TRUE, FALSE)
        return f"({unknown} if {fact} is None else {holds} if {self._said(fact, test)} else {fails})"

    def _said(self, fact: str, test: Test) -> str:
        if isinstance(test.operand, bool):
            return fact if test.operand else f"not {fact}"
        return _SAID[test.operator].format(value=fact, operand=self._named(operand_of(test)))

    def _fact(self, fact: str) -> str:
        name = self._facts.get(fact)
        if name is None:
            name = self._facts[fact] = f"f{len(self._facts)}"
            self._read.append(f"{name} = get({self._named(fact)})")
        return name

    def _named(self, value: Any) -> str:
        """The name of a constant."""
        key = (type(value), value)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"c{len(self._names)}"
            self._values[name] = value
        return name


def operand_of(test: Test) -> Any:
    """The operand as the operators take it."""
    return frozenset(test.operand) if isinstance(test.operand, tuple) else test.operand


# ── One condition once ──


def read_once(condition: Condition, get: Getter, as_of: date, bits: Bits) -> Reading:
    """The reading of a condition that isn't read often enough to write a function."""
    match condition:
        case Not(part):
            return denied(read_once(part, get, as_of, bits))
        case All(parts):
            return _all(read_once(part, get, as_of, bits) for part in parts)
        case Any_(parts):
            return denied(_all(denied(read_once(part, get, as_of, bits)) for part in parts))
    value = get(condition.fact)
    if value is None:
        return bits[condition.fact]
    if condition.operand is None:
        return HOPELESS
    return TRUE if _holds(condition.operator)(value, operand_of(condition), as_of) else FALSE


def _all(readings: Iterator[Reading]) -> Reading:
    result = TRUE
    for reading in readings:
        result |= reading
    return result


@cache
def _holds(operator: str) -> Callable[[Any, Any, date], bool]:
    said = _SAID[operator].format(value="value", operand="operand")
    holds: Callable[[Any, Any, date], bool] = eval(f"lambda value, operand, as_of: {said}")  # noqa: S307 — our own text
    return holds
