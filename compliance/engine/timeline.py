"""A pack as it stands on a day: items in force, parameters and penalties of that day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from compliance.engine.facts import ConditionSet, Facts, Reader
from compliance.rulepacks.conditions import All, Condition, facts_in, resolve
from compliance.rulepacks.models import DatedNumber, Item, NegativeList, Penalty, Question
from compliance.rulepacks.values import Value


@dataclass(frozen=True, slots=True)
class ItemOn:
    """An item on a day. `penalty` is the index of the entry in force, None where there is none yet."""

    number: int
    item: Item
    penalty: int | None
    applies: Condition
    breached: Condition

    @property
    def penalty_in_force(self) -> Penalty | None:
        return None if self.penalty is None else self.item.penalty[self.penalty]


class Asking:
    """Which questions are shown: those whose ask_when is true, and an answer to any other is ignored."""

    def __init__(self, questions: Mapping[str, Question], parameters: Mapping[str, Decimal | None]) -> None:
        gates = {name: resolve(each.ask_when, parameters) for name, each in questions.items() if each.ask_when}
        self._always = [name for name in questions if name not in gates]
        self._levels = [ConditionSet(level) for level in _levels(gates)]

    def shown(
        self, values: Mapping[str, Value], as_of: date, reader: Reader, given: Mapping[str, Value] | None = None
    ) -> dict[str, Value]:
        """The answers that count. `given`: facts that aren't asked but may be read."""
        counted = dict(given or {})
        counted.update((name, values[name]) for name in self._always if name in values)
        for level in self._levels:
            truths = reader.read(level, Facts(counted, as_of))
            counted.update((name, values[name]) for name, shown in truths.items() if shown is True and name in values)
        return counted

    def visible(self, values: Mapping[str, Value], as_of: date, reader: Reader) -> frozenset[str]:
        """The questions to show to somebody who has answered this much."""
        counted = self.shown(values, as_of, reader)
        facts = Facts(counted, as_of)
        asked = [name for level in self._levels for name, shown in reader.read(level, facts).items() if shown is True]
        return frozenset(self._always) | frozenset(asked)


def _levels(gates: Mapping[str, Condition]) -> Iterator[dict[str, Condition]]:
    """The gates in layers: each reads only questions of the layers before."""
    depth: dict[str, int] = {}
    for name, gate in gates.items():
        depth[name] = 1 + max((depth.get(fact, 0) for fact in facts_in(gate)), default=0)
    for level in range(1, max(depth.values(), default=0) + 1):
        yield {name: gates[name] for name in gates if depth[name] == level}


class PackOn:
    """One pack with one day's parameters, items and penalties; the same for all days with the same."""

    def __init__(
        self, pack: NegativeList, parameters: Mapping[str, Decimal | None], items: Mapping[int, int | None]
    ) -> None:
        self.asking = Asking(pack.questions, parameters)
        self.items = {
            number: _item_on(pack.items[number], number, penalty, parameters) for number, penalty in items.items()
        }
        self.conditions = ConditionSet(dict(self._conditions(parameters)))

    def _conditions(self, parameters: Mapping[str, Decimal | None]) -> Iterator[tuple[str, Condition]]:
        for number, each in self.items.items():
            yield applies_key(number), each.applies
            yield breached_key(number), each.breached
            for n, fine in enumerate(each.penalty_in_force.fines if each.penalty_in_force else ()):
                if fine.if_ is not None:
                    yield fine_key(number, n), resolve(fine.if_, parameters)


def applies_key(number: int) -> str:
    return f"{number} applies"


def breached_key(number: int) -> str:
    return f"{number} breached"


def fine_key(number: int, n: int) -> str:
    return f"{number} fine {n}"


def _item_on(item: Item, number: int, penalty: int | None, parameters: Mapping[str, Decimal | None]) -> ItemOn:
    applies, violated = resolve(item.applies_when, parameters), resolve(item.violated_when, parameters)
    return ItemOn(number, item, penalty, applies, All((applies, violated)))


class PackTimeline:
    """A pack through time."""

    def __init__(self, pack: NegativeList) -> None:
        self.pack = pack
        self._known: dict[tuple[Any, ...], PackOn] = {}

    def on(self, day: date) -> PackOn:
        """The pack as it stands on the day."""
        parameters = {name: _value_on(entries, day) for name, entries in self.pack.parameters.items()}
        numbers = [n for n, item in enumerate(self.pack.items) if self.pack.in_force(item, day)]
        items = {n: _penalty_on(self.pack.items[n], day) for n in numbers}
        key = (tuple(parameters.values()), tuple(items.items()))
        if key not in self._known:
            self._known[key] = PackOn(self.pack, parameters, items)
        return self._known[key]


def _value_on(entries: tuple[DatedNumber, ...], day: date) -> Decimal | None:
    newest = max((each for each in entries if each.from_ <= day), key=lambda each: each.from_, default=None)
    return newest.value if newest else None


def _penalty_on(item: Item, day: date) -> int | None:
    starts = {n: each.from_ or date.min for n, each in enumerate(item.penalty)}
    return max((n for n, start in starts.items() if start <= day), key=lambda n: starts[n], default=None)
