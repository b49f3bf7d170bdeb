"""What a walk asks, stop by stop, and what officers answered: the newest that came counts in each field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from compliance.engine.decide import Engine
from compliance.engine.sheet import read_sheet
from compliance.rulepacks.models import Item, Stop
from compliance.rulepacks.one_visit import walk_of
from compliance.rulepacks.values import ValueFlaw
from compliance.services.library import RuleLibrary
from compliance.services.self_check.fields import Field, Plain
from compliance.services.self_check.steps import question_sections
from compliance.store.records.matters import MatterItem
from compliance.store.records.walks import WalkEntryRecord


class Part(NamedTuple):
    """A stop with something to ask. `ids` are what its facts' fields are called on the page, `items` what it checks."""

    title: str
    look: str | None
    items: tuple[Item, ...]
    fields: Mapping[str, Field]
    ids: Mapping[str, str]


class Progress(NamedTuple):
    """How many of the questions to ask have an answer, 不清楚 among them."""

    answered: int
    asked: int


def stops_of(library: RuleLibrary, own: Iterable[MatterItem], lists: Sequence[str]) -> tuple[Stop, ...]:
    """One for each pack that a matter has items of, with these, or whole where it was chosen; then the chosen visits'.

    What the rules know no longer is left out.
    """
    wanted = {each.item for each in own}
    chosen = ((pack, [item for item in pack.items if pack.id in lists or item.id in wanted]) for pack in library.packs)
    packs = (Stop(title=pack.title, look=None, items=_ids(items)) for pack, items in chosen if items)
    return (*packs, *(stop for visit in library.visits if visit.id in lists for stop in visit.stops))


def packs_of(library: RuleLibrary, stops: Iterable[Stop]) -> tuple[str, ...]:
    """The ids of the packs that the stops' items are in, in the rulebook's order."""
    wanted = {item for stop in stops for item in stop.items}
    return tuple(pack.id for pack in library.packs if any(item.id in wanted for item in pack.items))


class Sheet:
    """A walk's questions and answers under the rules of a day."""

    def __init__(self, engine: Engine, stops: Sequence[Stop], entries: Iterable[WalkEntryRecord], today: date) -> None:
        self._engine, self._today = engine, today
        book = engine.rulebook
        walk = walk_of(book.packs, stops)
        known = {item.id: item for pack in book.packs for item in pack.items}
        names = (f"q{number}" for number in range(1, 10_000))
        self.parts = tuple(
            Part(of.title, of.look, _those(known, stop.items), of.fields, dict(zip(of.fields, names, strict=False)))
            for of, stop in zip(question_sections(replace(book, walk=walk)), walk, strict=True)
            if of.fields
        )
        self.latest = {entry.field: entry for entry in entries}

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """All fields by their facts."""
        return {fact: field for part in self.parts for fact, field in part.fields.items()}

    @cached_property
    def shown(self) -> frozenset[str]:
        """The facts to ask, for what was answered so far."""
        sheet = read_sheet({"answers": self._read}, self._engine.rulebook)
        return self._engine.visible(sheet, self._today) & self.fields.keys()

    @property
    def answers(self) -> dict[str, Plain]:
        """The answers known, as an answer sheet takes them, to those questions only that are to be asked."""
        return {fact: answer for fact, answer in self._read.items() if fact in self.shown}

    @property
    def open(self) -> frozenset[str]:
        """The facts to ask that nothing is known of: not answered, 不清楚, or what can't be read."""
        return self.shown - self._read.keys()

    @property
    def progress(self) -> Progress:
        dealt_with = {fact for fact in self.shown if self.typed(fact) and not self.flaw(fact)}
        return Progress(len(dealt_with), len(self.shown))

    def entry(self, fact: str) -> WalkEntryRecord | None:
        """The answer that counts, who gave it and when; None where nobody did."""
        return self.latest.get(self.fields[fact].name)

    def typed(self, fact: str) -> tuple[str, ...]:
        entry = self.entry(fact)
        return entry.typed if entry else ()

    def flaw(self, fact: str) -> str | None:
        """What is wrong with what was typed, and what to do instead."""
        try:
            self.fields[fact].read(self.typed(fact))
        except ValueFlaw as flaw:
            return str(flaw)
        return None

    @cached_property
    def _read(self) -> dict[str, Plain]:
        readable = (fact for fact in self.fields if not self.flaw(fact))
        answers = {fact: self.fields[fact].read(self.typed(fact)) for fact in readable}
        return {fact: answer for fact, answer in answers.items() if answer is not None}


def _ids(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(item.id for item in items)


def _those(known: Mapping[str, Item], wanted: Iterable[str]) -> tuple[Item, ...]:
    return tuple(known[each] for each in wanted if each in known)
