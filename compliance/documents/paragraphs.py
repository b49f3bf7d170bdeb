"""Cells as paragraphs of text, for looks that have no stylesheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compliance.documents.content import Cell, Content, Line
from compliance.documents.definitions import Signature
from compliance.documents.placeholders import Blank, Box, Piece


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


_LINE = 36  # characters of a blank that takes a whole line


def running(pieces: Iterable[Piece]) -> str:
    """Running text on a line, blanks as low lines and boxes as □; blanks of whole lines begin new ones."""
    return "".join(map(_plain, pieces))


def _plain(piece: Piece) -> str:
    match piece:
        case Blank(_, width, 0):
            return "＿" * width
        case Blank(_, _, lines):
            return f"\n{'＿' * _LINE}" * lines
        case Box(title, ticked):
            return f"{'■' if ticked else '□'}{title}　"
        case text:
            return text


def opening(content: Content) -> Iterator[str]:
    """What stands between the title of a formal notice and its text."""
    if content.letter and content.letter.to:
        yield running(content.letter.to) + "："


def ending(content: Content) -> Iterator[str]:
    """What stands after the text of a formal notice, but what is to be signed."""
    if content.letter is None:
        return
    letter = content.letter
    yield from filter(None, [running(letter.closing)])
    yield from (f"附件：{running(each)}" for each in letter.attachments)
    issuer = content.issuing_body or "＿" * 10
    yield f"{issuer}（印章）"
    yield content.issued_on
    yield from map(running, letter.contact)
    yield from (f"抄送：{running(each)}" for each in letter.copies)
    yield f"{issuer}　{content.issued_on}印发"


def to_sign(content: Content) -> tuple[Signature, ...]:
    """The blocks to sign, the receipt last."""
    receipt = content.definition.official and content.definition.official.receipt
    return (*content.definition.signatures, *([receipt] if receipt else []))
