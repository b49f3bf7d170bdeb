"""What stands on a paper: a definition filled with a matter, ready for any look."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from compliance.documents import wording
from compliance.documents.definitions import PLACEHOLDER, Column, Definition, Section
from compliance.documents.fields import Row
from compliance.documents.matter import Matter, Party
from compliance.documents.rows import Rows
from compliance.errors import ComplianceError
from compliance.rulepacks.numerals import numeral


class NoDecisionError(ComplianceError):
    """The paper tells of a decision, and there is none."""


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
class Block:
    """A section with its rows; `ordinal` is its number in Chinese."""

    ordinal: str
    section: Section
    explanation: str | None
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole paper. `sources`: the packs, with their versions; `link`: where its QR code leads, if it has one."""

    definition: Definition
    title: str
    number: str
    issued_on: str
    sources: str
    enterprise: Party | None
    introduction: tuple[str, ...]
    blocks: tuple[Block, ...]
    statements: tuple[str, ...]
    link: str | None


def content_of(definition: Definition, matter: Matter) -> Content:
    """The definition filled with the matter; raises NoDecisionError where it needs a decision."""
    if definition.decision == "required" and matter.decision is None:
        raise NoDecisionError(f"《{definition.title}》要先有自查结果才能出具；请先完成自查")
    rows = Rows(matter, decided=definition.decision != "none")
    values = rows.placeholders()
    return Content(
        definition=definition,
        title="".join(_fill([definition.title], values)),
        number=matter.number or "",
        issued_on=wording.day_text(matter.issued_on),
        sources=values["版本"],
        enterprise=matter.enterprise,
        introduction=_fill(definition.introduction, values),
        blocks=tuple(_blocks(definition, rows, values)),
        statements=_fill(definition.statements, values),
        link=matter.link if definition.qr else None,
    )


def _fill(texts: Iterable[str], values: Mapping[str, str]) -> tuple[str, ...]:
    """The texts with their placeholders filled; one with a placeholder that isn't known is left out."""
    known = [text for text in texts if values.keys() >= set(PLACEHOLDER.findall(text))]
    return tuple(PLACEHOLDER.sub(lambda match: values[match[1]], text) for text in known)


def _blocks(definition: Definition, rows: Rows, values: Mapping[str, str]) -> Iterator[Block]:
    listed = [(section, rows.of(section)) for section in definition.sections]
    shown = [(section, found) for section, found in listed if found or section.when_empty]
    for ordinal, (section, found) in enumerate(shown, 1):
        explanation = "".join(_fill([section.explanation or ""], values))
        cells = tuple(tuple(_cells(section, number, row)) for number, row in enumerate(found, 1))
        yield Block(numeral(ordinal), section, explanation or None, cells)


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
