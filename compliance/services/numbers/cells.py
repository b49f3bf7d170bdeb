"""Tables of numbers: what stands in them, where each number leads, and how it is counted."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from compliance.store.matters import Wanted

FEW = 5
"""Of fewer no percentage is told."""
NONE = "—"


class Cell(NamedTuple):
    """A value, and the matters that it counts."""

    value: str | int | Decimal
    wanted: Wanted | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` have a cell for each of the `columns`, first what the row is about; `notes` say how it is counted.

    `charted` are the places of the columns that are drawn: as a bar in each row, as columns beside each other, or as
    parts of one line. `rest` says how many rows a page may leave out at its end; a spreadsheet has them all.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]
    chart: Literal["", "bars", "columns", "parts"] = ""
    charted: tuple[int, ...] = field(default=(1,))
    rest: int = 0


def share(part: int, whole: int) -> str:
    """Which share of the whole it is: in percent, or «3 件中 2 件»-like where the whole is small."""
    if not whole:
        return NONE
    if whole < FEW:
        return f"{whole} 个里 {part} 个"
    return f"{_rounded(Decimal(100 * part) / whole)}%"


def mean(counts: dict[int, int]) -> Decimal:
    """The mean of the values, given how often there is each; there is one at least."""
    return _rounded(Decimal(sum(value * count for value, count in counts.items())) / sum(counts.values()))


def median(counts: dict[int, int]) -> Decimal:
    """The value in the middle, or the mean of the two there."""
    whole = sum(counts.values())
    return _rounded(Decimal(_nth(counts, (whole - 1) // 2) + _nth(counts, whole // 2)) / 2)


def _nth(counts: dict[int, int], place: int) -> int:
    for value in sorted(counts):
        place -= counts[value]
        if place < 0:
            return value
    raise IndexError(place)


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.1"), ROUND_HALF_UP)
