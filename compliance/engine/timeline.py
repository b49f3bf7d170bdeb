"""A pack as it stands on a day: items in force, parameters and penalties of that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from compliance.engine.explain import LawOn, read_part
from compliance.engine.facts import ConditionSet, Facts, Gates, ItemSet, Reader
from compliance.engine.plain import open_facts, truth_of
from compliance.rulepacks.conditions import ALWAYS, Condition, parameters_in, resolve
from compliance.rulepacks.models import DatedNumber, Item, NegativeList, Penalty, Question
from compliance.rulepacks.values import Value

DAYS_KEPT = 1000


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class ItemOn:
    """An item on a day. `penalty` is the index of the entry in force, None where there is none yet."""

    number: int
    item: Item
    penalty: int | None
    applies: Condition
    violated: Condition
    fine_conditions: ConditionSet | None
    """One for each fine of the penalty in force; None where none of them has any."""
    fines_vary: bool
    """Whether any of those fines depends on facts."""

    @property
    def penalty_in_force(self) -> Penalty | None:
        return None if self.penalty is None else self.item.penalty[self.penalty]


class Asking:
    """Which questions are shown: those whose ask_when is true, and an answer to any other is ignored."""

    def __init__(self, questions: Mapping[str, Question], parameters: Mapping[str, Decimal | None]) -> None:
        gates = {name: resolve(each.ask_when, parameters) for name, each in questions.items() if each.ask_when}
        self._gates = Gates(gates)
        self.always = frozenset(name for name in questions if name not in gates)
        """Those shown whatever is answered."""

    def shown(
        self, values: Mapping[str, Value], as_of: date, reader: Reader, given: Mapping[str, Value] | None = None
    ) -> dict[str, Value]:
        """The answers without those that don't count. `given`: facts that aren't asked but may be read."""
        known = {**values, **(given or {})}
        if not known.keys().isdisjoint(self._gates.conditions):  # what nobody answered needn't be shown
            for name in self._hidden(Facts(known, as_of), reader):
                known.pop(name, None)
        return known

    def visible(
        self, values: Mapping[str, Value], as_of: date, reader: Reader, given: Mapping[str, Value] | None = None
    ) -> frozenset[str]:
        """The questions to show to somebody who has answered this much."""
        hidden = self._hidden(Facts({**values, **(given or {})}, as_of), reader)
        return self.always | (self._gates.conditions.keys() - hidden)

    def _hidden(self, facts: Facts, reader: Reader) -> list[str]:
        shown = reader.shown(self._gates, facts)
        return [name for name, each in zip(self._gates.conditions, shown, strict=True) if not each]

    def leads_to(self, fact: str, values: Mapping[str, Value], as_of: date, reader: Reader) -> frozenset[str]:
        """The questions to answer now to get at the fact: itself where it is shown, else what its gate still needs."""
        facts = Facts(self.shown(values, as_of, reader), as_of)
        return self._leads_to(fact, facts)

    def _leads_to(self, fact: str, facts: Facts) -> frozenset[str]:
        gate = self._gates.conditions.get(fact, ALWAYS)
        if truth_of(gate, facts) is not None:
            return frozenset({fact}) if truth_of(gate, facts) else frozenset()
        return frozenset().union(*(self._leads_to(each, facts) for each in open_facts(gate, facts)))


class PackOn:
    """One pack with one day's parameters, items and penalties; the same for all days with the same."""

    def __init__(
        self, pack: NegativeList, parameters: Mapping[str, Decimal | None], penalties: Mapping[int, int | None]
    ) -> None:
        self.parameters = parameters
        self.asking = Asking(pack.questions, parameters)
        self.items = tuple(_item_on(pack.items[n], n, penalty, parameters) for n, penalty in penalties.items())
        self.conditions = ItemSet(tuple((each.applies, each.violated) for each in self.items))
        self.with_varying_fines = tuple(n for n, each in enumerate(self.items) if each.fines_vary)
        """Places in `items`."""
        self._by_id = {each.item.id: each for each in self.items}

    def item(self, name: str) -> ItemOn | None:
        """The item with the id, None where it isn't in force."""
        return self._by_id.get(name)


def _item_on(item: Item, number: int, penalty: int | None, parameters: Mapping[str, Decimal | None]) -> ItemOn:
    fines = () if penalty is None else item.penalty[penalty].fines
    return ItemOn(
        number,
        item,
        penalty,
        resolve(item.applies_when, parameters),
        resolve(item.violated_when, parameters),
        _fine_conditions([fine.if_ for fine in fines], parameters),
        any(fine.if_ is not None or fine.of is not None for fine in fines),
    )


def _fine_conditions(
    conditions: list[Condition | None], parameters: Mapping[str, Decimal | None]
) -> ConditionSet | None:
    if not any(conditions):
        return None
    return ConditionSet(tuple(resolve(each, parameters) if each else ALWAYS for each in conditions))


class PackTimeline:
    """A pack through time."""

    def __init__(self, pack: NegativeList) -> None:
        self.pack = pack
        self._days: dict[date, PackOn] = {}
        self._known: dict[tuple[Any, ...], PackOn] = {}

    def on(self, day: date) -> PackOn:
        """The pack as it stands on the day."""
        pack = self._days.get(day)
        if pack is None:
            pack = self._made(day)
            if len(self._days) >= DAYS_KEPT:
                self._days.clear()
            self._days[day] = pack
        return pack

    def counting(self, values: Mapping[str, Value], day: date, as_of: date, reader: Reader) -> Facts:
        """The answers that count under the law of the day."""
        return Facts(self.on(day).asking.shown(values, as_of, reader), as_of)

    def explained(self, name: str, facts: Facts, day: date) -> LawOn:
        """The item under the law of the day, part by part; `facts` are those that count under it."""
        on = self.on(day)
        each = on.item(name)
        if each is None:
            return LawOn(day, in_force=False)
        item = each.item
        named = parameters_in(item.applies_when) | parameters_in(item.violated_when)
        return LawOn(
            day,
            in_force=True,
            penalty_from=each.penalty_in_force.from_ if each.penalty_in_force else None,
            parameters=tuple(self._parameter_on(name, day) for name in self.pack.parameters if name in named),
            applies=read_part(item.applies_when, facts, on.parameters),
            violated=read_part(item.violated_when, facts, on.parameters),
        )

    def _parameter_on(self, name: str, day: date) -> tuple[str, Decimal | None, date | None]:
        newest = _newest(self.pack.parameters[name], day)
        return name, newest.value if newest else None, newest.from_ if newest else None

    def _made(self, day: date) -> PackOn:
        parameters = {name: self._parameter_on(name, day)[1] for name in self.pack.parameters}
        numbers = [n for n, item in enumerate(self.pack.items) if self.pack.in_force(item, day)]
        penalties = {n: _penalty_on(self.pack.items[n], day) for n in numbers}
        key = (tuple(parameters.values()), tuple(penalties.items()))
        if key not in self._known:
            self._known[key] = PackOn(self.pack, parameters, penalties)
        return self._known[key]


def _newest(entries: tuple[DatedNumber, ...], day: date) -> DatedNumber | None:
    return max((each for each in entries if each.from_ <= day), key=lambda each: each.from_, default=None)


def _penalty_on(item: Item, day: date) -> int | None:
    starts = {n: each.from_ or date.min for n, each in enumerate(item.penalty)}
    return max((n for n, start in starts.items() if start <= day), key=lambda n: starts[n], default=None)
