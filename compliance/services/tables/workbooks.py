"""The sheets of .xlsx files, with merged cells; the only module of this package that imports openpyxl."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from compliance.services.tables.grids import Grid, TableFileError, checked_size, cleaned


def read_workbook(path: Path) -> tuple[Grid, ...]:
    """The sheets that aren't empty; raises TableFileError."""
    try:
        book = load_workbook(path)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, SyntaxError, AttributeError) as error:
        raise TableFileError(f"{path}：不是完好的 .xlsx 文件（{error}）；请在表格软件里另存一份") from None
    with closing(book):
        grids = [_grid(path, sheet) for sheet in book.worksheets]
    return tuple(grid for grid in grids if grid.rows)


def _grid(path: Path, sheet: Any) -> Grid:
    checked_size(path, f"工作表「{sheet.title}」", sheet.max_row, sheet.max_column)
    merged = dict(_merged(sheet))
    rows, formulas = [], set()
    for number, cells in enumerate(sheet.iter_rows(), 1):
        sources = [merged.get((number, place), cell) for place, cell in enumerate(cells, 1)]
        formulas |= {(number, place) for place, cell in enumerate(sources) if cell.data_type == "f"}
        texts = tuple("" if cell.data_type == "f" else cleaned(_text(cell.value)) for cell in sources)
        if any(texts):
            rows.append((number, texts))
    return Grid(f"工作表「{cleaned(sheet.title)}」", tuple(rows), frozenset(formulas))


def _merged(sheet: Any) -> Iterator[tuple[tuple[int, int], Any]]:
    """The cell whose text counts for each of the first column's places of a merged range."""
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, min(area.max_row, sheet.max_row) + 1):
            yield (row, area.min_col), sheet.cell(area.min_row, area.min_col)


def _text(value: Any) -> str:
    """As it is read in the table."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
