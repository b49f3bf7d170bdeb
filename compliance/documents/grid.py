"""Sections as grids of plain values, for spreadsheets: a column for each thing to sort or filter by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from compliance.documents.content import Block, Cell
from compliance.documents.definitions import Column
from compliance.documents.paragraphs import paragraphs

EMPTY_BOX, TICKED_BOX = "□", "■"
"""Every Chinese font has both, which can't be said of ☐ and ☑."""
_GROUPS = {"deadline": "什么时候改好", "severity": "严重程度", "department": "由谁负责", "stop": "在哪里看"}
_NUMBER = 11
_LEAST = 18
"""Widths in mm: of a row's number, and of a column that has none given."""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column with a value for each row. `width` in mm, 0 until it is found; `boxes`: the values are boxes."""

    title: str
    width: float
    values: tuple[str | int, ...]
    boxes: bool = False


def grid_of(block: Block, total: float) -> tuple[GridColumn, ...]:
    """The section's columns; those without a width share what is left of `total` (mm) by how much stands in them."""
    columns = [each for place in range(len(block.section.columns)) for each in _columns(block, place)]
    if block.section.layout == "notes" and not any(isinstance(each.values[0], int) for each in columns):
        columns.insert(0, _numbers(block, "序号", 0))
    return tuple(_sized([*columns[:1], *_groups(block), *columns[1:]], total))


def _groups(block: Block) -> Iterator[GridColumn]:
    """What stood above the rows stands in each of them, to filter by."""
    if block.section.group:
        titles = tuple(group.heading for group in block.groups for _ in group.rows)
        yield GridColumn(_GROUPS[block.section.group], 0, titles)


def _columns(block: Block, place: int) -> Iterator[GridColumn]:
    column = block.section.columns[place]
    cells = [row[place] for row in block.rows]
    fields = [shown.field for shown in column.show]
    if "number" in fields:
        alone = fields == ["number"]
        yield _numbers(block, column.title if alone else "序号", column.width or 0 if alone else 0)
    if fields != ["number"] and (fields or not column.boxes):
        width = 0 if column.boxes else column.width
        yield GridColumn(column.title, width or 0, tuple(_text(cell) for cell in cells))
    yield from _boxes(column, cells)


def _numbers(block: Block, title: str, width: float) -> GridColumn:
    return GridColumn(title, width or _NUMBER, tuple(range(1, len(block.rows) + 1)))


def _text(cell: Cell) -> str:
    return "\n".join(str(each) for each in paragraphs(cell) if each.field != "number")


def _boxes(column: Column, cells: Sequence[Cell]) -> Iterator[GridColumn]:
    width = (column.width or 0) / (len(column.boxes) or 1)
    for place, box in enumerate(column.boxes):
        ticked = [cell.boxes[place][1] for cell in cells]
        signs = tuple(TICKED_BOX if each else EMPTY_BOX for each in ticked)
        yield GridColumn(f"{column.title}\n{box}", width, signs, boxes=True)


def _sized(columns: Sequence[GridColumn], total: float) -> Iterator[GridColumn]:
    longest = {place: 1 + max(map(len, map(str, each.values))) for place, each in enumerate(columns) if not each.width}
    given = sum(column.width or _LEAST for column in columns)
    rest = max(total - given, 0) / (sum(longest.values()) or 1)
    for place, column in enumerate(columns):
        yield replace(column, width=column.width or _LEAST + rest * longest[place])
