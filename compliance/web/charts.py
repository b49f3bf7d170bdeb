"""Small charts as pages draw them: parts of a line, in percent of its length."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from compliance.rulepacks.models import Status


class Slice(NamedTuple):
    """A part of a line: what it stands for, how many, and where it begins and how long it is (as «12.50%»)."""

    name: str
    number: int
    start: str
    length: str


def slices(counts: Mapping[Status, int]) -> tuple[Slice, ...]:
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


def _percent(part: Decimal | int, whole: Decimal | int) -> str:
    return f"{100 * part / whole if whole else 0:.2f}%"
