"""Lists as offices have them, made by hand."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from openpyxl import Workbook

HEADINGS = (
    "序号",
    "负面事项",
    "处罚依据",
    "违反条款",
    "处罚标准",
    "责任单位",
    "轻重程度",
    "整改措施",
    "整改期限（天）",
)
SIGN = (
    1, "未经许可设置大型户外广告", "《示例条例》第二十条", "《示例条例》第十八条第二款",
    "责令限期改正；逾期不改正的，处一千元以上5千元以下罚款", "城管局", "一般", "补办许可或者拆除", "15日内",
)  # fmt: skip
POSTER = (
    2, "对随意张贴广告的处罚", "同条例第二十一条", "《示例条例》第十九条",
    "没收违法所得，可以处违法所得一倍以上三倍以下罚款",
    "城管局", "轻微", "清除广告", None,
)  # fmt: skip


def workbook(path: Path, *sheets: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> Path:
    """The rows of each sheet; ranges of the first are merged."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(list(row))
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return path


def document(path: Path, *tables: Sequence[Sequence[Any]], merged: Sequence[tuple[int, int, int, int]] = ()) -> Path:
    """A text with tables in it; `merged`: places of the first, from row and column to row and column."""
    made = docx.Document()
    made.add_paragraph("某区负面清单")
    for rows in tables:
        table = made.add_table(rows=len(rows), cols=len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = "" if text is None else str(text)
        made.add_paragraph()
    for top, left, bottom, right in merged:
        made.tables[0].cell(top, left).merge(made.tables[0].cell(bottom, right))
    made.save(str(path))
    return path
