"""Where two texts differ, for readers: pieces that are the same, and pieces that aren't."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

MOST = 1_000_000
"""Up to how many pairs of words two texts are held against each other; beyond, they are marked whole."""
LEAST = 0.35
"""Which share of two texts must be common; below, crumbs of what is common would only disturb reading."""
_WORD = re.compile(r"[0-9][0-9.,]*|[A-Za-z_]+|\s+|.", re.DOTALL)
_SHORT = 1
"""Words that are the same, no more than these between two that differ, are marked with them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `marked` where the other text hasn't it."""

    text: str
    marked: bool


Pieces: TypeAlias = tuple[Piece, ...]
_Block: TypeAlias = tuple[bool, int, int, int, int]


def marked(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces, which together are the texts; those that aren't marked are the same in both."""
    one, other = _WORD.findall(old), _WORD.findall(new)
    blocks = list(_blocks(one, other))
    sides = ((one, [block[1:3] for block in blocks]), (other, [block[3:5] for block in blocks]))
    before, after = (
        tuple(
            Piece("".join(words[start:end]), block[0])
            for block, (start, end) in zip(blocks, places, strict=True)
            if start < end
        )
        for words, places in sides
    )
    return before, after


def _blocks(one: Sequence[str], other: Sequence[str]) -> Iterator[_Block]:
    """By turns what differs and what doesn't, with its places in both."""
    if len(one) * len(other) > MOST:
        yield True, 0, len(one), 0, len(other)
        return
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < LEAST:
        yield True, 0, len(one), 0, len(other)
        return
    open_: _Block | None = None
    for tag, *places in matcher.get_opcodes():
        block = (tag != "equal", places[0], places[1], places[2], places[3])
        between = open_ is not None and places[1] - places[0] <= _SHORT and places[1] < len(one)
        if open_ and (block[0] or between):
            open_ = (True, open_[1], block[2], open_[3], block[4])
            continue
        if open_:
            yield open_
        open_ = block if block[0] else None
        if open_ is None:
            yield block
    if open_:
        yield open_
