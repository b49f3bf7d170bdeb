"""Small charts as pages draw them: parts of a line, in percent of its length, and columns."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple


class Slice(NamedTuple):
    """A part of a line: what it stands for, how many, and where it begins and how long it is (as «12.50%»)."""

    name: str
    number: int
    start: str
    length: str


class Upright(NamedTuple):
    """A column: where it stands, and how wide and high it is, from the top and the left in percent of the whole."""

    x: str
    y: str
    width: str
    height: str


def slices(counts: Mapping[Any, int]) -> tuple[Slice, ...]:
    """The line of all that is counted, without what there is none of."""
    whole, before, found = sum(counts.values()), 0, []
    for name, count in counts.items():
        if count:
            found.append(Slice(name, count, _percent(before, whole), _percent(count, whole)))
        before += count
    return tuple(found)


def lengths(amounts: Sequence[Decimal]) -> tuple[str, ...]:
    """How long the line of each amount is, the longest 100%; one that is very short can still be seen."""
    longest = max(amounts, default=Decimal(0))
    return tuple(_percent(max(amount, longest / 100), longest) for amount in amounts)


def uprights(groups: Sequence[Sequence[Decimal]]) -> tuple[tuple[Upright, ...], ...]:
    """Groups of columns, one group after the other with room between them; the highest column is as high as all."""
    highest = max((amount for group in groups for amount in group), default=Decimal(0))
    return tuple(
        tuple(_upright(place, amount, highest, each, len(group), len(groups)) for each, amount in enumerate(group))
        for place, group in enumerate(groups)
    )


def _upright(place: int, amount: Decimal, highest: Decimal, each: int, many: int, groups: int) -> Upright:
    width = Decimal(8) / 10 / many  # of a group, a fifth of which is left free
    x = place + Decimal(1) / 10 + each * width
    return Upright(
        _percent(x, groups), _percent(highest - amount, highest), _percent(width, groups), _percent(amount, highest)
    )


def _percent(part: Decimal | int, whole: Decimal | int) -> str:
    return f"{100 * part / whole if whole else 0:.2f}%"
