"""The tables of .docx files; the only module of this package that imports python-docx."""

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from compliance.services.tables.grids import Grid, TableFileError, checked_size, cleaned

_TRACKED = tuple(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo")))
_TEXT = qn("w:t")
_SPACES = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " "}
_SHOWN = (_TEXT, *_SPACES)


def read_word_tables(path: Path) -> tuple[Grid, ...]:
    """The document's tables that aren't empty, not those within cells; raises TableFileError."""
    try:
        tables = docx.Document(str(path)).tables
    except (OpcError, BadZipFile, KeyError, ValueError, SyntaxError, AttributeError) as error:
        raise TableFileError(f"{path}：不是完好的 .docx 文件（{error}）；请在文字处理软件里另存一份") from None
    grids = [_grid(path, number, table) for number, table in enumerate(tables, 1)]
    return tuple(grid for grid in grids if grid.rows)


def _grid(path: Path, number: int, table: Any) -> Grid:
    name = f"第 {number} 张表"
    checked_size(path, name, len(table.rows), len(table.columns))
    if next(table._tbl.iter(*_TRACKED), None) is not None:
        raise TableFileError(f"{path}：{name}里有修订痕迹，不知道以哪一种写法为准；请先接受或者拒绝全部修订")
    rows = [_texts(row) for row in table.rows]
    width = max(map(len, rows), default=0)
    filled = ((place, (*texts, *[""] * (width - len(texts)))) for place, texts in enumerate(rows, 1) if any(texts))
    return Grid(name, tuple(filled))


def _texts(row: Any) -> tuple[str, ...]:
    """A cell that was merged over columns is there once for each: it counts for the first."""
    texts, last = [""] * row.grid_cols_before, None
    for cell in row.cells:
        texts.append("" if cell._tc is last else cleaned("\n".join(map(_text, cell._tc.iter(qn("w:p"))))))
        last = cell._tc
    return tuple(texts)


def _text(paragraph: Any) -> str:
    """All of it: python-docx leaves out what stands in content controls."""
    return "".join(each.text or "" if each.tag == _TEXT else _SPACES[each.tag] for each in paragraph.iter(*_SHOWN))
