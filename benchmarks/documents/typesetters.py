"""Typesetters that get the same texts in the same columns: typst and ReportLab."""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from benchmarks.documents.outline import Outline, Table, Text, columns

_WIDTH = 174.0  # mm between the margins
_KAI = "/usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf"
_HEAD = """#set document(title: "清单")
#set page(paper: "a4", margin: (x: 18mm, top: 20mm, bottom: 19mm), numbering: "1 / 1")
#set text(font: "Noto Serif CJK SC", size: 9.5pt, lang: "zh", region: "cn")
#set par(leading: .8em)
#set table(stroke: .5pt, inset: (x: 1.6mm, y: 1mm))
#show heading: set text(font: "Noto Sans CJK SC", size: 12pt)
#show table.cell.where(y: 0): set text(font: "Noto Sans CJK SC", weight: "bold")
"""


class Typst:
    """The typst compiler in the process, also PDF/A-3a, tagged, with the decision attached."""

    name = "typst"

    def __init__(self) -> None:
        import typst

        self._compile = typst.compile

    def prepare(self, sources: Sequence[Outline]) -> list[bytes]:
        return ["\n".join([_HEAD, *_attached(each), *map(_typst, each.parts)]).encode() for each in sources]

    def make(self, prepared: Sequence[bytes]) -> list[bytes]:
        return [self._compile(text, format="pdf", pdf_standards=["a-3a"], timestamp=0) for text in prepared]


def _attached(outline: Outline) -> Iterator[str]:
    what = 'relationship: "data", mime-type: "application/json", description: "decision"'
    yield f'#pdf.attach("decision.json", bytes({_quoted(outline.attachment)}), {what})'


def _typst(part: Table | Text) -> str:
    if isinstance(part, Text):
        said = _quoted(part.text)
        return f"#heading({said})" if part.style != "text" else f"#par({said})"
    widths = ", ".join("1fr" if width is None else f"{width}mm" for width in part.widths)
    heads, rows = part.rows[: part.heads], part.rows[part.heads :]
    header = f"table.header({_cells(heads)})," if heads else ""
    return f"#table(columns: ({widths},), {header} {_cells(rows)})"


def _cells(rows: Sequence[Sequence[str]]) -> str:
    return ", ".join(_quoted(cell) for row in rows for cell in row)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # typst's strings have the same escapes for what stands here


class ReportLab:
    """Platypus: no tags, no PDF/A, and one TrueType font, since it can't embed those that we print with."""

    name = "ReportLab"

    def __init__(self) -> None:
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        pdfmetrics.registerFont(TTFont("kai", _KAI))
        same = {"fontName": "kai", "wordWrap": "CJK"}
        self._styles = {
            "title": ParagraphStyle("title", fontSize=21, leading=27, alignment=1, **same),
            "heading": ParagraphStyle("heading", fontSize=12, leading=22, **same),
            "text": ParagraphStyle("text", fontSize=9.5, leading=14, **same),
        }

    def prepare(self, sources: Sequence[Outline]) -> list[Outline]:
        return list(sources)

    def make(self, prepared: Sequence[Outline]) -> list[bytes]:
        return [self._made(each) for each in prepared]

    def _made(self, outline: Outline) -> bytes:
        from io import BytesIO

        from reportlab.lib.units import mm
        from reportlab.platypus import SimpleDocTemplate

        file = BytesIO()
        margins = {"leftMargin": 18 * mm, "rightMargin": 18 * mm, "topMargin": 20 * mm, "bottomMargin": 19 * mm}
        document = SimpleDocTemplate(file, pagesize=(210 * mm, 297 * mm), **margins)
        document.build([self._flowable(part) for part in outline.parts])
        return file.getvalue()

    def _flowable(self, part: Table | Text) -> Any:
        from reportlab.lib.units import mm
        from reportlab.platypus import Paragraph
        from reportlab.platypus import Table as Grid

        if isinstance(part, Text):
            return Paragraph(escape(part.text), self._styles[part.style])
        rows = [[self._cell(text) for text in row] for row in part.rows]
        widths = [width * mm for width in columns(part.widths, _WIDTH)]
        looks = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        return Grid(rows, widths, repeatRows=part.heads, style=looks, spaceAfter=3.5 * mm)

    def _cell(self, text: str) -> Any:
        from reportlab.platypus import Paragraph

        return [Paragraph(escape(line), self._styles["text"]) for line in text.split("\n")]
