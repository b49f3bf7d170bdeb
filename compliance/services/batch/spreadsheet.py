"""Tables in spreadsheets: the first sheet of an .xlsx file, as its cells were last computed."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from compliance.services.batch.tables import Row, Table, TableError


def open_spreadsheet(path: Path) -> Table:
    """The table; raises TableError where it isn't one or has no column names."""
    with path.open("rb"):
        pass  # says why a file can't be read better than openpyxl does
    try:
        header, *rows = _rows(path)
        sheets = _sheets(path)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise TableError(f"{path}：不是完好的 .xlsx 文件（{error}）") from None
    except ValueError:
        raise TableError(f"{path}：第一张工作表是空的；第一行应是列名") from None
    names = tuple("" if name is None else str(name).strip() for name in header.cells)
    notes = (f"{path} 有 {len(sheets)} 张工作表，只读第一张「{sheets[0]}」",) if len(sheets) > 1 else ()
    return _Spreadsheet(path, names, len(rows), notes)


@dataclass(frozen=True, slots=True)
class _Spreadsheet:
    path: Path
    columns: tuple[str, ...]
    total: int
    notes: tuple[str, ...]

    def rows(self) -> Iterator[Row]:
        rows = _rows(self.path)
        next(rows)
        for row in rows:
            missing = len(self.columns) - len(row.cells)
            yield row._replace(cells=(*row.cells, *[None] * missing))


def _sheets(path: Path) -> Sequence[str]:
    with closing(load_workbook(path, read_only=True)) as workbook:
        return list(workbook.sheetnames)


def _rows(path: Path) -> Iterator[Row]:
    """The header and the rows, without the empty cells at their ends; rows with nothing in them are no rows."""
    with closing(load_workbook(path, read_only=True, data_only=True)) as workbook:
        for line, cells in enumerate(workbook.worksheets[0].iter_rows(values_only=True), 1):
            if filled := _without_end(cells):
                yield Row(line, filled)


def _without_end(cells: Sequence[Any]) -> Sequence[Any]:
    last = next((place for place in range(len(cells), 0, -1) if cells[place - 1] not in (None, "")), 0)
    return cells[:last]
