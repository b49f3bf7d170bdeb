"""Papers and tables of numbers as spreadsheets to sort, filter and tick off; the only module that imports XlsxWriter.

The first sheet is the paper without its lists, and each section with rows is a sheet of its own, since a sheet has one
header and one filter. The decision isn't attached as it is to a PDF: a workbook has no place for files, and a sheet of
JSON would be taken for a list.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from compliance.documents import sheets
from compliance.documents.content import Block, Content
from compliance.documents.cover import Cover
from compliance.documents.definitions import WIDTHS
from compliance.documents.figures import Figures
from compliance.documents.glyphs import holdable
from compliance.documents.grid import EMPTY_BOX, TICKED_BOX, GridColumn, grid_of
from compliance.documents.packing import packed, unpacked


@dataclass(frozen=True, slots=True)
class TextSheet:
    """A sheet of texts that somebody is to edit. `widths` of the columns, in mm; `heads`: the places of the rows that
    are headings, from 0: the last of them stays in sight."""

    name: str
    widths: tuple[int, ...]
    rows: tuple[tuple[str | int, ...], ...]
    heads: tuple[int, ...] = ()


COVER = "封面"
_MAX_NAME, _MAX_PROPERTY = 31, 255  # characters
_COVER_WIDTH, _FIRST_WIDTH, _NUMBER_WIDTH = 170, 80, 28  # mm
_NOT_IN_NAMES = str.maketrans("[]:*?/\\'\n\t", "［］：＊？／＼’  ")
_CUSTOM_HEIGHT = re.compile(rb'(<row [^>]*) customHeight="1"')
_TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def to_xlsx(content: Content, made_on: date) -> bytes:
    """The paper as XLSX, the same bytes for the same arguments."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, **_TEXT_STAYS_TEXT})
    created = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 (it is written as UTC)
    title, sources = (holdable(text, _MAX_PROPERTY) for text in (content.title, content.sources))
    book.set_properties({"title": title, "subject": sources, "created": created})
    looks = {name: book.add_format({**sheets.BASE, **look}) for name, look in sheets.LOOKS.items()}
    Cover(book.add_worksheet(COVER), looks, content).write()
    for block in content.blocks:
        if block.rows:
            _write_list(book.add_worksheet(_name(block)), looks, content, block)
    book.close()
    return packed((name, _with_heights_that_adapt(part)) for name, part in unpacked(made.getvalue()))


def figures_to_xlsx(title: str, about: Sequence[str], figures: Sequence[Figures], made_at: datetime) -> bytes:
    """Tables of numbers, a sheet for each after one that says what they are; the same bytes for the same arguments."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, **_TEXT_STAYS_TEXT})
    book.set_properties({"title": holdable(title, _MAX_PROPERTY), "created": made_at.replace(tzinfo=None)})
    looks = {name: book.add_format({**sheets.BASE, **look}) for name, look in sheets.LOOKS.items()}
    cover = book.add_worksheet(COVER)
    sheets.set_page(cover, title, "", False)
    sheets.set_widths(cover, [_COVER_WIDTH])
    for row, text in enumerate((title, *about)):
        sheets.write_text(cover, row, 0, text, looks["text" if row else "title"])
        cover.set_row(row, sheets.height(text, _COVER_WIDTH, 11 if row else 18) + 4)
    for place, each in enumerate(figures, start=1):
        name = f"{place} {each.title}".translate(_NOT_IN_NAMES)[:_MAX_NAME]
        _write_figures(book.add_worksheet(name), looks, each)
    book.close()
    return packed(unpacked(made.getvalue()))


def texts_to_xlsx(title: str, text_sheets: Sequence[TextSheet], made_on: date) -> bytes:
    """Sheets to edit, the same bytes for the same arguments. What is typed into a cell of text stays a text."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, **_TEXT_STAYS_TEXT})
    created = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 (it is written as UTC)
    book.set_properties({"title": holdable(title, _MAX_PROPERTY), "created": created})
    head = book.add_format({**sheets.BASE, **sheets.LOOKS["head"]})
    texts = book.add_format({**sheets.BASE, **sheets.LOOKS["cell"], "num_format": "@"})
    for each in text_sheets:
        _write_texts(book.add_worksheet(each.name), each, head, texts)
    book.close()
    return packed((name, _with_heights_that_adapt(part)) for name, part in unpacked(made.getvalue()))


