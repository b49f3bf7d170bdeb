"""What the sheets of a spreadsheet share: looks, printing, texts that stay texts. Sheets are XlsxWriter's."""

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

from compliance.documents.glyphs import holdable

MAX_TEXT = 32_767
"""What a cell can hold, in UTF-16 units."""
MM = 96 / 25.4
"""Pixels to a millimetre."""
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"},
    "text": {"font_name": "仿宋", "font_size": 11},
    "date": {"font_name": "仿宋", "font_size": 11, "align": "right"},
    "heading": {"font_name": "黑体", "font_size": 12, "valign": "vcenter"},
    "explanation": {"font_name": "楷体", "font_size": 11, "valign": "vcenter"},
    "label": {"font_name": "黑体", "border": 1, "valign": "vcenter"},
    "head": {"font_name": "黑体", "border": 1, "align": "center", "valign": "vcenter", "bg_color": "#F2F2F2"},
    "cell": {"border": 1},
    "centred": {"border": 1, "align": "center"},
    "line": {"border": 1, "valign": "vcenter"},
}
"""宋体 for tables, 黑体 for headings, 楷体 for explanations, 仿宋 for paragraphs."""
BASE = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True}
_A4 = 9
_MAX_HEADER = 80
_POINT = 25.4 / 72
_PADDING = 2.5  # mm of a cell that its text leaves free
_HIGHEST = 409  # points: no row can be higher


def set_page(sheet: Any, title: str, standing: str, landscape: bool) -> None:
    """A4, one page wide, with the standing, the title and page numbers in its margins."""
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.71, right=0.71, top=0.79, bottom=0.75)  # inches
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_header(f"&L&9 {standing}&R&9 " + holdable(title, _MAX_HEADER).replace("&", "＆"))
    sheet.set_footer("&C&9第 &P 页　共 &N 页")
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def set_widths(sheet: Any, widths: Sequence[float]) -> None:
    """Of the columns from the first, in mm."""
    for place, width in enumerate(widths):
        sheet.set_column_pixels(place, place, round(width * MM))


def write_text(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    """Never a formula, a link or a number, whatever the text begins with."""
    sheet.write_string(row, column, holdable(text, MAX_TEXT), look)


def write_across(sheet: Any, row: int, columns: tuple[int, int], text: str, look: Any) -> None:
    """The text over the columns from the first to the last."""
    if columns[0] < columns[1]:
        sheet.merge_range(row, columns[0], row, columns[1], "", look)
    write_text(sheet, row, columns[0], text, look)


def height(text: str, width: float, size: float) -> float:
    """Points that text of `size` points takes in a cell `width` mm wide, as nearly as can be told without the font."""
    in_a_line = max((width - _PADDING) / (size * _POINT), 1)
    lines = sum(max(math.ceil(_length(line) / in_a_line), 1) for line in holdable(text, MAX_TEXT).split("\n"))
    return min(lines * size * 1.35 + 4, _HIGHEST)


def _length(line: str) -> float:
    """In Chinese characters; a Latin one is half as wide."""
    return sum(0.55 if unicodedata.east_asian_width(char) in ("Na", "N", "H") else 1 for char in line)
