"""What is shown of a hit: its title, and where else the words are, with the words marked."""

from collections.abc import Iterator, Sequence

from compliance.services.comparing.marking import Piece, Pieces
from compliance.services.rule_search.entries import Entry
from compliance.store.search_text import normal

MOST = 3
"""Excerpts of a hit."""
_AROUND = 24
"""Characters on either side of what is found first."""
_SHOWN_ANYWAY = ("标题", "编号", "规则", "主管部门")


def marks(text: str, needles: Sequence[str]) -> Pieces:
    """The text in pieces, marked where it has a needle; needles are as `normal` has texts."""
    return tuple(_pieces(text, _found(text, needles)))


def excerpts(entry: Entry, needles: Sequence[str]) -> tuple[tuple[str, Pieces], ...]:
    """The texts with the needles that aren't shown anyway, each under its label and cut to what is around them."""
    others = (each for each in entry.words if each.label not in _SHOWN_ANYWAY)
    having = [each for each in others if any(needle in each.normal for needle in needles)]
    return tuple((each.label, _cut(each.text, needles)) for each in having[:MOST])


def needles_of(words: Sequence[str], near: bool) -> tuple[str, ...]:
    """What is to be marked: the words; where only most of them was found, their pairs of characters."""
    if not near:
        return tuple(words)
    return tuple(dict.fromkeys(word[i : i + 2] for word in words for i in range(max(len(word) - 1, 1))))


def _found(text: str, needles: Sequence[str]) -> list[bool]:
    """Of each character whether it belongs to a needle."""
    folded = [normal(char) for char in text]
    places = [place for place, each in enumerate(folded) for _ in each]
    whole, found = "".join(folded), [False] * len(text)
    for needle in filter(None, needles):
        start = whole.find(needle)
        while start >= 0:
            for place in places[start : start + len(needle)]:
                found[place] = True
            start = whole.find(needle, start + 1)
    return found


def _pieces(text: str, found: Sequence[bool]) -> Iterator[Piece]:
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or found[end] != found[start]:
            yield Piece(text[start:end], found[start])
            start = end


def _cut(text: str, needles: Sequence[str]) -> Pieces:
    found = _found(text, needles)
    first = found.index(True) if True in found else 0
    start, end = max(first - _AROUND, 0), min(first + 2 * _AROUND, len(text))
    cut = _pieces(text[start:end], found[start:end])
    before, after = (Piece("…", False),) * (start > 0), (Piece("…", False),) * (end < len(text))
    return (*before, *cut, *after)
