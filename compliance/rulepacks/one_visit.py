"""One thing at a time (一件事): the items of some packs that are looked at on one walk, and what to ask for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from compliance.rulepacks.conditions import facts_in
from compliance.rulepacks.models import Item, NegativeList, OneVisit, Question, Stop


@dataclass(frozen=True, slots=True)
class WalkStop:
    """A stop with the facts that are first asked for there, in the order in which to ask."""

    title: str
    look: str | None
    items: tuple[str, ...]
    facts: tuple[str, ...]


def narrowed(packs: Iterable[NegativeList], visits: Iterable[OneVisit]) -> tuple[NegativeList, ...]:
    """The packs that the visits take items from, each with these items and the questions that they hang on."""
    order = {item: place for place, item in enumerate(_items(visits))}
    return tuple(
        _narrowed(pack, sorted(items, key=lambda item: order[item.id]))
        for pack in packs
        if (items := [item for item in pack.items if item.id in order])
    )


def walk_of(packs: Sequence[NegativeList], wanted: Iterable[Stop]) -> tuple[WalkStop, ...]:
    """The stops one after another; no fact is asked for at two of them, nor any for items that the packs don't have."""
    homes = {item.id: (pack, item) for pack in packs for item in pack.items}
    asked: set[str] = set()
    stops = []
    for stop in wanted:
        hung_on = [fact for item in stop.items if item in homes for fact in _hangs_on(*homes[item])]
        facts = tuple(fact for fact in dict.fromkeys(hung_on) if fact not in asked)
        asked.update(facts)
        stops.append(WalkStop(stop.title, stop.look, stop.items, facts))
    return tuple(stops)


def _items(visits: Iterable[OneVisit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for visit in visits for stop in visit.stops for item in stop.items))


def _narrowed(pack: NegativeList, items: Sequence[Item]) -> NegativeList:
    wanted = {fact for item in items for fact in _hangs_on(pack, item)}
    questions: Mapping[str, Question] = {name: each for name, each in pack.questions.items() if name in wanted}
    return pack.model_copy(update={"items": tuple(items), "questions": type(pack.questions)(questions)})


def _hangs_on(pack: NegativeList, item: Item) -> tuple[str, ...]:
    """The facts that decide the item and its fines, and those that show their questions, in the pack's order."""
    wanted: set[str] = set()
    open_ = list(_read(item))
    while open_:
        fact = open_.pop()
        if fact not in wanted:
            wanted.add(fact)
            gate = pack.questions[fact].ask_when
            open_ += facts_in(gate) if gate else ()
    return tuple(fact for fact in pack.questions if fact in wanted)


def _read(item: Item) -> Iterator[str]:
    """The facts that the item reads; one that a pack doesn't ask for isn't there to be read."""
    for condition in (item.applies_when, item.violated_when):
        yield from facts_in(condition)
    for penalty in item.penalty:
        for fine in penalty.fines:
            yield from facts_in(fine.if_) if fine.if_ else ()
            yield from (fine.of,) if fine.of else ()
