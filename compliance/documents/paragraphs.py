"""Cells as paragraphs of text, for looks that have no stylesheet."""

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.documents.content import Cell, Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a cell; `field` is what it shows. Of `label` and `text` one may be empty."""

    field: str
    label: str
    text: str

    def __str__(self) -> str:
        return self.label + self.text


def paragraphs(cell: Cell) -> Iterator[Paragraph]:
    """What the cell shows; a label stands before its only text, or alone above several. Boxes are left out."""
    for line in cell.lines:
        label = f"{line.label}：" if line.label else ""
        if label and len(line.texts) > 1:
            yield Paragraph(line.field, label, "")
            label = ""
        for text in _texts(line):
            yield Paragraph(line.field, label, text)


def card_head(cell: Cell) -> str:
    """The head of a card on one line: «1．没有挂牌〔严重〕»."""
    return "".join(f"{each}．" if each.field == "number" else str(each) for each in paragraphs(cell))


def _texts(line: Line) -> tuple[str, ...]:
    return tuple(f"〔{text}〕" for text in line.texts) if line.field == "severity" else line.texts
