"""Papers as documents that an officer can edit.

What they look like (faces, sizes, lines, margins) stands in templates/documents/word, an unpacked DOCX; here the paper
is put into its styles, by their names. The decision isn't attached as it is to a PDF: word processors drop what they
don't know when they save.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm

from compliance.documents.content import Block, Cell, Content, Group
from compliance.documents.definitions import WIDTHS
from compliance.documents.packing import packed, unpacked
from compliance.documents.paragraphs import card_head, ending, opening, paragraphs, running, to_sign
from compliance.documents.qr import qr_png
from compliance.documents.word_parts import (
    add_boxes,
    add_row,
    add_table,
    add_text,
    draw,
    fill,
    held,
    keep_with_next,
    repeat_head,
    show,
)

_LABEL, _CODE_LABEL, _CODE, _ROW_HEAD, _QR = 22, 38, 46, 30, 34  # widths in mm


def to_docx(content: Content, made_on: date, template: Path) -> bytes:
    """The paper as DOCX, the same bytes for the same arguments; `template` is the folder of an unpacked DOCX."""
    files = sorted(path for path in template.rglob("*") if path.is_file())
    parts = ((path.relative_to(template).as_posix(), path.read_bytes()) for path in files)
    document = docx.Document(BytesIO(packed(parts)))
    _Writer(document, content).write()
    _set_properties(document, content, made_on)
    saved = BytesIO()
    document.save(saved)
    return packed(unpacked(saved.getvalue()))


def _set_properties(document: Document, content: Content, made_on: date) -> None:
    properties = document.core_properties
    properties.title, properties.subject = (held(text)[:255] for text in (content.title, content.sources))
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)
    properties.language, properties.revision = "zh-CN", 1


class _Writer:
    """Puts one paper into a document, from its title to its signatures."""

    def __init__(self, document: Document, content: Content) -> None:
        self._document, self._content = document, content
        self._width = WIDTHS[content.definition.paper]

    def write(self) -> None:
        self._page()
        self._heading()
        for text in self._content.introduction:
            add_text(self._document, text, "清单正文")
        for text in opening(self._content):
            add_text(self._document, text, "清单正文")
        for block in self._content.blocks:
            self._block(block)
        self._gap()
        self._end()

    def _page(self) -> None:
        (section,) = self._document.sections
        if self._content.definition.paper == "landscape":
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = section.page_height, section.page_width
        title, standing = held(self._content.title), self._content.standing
        section.header.paragraphs[0].add_run("　".join(filter(None, [standing, title])))
        if standing:
            section.first_page_header.paragraphs[0].add_run(standing)

    def _gap(self, keep: bool | None = None) -> None:
        """Two tables with no paragraph between them would be one; a document that ends with a table isn't allowed."""
        self._document.add_paragraph(style="清单间隔").paragraph_format.keep_with_next = keep

    def _heading(self) -> None:
        content = self._content
        add_text(self._document, content.title, "Title")
        if content.issuing_body:
            add_text(self._document, content.issuing_body, "清单正文").alignment = WD_ALIGN_PARAGRAPH.CENTER
        for_enterprise = content.definition.made_for == "enterprise"
        number = f"编号：{content.number or '＿' * 10}" if for_enterprise else content.sources
        line = add_text(self._document, f"{number}\t{content.issued_on}", "清单编号")
        line.paragraph_format.tab_stops.add_tab_stop(Mm(self._width), WD_TAB_ALIGNMENT.RIGHT)
        if for_enterprise:
            self._party()
            self._gap()

    def _party(self) -> None:
        party = self._content.enterprise
        name, code, address = (party.name, party.credit_code, party.address) if party else ("", "", "")
        widths = [_LABEL, self._width - _LABEL - _CODE_LABEL - _CODE, _CODE_LABEL, _CODE]
        table = add_table(self._document, widths, "单位表格")
        cells = [*add_row(table), *add_row(table, 1, 3)]
        texts = ["单位名称", name, "统一社会信用代码", code, "地址", address]
        for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            fill(cell, text, "清单表文" if place % 2 else "清单栏目")

    def _block(self, block: Block) -> None:
        if block.heading:
            add_text(self._document, block.heading, "Heading 1")
        if block.explanation and (block.rows or block.paragraphs):
            add_text(self._document, block.explanation, "清单说明")
        if block.paragraphs:
            for paragraph in block.paragraphs:
                add_text(self._document, running(paragraph), "清单正文")
        elif not block.rows:
            add_text(self._document, block.section.when_empty or "", "清单正文")
        elif block.section.layout == "table":
            self._list(block)
        elif block.section.layout == "cards":
            self._cards(block)
        else:
            self._notes(block)

    def _list(self, block: Block) -> None:
        columns = block.section.columns
        table = add_table(self._document, _shared([column.width for column in columns], self._width), "清单表格")
        for cell, column in zip(add_row(table), columns, strict=True):
            fill(cell, column.title, "清单表头")
        repeat_head(table)
        for group in block.groups:
            if group.title:
                (head,) = add_row(table, len(columns))
                fill(head, group.heading, "清单栏目")
                keep_with_next(table.rows[-1])
            for row in group.rows:
                for cell, content in zip(add_row(table), row, strict=True):
                    show(cell, content)
        if block is self._content.blocks[-1]:
            keep_with_next(table.rows[-1])

    def _cards(self, block: Block) -> None:
        for group in block.groups:
            if group.title:
                add_text(self._document, group.heading, "清单说明")
            self._cards_of(group)

    def _cards_of(self, group: Group) -> None:
        half = self._width / 2 - _ROW_HEAD
        for head, *others in group.rows:
            table = add_table(self._document, [_ROW_HEAD, half, _ROW_HEAD, half], "清单表格")
            (top,) = add_row(table, 4)
            fill(top, card_head(head), "清单事项")
            add_boxes(top.paragraphs[0], head.boxes)
            repeat_head(table)
            for cells in _paired([cell for cell in others if cell.lines or cell.boxes]):
                places = add_row(table) if len(cells) == 2 else add_row(table, 1, 3)
                for place, content in enumerate(cells):
                    fill(places[2 * place], content.column.title, "清单栏目")
                    show(places[2 * place + 1], content)
            self._gap()

    def _notes(self, block: Block) -> None:
        for number, row in enumerate(block.rows, 1):
            text = "\n".join(str(each) for cell in row for each in paragraphs(cell))
            paragraph = add_text(self._document, f"{number}．\t{text}", "清单条文")
            add_boxes(paragraph, [box for cell in row for box in cell.boxes])

    def _end(self) -> None:
        signatures, link = to_sign(self._content), self._content.link
        for text in (*self._content.statements, *ending(self._content)):
            paragraph = add_text(self._document, text, "清单正文")
            paragraph.paragraph_format.keep_with_next = bool(signatures or link)
        if not signatures and not link:
            return
        self._gap(keep=True)
        widths = _shared([None] * len(signatures) + [_QR] * bool(link), self._width)
        table = add_table(self._document, widths, "清单表格")
        cells = add_row(table)
        for cell, signature in zip(cells, signatures, strict=False):
            fill(cell, signature.title, "清单栏目")
            for line in signature.lines:
                cell.add_paragraph(held(f"{line}：{'　　　　年　　月　　日' if '日期' in line else ''}"), "清单签字")
        if link:
            draw(cells[-1], qr_png(link)[0], self._content.definition.qr or "", _QR - 8)
        self._gap()


def _shared(widths: Sequence[int | None], total: int) -> list[float]:
    """The widths in mm; columns without one share what is left of the total."""
    missing = widths.count(None)
    rest = max(total - sum(width or 0 for width in widths), 0)
    return [rest / missing if width is None else width for width in widths]


def _paired(cells: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
    """The rows of a card: two neighbours that take half a row each, or one that takes a whole row."""
    rest = list(cells)
    while rest:
        taken = 2 if len(rest) > 1 and rest[0].column.half and rest[1].column.half else 1
        yield rest[:taken]
        del rest[:taken]
