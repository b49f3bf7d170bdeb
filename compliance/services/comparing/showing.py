"""A comparison as it is read: line by line, what is said on either side, with what differs marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.services.comparing.changes import Comparison, Row
from compliance.services.comparing.marking import Piece, Pieces, marked
from compliance.services.comparing.parts import KINDS, Kind

PAGE = 40
"""Rows on one page."""
_ORDER: tuple[Kind, ...] = ("file", "item", "rule", "band", "question", "parameter")
"""What matters most first."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is said under a label, empty on a side that doesn't say it. `how`: the verb where it became more or less."""

    label: str
    old: Pieces
    new: Pieces
    how: str = ""

    @property
    def same(self) -> bool:
        return self.old == self.new


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with its lines."""

    row: Row
    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items (or rules) are paired by their ids, and by their likeness, and stand on one side alone; and how
    many things differ in all."""

    by_id: int
    likened: int
    only_old: int
    only_new: int
    changes: int


def shown_rows(
    found: Comparison, page: int = 1, whole: bool = False, same: bool = False
) -> tuple[Sequence[Shown], bool]:
    """A page of the rows that differ, counted from 1, and whether there are more; `whole`: all of them at once.

    `same`: what doesn't differ, too.
    """
    rows = [row for row in found.rows if row.changes or same]
    rows.sort(key=lambda row: _ORDER.index(row.part.kind))  # within a kind as they are
    here = rows if whole else rows[(page - 1) * PAGE : page * PAGE]
    shown = [Shown(row, KINDS[row.part.kind], tuple(_lines(row, same))) for row in here]
    return shown, not whole and page * PAGE < len(rows)


def counts_of(found: Comparison) -> Counts:
    rows = [row for row in found.rows if row.part.kind in ("item", "rule")]
    both = [row for row in rows if row.old and row.new]
    return Counts(
        by_id=sum(not row.likened for row in both),
        likened=sum(row.likened for row in both),
        only_old=sum(row.new is None for row in rows),
        only_new=sum(row.old is None for row in rows),
        changes=len(found.changes),
    )


def _lines(row: Row, same: bool) -> Iterator[Line]:
    if row.old is None or row.new is None:
        for label, said in row.part.says.items():
            pieces = (Piece(said.text, False),)
            yield Line(label, pieces if row.old else (), pieces if row.new else ())
        return
    for change in row.changes:
        old, new = marked(change.old, change.new)
        yield Line(change.what, old, new, change.how)
    if same:
        yield from _unchanged(row)


def _unchanged(row: Row) -> Iterator[Line]:
    """The labels that no change is told of; one of a condition's part goes by the condition's."""
    assert row.old
    told = {change.what.removesuffix("里的条件") for change in row.changes}
    for label, said in row.part.says.items():
        if label not in told and label in row.old.says:
            yield Line(label, (Piece(said.text, False),), (Piece(said.text, False),))
