"""A table of numbers, as a spreadsheet shows it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """`rows` have a value for each of the `columns`; `notes` say how they are counted."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | Decimal, ...], ...]
    notes: tuple[str, ...]
