"""A list as plain texts and tables, for typesetters that read no HTML. Nothing of the project is imported here."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Texts in columns. `widths` in mm, None: what is left; a text's lines are paragraphs."""

    widths: tuple[float | None, ...]
    rows: tuple[tuple[str, ...], ...]
    heads: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `style`: title, heading or text."""

    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole list, and the decision to attach to it as JSON."""

    parts: tuple[Table | Text, ...]
    attachment: str


def columns(widths: Sequence[float | None], total: float) -> list[float]:
    """The widths in mm, those without one sharing what is left."""
    rest = max(total - sum(width or 0 for width in widths), 0) / max(list(widths).count(None), 1)
    return [rest if width is None else width for width in widths]
