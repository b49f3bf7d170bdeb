"""The first sheet of a spreadsheet: the paper without its lists."""

from collections.abc import Iterator
from io import BytesIO
from itertools import zip_longest
from typing import Any

from compliance.documents import sheets
from compliance.documents.content import Block, Content
from compliance.documents.definitions import Signature
from compliance.documents.paragraphs import ending, opening, running, to_sign
from compliance.documents.qr import qr_png

_WIDTHS = (28, 61, 40, 45)
_WIDTH = sum(_WIDTHS)
_LAST = len(_WIDTHS) - 1
_QR_SIDE = 26  # mm
_LINE_TO_SIGN = 26  # points


class Cover:
    """Writes the sheet from its top to its end. `looks`: the formats of the workbook, by name."""

    def __init__(self, sheet: Any, looks: dict[str, Any], content: Content) -> None:
        self._sheet, self._looks, self._content, self._row = sheet, looks, content, 0

    def write(self) -> None:
        content = self._content
        sheets.set_page(self._sheet, content.title, content.standing, landscape=False)
        sheets.set_widths(self._sheet, _WIDTHS)
        self._heading()
        for text in content.introduction:
            self._paragraph(text)
        for text in opening(content):
            self._paragraph(text)
        for block in content.blocks:
            for text in _summary(block):
                self._paragraph(text)
        for text in (*content.statements, *ending(content)):
            self._paragraph(text)
        signatures = to_sign(content)
        for pair in zip_longest(signatures[::2], signatures[1::2]):
            self._sign(pair)
        if content.link:
            self._draw(content.link, content.definition.qr or "")

    def _heading(self) -> None:
        content = self._content
        self._across(content.title, "title", sheets.height(content.title, _WIDTH, 18) + 10)
        if content.issuing_body:
            self._across(content.issuing_body, "text")
        if content.definition.made_for == "public":
            space = sum(_WIDTHS[:3])
            cells = [(0, 2, content.sources, "text"), (3, 3, content.issued_on, "date")]
            self._cells(*cells, height=sheets.height(content.sources, space, 11) + 3)
            return
        self._cells((0, 1, f"编号：{content.number}", "text"), (2, 3, content.issued_on, "date"))
        party = content.enterprise
        name, code, address = (party.name, party.credit_code, party.address) if party else ("", "", "")
        cells = [
            (0, 0, "单位名称", "label"),
            (1, 1, name, "line"),
            (2, 2, "统一社会信用代码", "label"),
            (3, 3, code, "line"),
        ]
        self._cells(*cells, height=max(sheets.height(name, _WIDTHS[1], 10), sheets.height(code, _WIDTHS[3], 10)) + 6)
        space = sum(_WIDTHS[1:])
        self._cells((0, 0, "地址", "label"), (1, 3, address, "line"), height=sheets.height(address, space, 10) + 6)
        self._row += 1

    def _paragraph(self, text: str) -> None:
        self._across(text, "text", sheets.height(text, _WIDTH, 11) + 3)

    def _across(self, text: str, look: str, height: float | None = None) -> None:
        self._cells((0, _LAST, text, look), height=height)

    def _cells(self, *cells: tuple[int, int, str, str], height: float | None = None) -> None:
        """The next row. Each cell: its first column, its last, text, look; `height` in points."""
        for first, last, text, look in cells:
            sheets.write_across(self._sheet, self._row, (first, last), text, self._looks[look])
        if height:
            self._sheet.set_row(self._row, height)
        self._row += 1

    def _sign(self, pair: tuple[Signature, Signature | None]) -> None:
        """Two blocks to sign, side by side."""
        self._row += 1
        columns = [(2 * place, each) for place, each in enumerate(pair) if each]
        self._cells(*((first, first + 1, each.title, "label") for first, each in columns), height=20)
        for lines in zip_longest(*(each.lines for _, each in columns)):
            filled = [(first, line) for (first, _), line in zip(columns, lines, strict=True) if line]
            labels = [(first, first, line, "label") for first, line in filled]
            blanks = [(first + 1, first + 1, _blank(line), "line") for first, line in filled]
            self._cells(*labels, *blanks, height=_LINE_TO_SIGN)

    def _draw(self, link: str, caption: str) -> None:
        png, side = qr_png(link)
        scale = _QR_SIDE * sheets.MM / side
        place = {"image_data": BytesIO(png), "x_scale": scale, "y_scale": scale, "description": caption}
        self._row += 1
        self._sheet.insert_image(self._row, 0, "qr.png", place)
        self._cells(height=_QR_SIDE * 72 / 25.4 + 6)
        self._across(caption, "text")


def _summary(block: Block) -> Iterator[str]:
    """Where its list is, or its running text."""
    if not block.paragraphs:
        said = f"{len(block.rows)}项，见后面的工作表" if block.rows else block.section.when_empty
        yield f"{block.heading}：{said}"
        return
    yield from filter(None, [block.heading, block.explanation])
    yield from map(running, block.paragraphs)


def _blank(line: str) -> str:
    return "　　　　年　　月　　日" if "日期" in line else ""