def _write_texts(sheet: Any, wanted: TextSheet, head: Any, texts: Any) -> None:
    sheets.set_page(sheet, wanted.name, "", True)
    sheets.set_widths(sheet, wanted.widths)
    for row, cells in enumerate(wanted.rows):
        for place, value in enumerate(cells):
            look = head if row in wanted.heads else texts
            if isinstance(value, int):
                sheet.write_number(row, place, value, look)
            else:
                sheets.write_text(sheet, row, place, value, look)
        heights = (sheets.height(str(text), width, 10) for text, width in zip(cells, wanted.widths, strict=False))
        sheet.set_row(row, max(heights))
    if wanted.heads:
        sheet.freeze_panes(wanted.heads[-1] + 1, 2)
        sheet.repeat_rows(wanted.heads[-1])


def _write_figures(sheet: Any, looks: dict[str, Any], figures: Figures) -> None:
    last = len(figures.columns) - 1
    sheets.set_page(sheet, figures.title, "", False)
    sheets.set_widths(sheet, (_FIRST_WIDTH, *[_NUMBER_WIDTH] * last))
    width = _FIRST_WIDTH + _NUMBER_WIDTH * last
    for row, (text, look) in enumerate(
        [(figures.title, "heading"), *((note, "explanation") for note in figures.notes)]
    ):
        sheets.write_across(sheet, row, (0, last), text, looks[look])
        sheet.set_row(row, sheets.height(text, width, 11) + 4)
    head = 1 + len(figures.notes)
    for row, cells in enumerate((figures.columns, *figures.rows), head):
        for place, value in enumerate(cells):
            look = looks["head" if row == head else "centred" if place else "cell"]
            if isinstance(value, str):
                sheets.write_text(sheet, row, place, value, look)
            else:
                sheet.write_number(row, place, value, look)
    sheet.autofilter(head, 0, head + len(figures.rows), last)
    sheet.freeze_panes(head + 1, 1)
    sheet.repeat_rows(head)


def _with_heights_that_adapt(part: bytes) -> bytes:
    """The part with rows that grow when more is typed into them, which they don't where their height is «custom»."""
    return _CUSTOM_HEIGHT.sub(rb"\1", part)


def _name(block: Block) -> str:
    """Of the block's sheet. Its ordinal comes first, so no two are the same; at most 31 UTF-16 units."""
    name = holdable(block.heading, sheets.MAX_TEXT).translate(_NOT_IN_NAMES)
    return name.encode("utf-16-le")[: 2 * _MAX_NAME].decode("utf-16-le", "ignore")


def _write_list(sheet: Any, looks: dict[str, Any], content: Content, block: Block) -> None:
    landscape = content.definition.paper == "landscape" or block.section.layout == "cards"
    sheets.set_page(sheet, content.title, content.standing, landscape)
    columns = grid_of(block, WIDTHS["landscape" if landscape else "portrait"])
    sheets.set_widths(sheet, [column.width for column in columns])
    head = _write_heading(sheet, looks, block, columns)
    for place, column in enumerate(columns):
        sheets.write_text(sheet, head, place, column.title, looks["head"])
        _write_column(sheet, head + 1, place, column, looks)
    for row, texts in enumerate(zip(*([each.title, *each.values] for each in columns), strict=True), head):
        heights = (sheets.height(str(text), each.width, 10) for text, each in zip(texts, columns, strict=True))
        sheet.set_row(row, max(heights))
    sheet.autofilter(head, 0, head + len(block.rows), len(columns) - 1)
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)


def _write_heading(sheet: Any, looks: dict[str, Any], block: Block, columns: tuple[GridColumn, ...]) -> int:
    """The section's title and explanation; returns the row after them."""
    width = sum(column.width for column in columns)
    texts = [(block.heading, "heading", 12), (block.explanation, "explanation", 11)]
    row = 0
    for text, look, size in texts:
        if text:
            sheets.write_across(sheet, row, (0, len(columns) - 1), text, looks[look])
            sheet.set_row(row, sheets.height(text, width, size) + 4)
            row += 1
    return row


def _write_column(sheet: Any, top: int, place: int, column: GridColumn, looks: dict[str, Any]) -> None:
    for row, value in enumerate(column.values, top):
        if isinstance(value, int):
            sheet.write_number(row, place, value, looks["centred"])
        else:
            sheets.write_text(sheet, row, place, value, looks["centred" if column.boxes else "cell"])
    if column.boxes:
        choice = {"validate": "list", "source": [EMPTY_BOX, TICKED_BOX]}
        sheet.data_validation(top, place, top + len(column.values) - 1, place, choice)
