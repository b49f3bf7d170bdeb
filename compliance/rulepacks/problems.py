"""What is wrong in a file, and where: the one form in which every check reports."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from compliance.errors import ComplianceError

Severity = Literal["error", "warning", "note"]
"""A note is nothing to mend, but something to know."""


_LABELS: dict[Severity, str] = {"error": "错误", "warning": "提醒", "note": "说明"}


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a text; both counted from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem in one file, as `lint --json` prints it.

    `pointer`: where it is in values that came with no lines of their own, as a JSON pointer (RFC 6901).
    """

    file: str
    line: int
    column: int
    severity: Severity
    code: str
    item: str | None
    message: str
    pointer: str = ""

    def __str__(self) -> str:
        label = _LABELS[self.severity]
        return f"{self.file}:{self.line}:{self.column}: {label}: {self.message} [{self.code}]"

    def as_dict(self) -> dict[str, object]:
        """Without its pointer, which a file has no use for."""
        return {key: value for key, value in asdict(self).items() if key != "pointer"}


class ProblemsError(ComplianceError):
    """A file that can't be used, with every problem found in it, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass
class Report:
    """Collects the problems of one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    item: str | None = None

    def error(self, mark: Mark, code: str, message: str, pointer: str = "") -> None:
        self._add(mark, "error", code, message, pointer)

    def warning(self, mark: Mark, code: str, message: str) -> None:
        self._add(mark, "warning", code, message)

    def note(self, mark: Mark, code: str, message: str) -> None:
        self._add(mark, "note", code, message)

    def _add(self, mark: Mark, severity: Severity, code: str, message: str, pointer: str = "") -> None:
        item = self.item and _printable(self.item)
        place = (self.file, mark.line, mark.column)
        self.problems.append(Problem(*place, severity, code, item, _printable(message), _printable(pointer)))

    def in_order(self) -> tuple[Problem, ...]:
        return tuple(sorted(self.problems, key=lambda each: (each.line, each.column)))


def json_pointer(path: Iterable[Any]) -> str:
    """The path as a JSON pointer (RFC 6901)."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def _printable(text: str) -> str:
    """The text as it can be written out, whatever somebody put into the words that it quotes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint to append to a message about a word that isn't known; empty where nothing is near."""
    known = list(known)
    near = get_close_matches(word, known, n=1, cutoff=0.5)
    if near:
        return f"；是不是「{near[0]}」？"
    if 0 < len(known) <= 12:
        return f"；可用的有：{'、'.join(known)}"
    return ""
