"""The rules' items as people who work on matters see them, and finding some by words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compliance.services.find_packs import MOST, check_length, share_of, words_of
from compliance.services.library import RuleLibrary
from compliance.store.records.matters import MatterItem
from compliance.store.search_text import normal

MOST_FOUND = 30
"""Items that one search shows."""


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item in words. `status` is empty where nothing was found of it; what the rules lack has its id as title."""

    id: str
    title: str
    department: str = ""
    pack: str = ""
    status: str = ""


def all_items(library: RuleLibrary) -> dict[str, ItemShown]:
    """The shipped items by their ids, in the packs' order."""
    return {
        item.id: ItemShown(item.id, item.title, item.department, pack.title)
        for pack in library.packs
        for item in pack.items
    }


def shown(library: RuleLibrary, items: Iterable[MatterItem]) -> tuple[ItemShown, ...]:
    """A matter's items in words."""
    known = all_items(library)
    return tuple(_with_status(known.get(each.item, ItemShown(each.item, each.item)), each.status) for each in items)


def named(library: RuleLibrary, ids: Iterable[str]) -> tuple[ItemShown, ...]:
    """Those of the ids that the rules know, in the packs' order."""
    wanted = set(ids)
    return tuple(each for each in all_items(library).values() if each.id in wanted)


def find_items(library: RuleLibrary, words: str) -> tuple[ItemShown, ...]:
    """The items that have all the words, best first, MOST_FOUND at most; nothing for no words. Raises SearchError."""
    check_length(words)
    wanted = words_of(words)
    scored = [(score, each) for each, score in _scores(library, wanted) if score] if wanted else []
    return tuple(each for _, each in sorted(scored, key=lambda scored: -scored[0])[:MOST_FOUND])


def _scores(library: RuleLibrary, wanted: tuple[str, ...]) -> Iterator[tuple[ItemShown, float]]:
    """How well each item has the words: what stands in its title counts most; 0 where one is missing."""
    for pack in library.packs:
        for item in pack.items:
            title, rest = normal(item.title), normal(" ".join((item.id, item.department, pack.title, *item.laws)))
            found = [(share_of(word, title), share_of(word, rest)) for word in wanted]
            score = sum(2 * in_title + in_rest for in_title, in_rest in found)
            enough = all(max(each) >= MOST for each in found)
            yield ItemShown(item.id, item.title, item.department, pack.title), score if enough else 0.0


def _with_status(item: ItemShown, status: str) -> ItemShown:
    return ItemShown(item.id, item.title, item.department, item.pack, status)
