"""What stands on a paper: a definition filled with a matter, ready for any look."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from compliance.documents import wording
from compliance.documents.definitions import Column, Definition, Official, Section
from compliance.documents.fields import Row
from compliance.documents.groups import grouped
from compliance.documents.matter import Matter, Party
from compliance.documents.placeholders import PLACEHOLDER, Piece, pieces
from compliance.documents.rows import Rows
from compliance.errors import ComplianceError
from compliance.rulepacks.numerals import numeral
from compliance.rulepacks.rulebook import Rulebook


class NoDecisionError(ComplianceError):
    """The paper tells of a decision, and there is none, or none that has what it is about."""


class NoVisitError(ComplianceError):
    """The paper is for a visit, and there is none."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a cell shows of one field; `field` names it for the stylesheet."""

    field: str
    label: str | None
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of one row. `boxes`: each with whether it is ticked."""

    column: Column
    lines: tuple[Line, ...]
    boxes: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a heading of their own; `rank` from 1, the most urgent, where they are grouped by urgency."""

    title: str | None
    note: str | None
    rank: int | None
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def heading(self) -> str:
        """«门口：看招牌», empty where there is one group only."""
        return f"{self.title}：{self.note}" if self.note else self.title or ""


@dataclass(frozen=True, slots=True)
class Block:
    """A section with its rows in groups, or its running text; `ordinal` is its number in Chinese, if it has a title."""

    ordinal: str
    section: Section
    explanation: str | None
    groups: tuple[Group, ...] = ()
    paragraphs: tuple[tuple[Piece, ...], ...] = ()

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def heading(self) -> str:
        """«一、违反的事项», empty for running text without a title."""
        return f"{self.ordinal}、{self.section.title}" if self.section.title else ""

    def texts(self) -> Iterator[str]:
        """What stands in it, below its heading."""
        yield from (line for row in self.rows for cell in row for each in cell.lines for line in each.texts)
        yield from ("".join(each for each in paragraph if isinstance(each, str)) for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Letter:
    """The parts around the text of a formal notice."""

    to: tuple[Piece, ...]
    closing: tuple[Piece, ...]
    attachments: tuple[tuple[Piece, ...], ...]
    contact: tuple[tuple[Piece, ...], ...]
    copies: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole paper. `sources`: the packs, with their versions; `link`: where its QR code leads, if it has one."""

    definition: Definition
    title: str
    number: str
    issued_on: str
    issuing_body: str
    sources: str
    enterprise: Party | None
    introduction: tuple[str, ...]
    blocks: tuple[Block, ...]
    statements: tuple[str, ...]
    letter: Letter | None
    link: str | None

    @property
    def standing(self) -> str:
        """What a file that can be edited says of itself in its header; empty where its kind has no number."""
        return "" if self.definition.number is None or self.number else "可编辑稿，无编号，以正式 PDF 为准"


def content_of(definition: Definition, matter: Matter) -> Content:
    """The definition filled with the matter; raises NoDecisionError, NoVisitError and UnknownItemError."""
    check_basis(definition, matter)
    rows = Rows(matter, decided=definition.decision != "none")
    _check_violations(definition, rows)
    values = rows.placeholders()
    return Content(
        definition=definition,
        title="".join(_fill([definition.title], values)),
        number=matter.number or "",
        issued_on=wording.day_text(matter.issued_on),
        issuing_body=matter.issuing_body,
        sources=values["版本"],
        enterprise=matter.enterprise,
        introduction=_fill(definition.introduction, values),
        blocks=tuple(_blocks(definition, rows, values)),
        statements=_fill(definition.statements, values),
        letter=_letter(definition.official, values) if definition.official else None,
        link=matter.link if definition.qr else None,
    )


def check_basis(definition: Definition, matter: Matter) -> None:
    """Raises NoDecisionError and NoVisitError where the matter lacks what every paper of the kind stands on."""
    if definition.decision in ("required", "violations") and matter.decision is None:
        raise NoDecisionError(f"《{definition.title}》要先有自查结果才能出具；请先完成自查")
    if definition.visit == "required" and not matter.rulebook.visits:
        raise NoVisitError(f"《{definition.title}》要有“一件事”清单才能出具；请把它的文件和规则包写在一起")


def _check_violations(definition: Definition, rows: Rows) -> None:
    if definition.decision != "violations":
        return
    if not rows.violations:
        raise NoDecisionError(f"《{definition.title}》针对违反的事项，这次没有查出；请核对自查结果")
    if others := [card.title for card in rows.cards if rows.matter.items and card.status != "violation"]:
        raise NoDecisionError(f"《{definition.title}》针对违反的事项，「{'、'.join(others)}」没有查出违反；请重新选择")


def _letter(official: Official, values: Mapping[str, str]) -> Letter:
    def many(texts: Iterable[str]) -> tuple[tuple[Piece, ...], ...]:
        return tuple(pieces(text, values) for text in texts)

    to, closing = pieces(official.to or "", values), pieces(official.closing or "", values)
    return Letter(to, closing, many(official.attachments), many(official.contact), many(official.copies))


def _fill(texts: Iterable[str], values: Mapping[str, str]) -> tuple[str, ...]:
    """The texts with their placeholders filled; one with a placeholder that isn't known is left out."""
    known = [text for text in texts if values.keys() >= set(PLACEHOLDER.findall(text))]
    return tuple(PLACEHOLDER.sub(lambda match: values[match[1]], text) for text in known)


def _blocks(definition: Definition, rows: Rows, values: Mapping[str, str]) -> Iterator[Block]:
    ordinal, printed = 0, list[str]()
    for section in definition.sections:
        found = rows.of(section, printed)
        if not found and section.list and not section.when_empty:
            continue
        ordinal += section.title is not None
        block = _block(section, numeral(ordinal) if section.title else "", found, rows.matter.rulebook, values)
        printed += block.texts()
        yield block


def _block(
    section: Section, ordinal: str, found: tuple[Row, ...], rulebook: Rulebook, values: Mapping[str, str]
) -> Block:
    explanation = "".join(_fill([section.explanation or ""], values)) or None
    if section.layout == "letter":
        paragraphs = tuple(_paragraphs(section, found, values))
        return Block(ordinal, section, explanation, paragraphs=paragraphs)
    groups, number = [], 0
    for heading, members in grouped(section.group, found, rulebook):
        cells = tuple(tuple(_cells(section, number + place, row)) for place, row in enumerate(members, 1))
        groups.append(Group(heading.title, heading.note, heading.rank, cells))
        number += len(members)
    return Block(ordinal, section, explanation, tuple(groups))


def _paragraphs(section: Section, found: tuple[Row, ...], values: Mapping[str, str]) -> Iterator[tuple[Piece, ...]]:
    """The running text, once for each row where the section lists something."""
    if section.list is None:
        yield from (pieces(text, values) for text in section.paragraphs)
    for number, row in enumerate(found, 1):
        said = {name: field for name, field in section.placeholders.items() if field != "number"}
        of_row = {name: "；".join(section.fields[field](row)) for name, field in said.items()}
        known = {**values, **of_row, "序号": numeral(number)}
        yield from (pieces(text, known) for text in section.paragraphs)


def _cells(section: Section, number: int, row: Row) -> Iterator[Cell]:
    status = getattr(row, "status_text", None)
    for column in section.columns:
        lines = tuple(
            line for shown in column.show if (line := _line(section, shown.field, shown.label, number, row)).texts
        )
        if not lines and column.when_empty:
            lines = (Line("empty", None, (column.when_empty,)),)
        yield Cell(column, lines, tuple((box, box == status) for box in column.boxes))


def _line(section: Section, field: str, label: str | None, number: int, row: Row) -> Line:
    texts = (str(number),) if field == "number" else tuple(section.fields[field](row))
    return Line(field, label, texts)
