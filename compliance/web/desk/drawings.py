"""What is drawn of a table of numbers; all of it stands in the table, too."""

from decimal import Decimal
from typing import NamedTuple

from compliance.services.numbers.cells import Cell, Table
from compliance.web.charts import Slice, Upright, lengths, slices, uprights


class Drawing(NamedTuple):
    """`bars`: for each row the lengths of its lines, empty where there is nothing to draw. `line`: the parts of one
    line. `columns`: columns beside each other, in groups."""

    bars: tuple[tuple[str, ...], ...] = ()
    line: tuple[Slice, ...] = ()
    columns: tuple[tuple[Upright, ...], ...] = ()


def drawn(table: Table) -> Drawing:
    """What the table wants to be drawn."""
    amounts = [[_amount(row[place]) for place in table.charted] for row in table.rows]
    if table.chart == "bars":
        return Drawing(bars=_bars(amounts))
    if table.chart == "parts":
        return Drawing(line=slices({str(place): int(amount) for place, (amount, *_) in enumerate(amounts)}))
    if table.chart == "columns":
        return Drawing(columns=uprights(amounts))
    return Drawing()


def _bars(amounts: list[list[Decimal]]) -> tuple[tuple[str, ...], ...]:
    found = iter(lengths([each for row in amounts for each in row]))
    return tuple(tuple(length if amount else "" for amount, length in zip(row, found, strict=False)) for row in amounts)


def _amount(cell: Cell) -> Decimal:
    return Decimal(0) if isinstance(cell.value, str) else Decimal(cell.value)
