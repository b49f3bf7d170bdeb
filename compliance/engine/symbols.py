"""How facts are written for durable-rules: short names, texts and options as numbers, dates as day numbers."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from compliance.engine.dialect import Atom, Property
from compliance.engine.facts import Facts
from compliance.rulepacks.values import plain_number

Writer: TypeAlias = Callable[[Any], str]


class Symbols:
    """The names and texts of all properties of a program.

    A property that is known is the JSON text of its name and value, at a place of its own; else that text is empty.
    """

    def __init__(self, atoms: Iterable[Atom]) -> None:
        constants: dict[Property, dict[Any, None]] = {}
        for atom in atoms:
            constants.setdefault(atom.property, {})[atom.constant] = None
        texts = (each for those in constants.values() for each in those if isinstance(each, str))
        self._codes = {text: code for code, text in enumerate(dict.fromkeys(texts))}
        few = [each for each, those in constants.items() if each.aspect == "value" and _is_few_valued(those)]
        self.places = {each: place for place, each in enumerate(dict.fromkeys((*few, *constants)), 2)}
        self.names = dict(zip(self.places, free_names(), strict=False))
        self.parts = {each.name: (self.places[each], self._text(each, True)) for each in _with("part", constants)}
        """By a part's name its place, and its text."""
        self._few = [(each.name, self._texts(each, constants[each])) for each in few]
        self._others = [
            (each.name, self.places[each], self._writer(each))
            for each in _with("value", constants, "has", "known")
            if self.places[each] >= 2 + len(few)
        ]
        self._ages = [(each.name, self.places[each], self._start(each)) for each in _with("age", constants)]

    def encode(self, facts: Facts) -> list[str]:
        """The text of each property by its place; the first and the last text of a message are at 0 and 1."""
        get, today = facts.values.get, facts.as_of.toordinal()
        few = [texts[get(fact)] for fact, texts in self._few]
        texts = ['{"id":"a","sid":"s","$k":"ans"', "}", *few, *([""] * (len(self.places) - len(few)))]
        for fact, place, write in self._others:
            value = get(fact)
            if value is not None:
                texts[place] = write(value)
        for fact, place, start in self._ages:
            day: Any = get(fact)
            if day is not None:
                texts[place] = f"{start}{today - day.toordinal()}"
        return texts

    def _texts(self, which: Property, constants: Iterable[Any]) -> "_Texts":
        """The texts of a boolean or a choice."""
        values = (True, False) if True in constants or False in constants else constants
        texts = _Texts({value: self._text(which, value) for value in values})
        texts[None], texts.of_another = "", self._text(which, "")
        return texts

    def _writer(self, which: Property) -> Writer:
        yes, no, start = self._text(which, True), self._text(which, False), self._start(which)
        if which.aspect == "known":
            return lambda _: yes
        if which.aspect == "has":
            return lambda value: yes if which.option in value else no
        return lambda value: start + self.write(value)

    def _start(self, which: Property) -> str:
        return f',"{self.names[which]}":'

    def _text(self, which: Property, value: Any) -> str:
        return self._start(which) + self.write(value)

    def write(self, value: Any) -> str:
        """A value or constant as the engine reads it; an option that no condition names is -1."""
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, str):
            return str(self._codes.get(value, -1))
        return plain_number(value) if isinstance(value, Decimal) else str(value.toordinal())


class _Texts(dict[Any, str]):
    """A property's texts by the fact's value."""

    of_another: str

    def __missing__(self, value: Any) -> str:
        return self.of_another


def _is_few_valued(constants: Iterable[Any]) -> bool:
    return all(isinstance(each, bool | str) for each in constants)


def _with(aspect: str, properties: Iterable[Property], *others: str) -> Iterator[Property]:
    return (each for each in properties if each.aspect in (aspect, *others))


RULE_NAMES = tuple(f"r{number}" for number in range(10, 100))  # of one length, for a quick look


def free_names() -> Iterator[str]:
    """Short names with 32-bit hashes all different, also from the names of rules and the engine's own.

    The engine compares nothing but hashes.
    """
    taken = {fnv1a(name) for name in ("id", "sid", "$k", "$s", "~init", "m", "$and", "$or", *RULE_NAMES)}
    for number in itertools.count():
        name = f"n{number}"
        if (code := fnv1a(name)) not in taken:
            taken.add(code)
            yield name


def fnv1a(name: str) -> int:
    code = 2166136261
    for byte in name.encode():
        code = ((code ^ byte) * 16777619) & 0xFFFFFFFF
    return code
