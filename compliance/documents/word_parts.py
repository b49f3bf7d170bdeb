"""Tables, cells and boxes to tick of word processor documents: what python-docx has no words for."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TypeAlias

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Emu, Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from compliance.documents.content import Cell
from compliance.documents.glyphs import holdable
from compliance.documents.paragraphs import paragraphs

Box: TypeAlias = tuple[str, bool]  # its title, and whether it is ticked
MAX_TEXT = 32_767
"""Of a paragraph, in UTF-16 units: as much as a spreadsheet's cell holds."""
_STYLES = {"number": "清单居中", "unverified": "清单小注"}
_BOX_SIZE, _PADDING = Pt(10), Mm(1.6)
_BOX = """<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:sdtPr><w14:checkbox><w14:checked w14:val="{:d}"/>
<w14:checkedState w14:val="25A0" w14:font="宋体"/><w14:uncheckedState w14:val="25A1" w14:font="宋体"/></w14:checkbox>
</w:sdtPr><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>"""
"""A box that a click ticks. Every Chinese font has both signs, which can't be said of ☑."""


def add_text(document: Document, text: str, style: str) -> Paragraph:
    return document.add_paragraph(held(text), style)


def held(text: str) -> str:
    return holdable(text, MAX_TEXT)


def add_table(document: Document, widths: Sequence[float], style: str) -> Table:
    """A table without rows whose columns keep their widths, in mm, whatever stands in them."""
    table: Table = document.add_table(0, len(widths), style)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    whole = table._tbl.tblPr.find(qn("w:tblW"))
    whole.set(qn("w:type"), "dxa")
    whole.set(qn("w:w"), str(Mm(sum(widths)).twips))
    return table


def add_row(table: Table, *spans: int) -> list[_Cell]:
    """The cells of a new row that isn't torn between pages; `spans`: how many columns each takes, left out: one."""
    row = table.add_row()
    _mark(row, "w:cantSplit")
    cells, merged, start = list(row.cells), [], 0
    for span in spans or [1] * len(cells):
        merged.append(cells[start] if span == 1 else cells[start].merge(cells[start + span - 1]))
        start += span
    return merged


def repeat_head(table: Table) -> None:
    """Has the rows so far repeated at the top of each page that the table goes on to."""
    for row in table.rows:
        _mark(row, "w:tblHeader")


def keep_with_next(row: _Row) -> None:
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def fill(cell: _Cell, text: str, style: str) -> None:
    """Puts the only paragraph into the cell."""
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(held(text))


def show(cell: _Cell, content: Cell) -> None:
    """Puts what the paper's cell shows into the table's, its boxes last."""
    blank = cell.paragraphs[0]
    blank.style = "清单表文"
    for each in paragraphs(content):
        paragraph = cell.add_paragraph(style=_STYLES.get(each.field, "清单表文"))
        if each.label:
            paragraph.add_run(held(each.label), "清单小标题")
        paragraph.add_run(held(each.text), "清单小标题" if each.field == "title" else None)
    for boxes in _side_by_side(content.boxes, cell):
        paragraph = cell.add_paragraph(style="清单表文")
        paragraph.paragraph_format.tab_stops.add_tab_stop(Emu((cell.width or 0) // 2 - _PADDING))
        add_boxes(paragraph, boxes)
    if len(cell.paragraphs) > 1:
        blank._p.getparent().remove(blank._p)


def _side_by_side(boxes: Sequence[Box], cell: _Cell) -> Iterator[Sequence[Box]]:
    """Two in a line where all of them fit."""
    longest = max((len(title) for title, _ in boxes), default=0)
    in_a_line = 2 if (longest + 1.5) * _BOX_SIZE <= (cell.width or 0) / 2 - _PADDING else 1
    return (boxes[place : place + in_a_line] for place in range(0, len(boxes), in_a_line))


def add_boxes(paragraph: Paragraph, boxes: Sequence[Box]) -> None:
    """Puts boxes to tick behind what the paragraph says, with tabs between."""
    for title, ticked in boxes:
        if len(paragraph._p) > 1:  # more than its style
            paragraph.add_run("\t")
        paragraph._p.append(parse_xml(_BOX.format(ticked, "■" if ticked else "□")))
        paragraph.add_run(" " + held(title), "清单小标题" if ticked else None)


def draw(cell: _Cell, png: bytes, caption: str, side: float) -> None:
    """Puts a square picture and its caption into the cell; `side` in mm."""
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture = paragraph.add_run().add_picture(BytesIO(png), Mm(side), Mm(side))
    picture._inline.docPr.set("descr", held(caption))
    cell.add_paragraph(held(caption), "清单小注").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _mark(row: _Row, name: str) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement(name))
