"""Two texts that go out from one, merged line by line; the one module that merges."""

from collections.abc import Iterator

from merge3 import Merge3

_MINE, _MIDDLE, _THEIRS = "<<<<<<< 您写的", "=======", ">>>>>>> {}"


def merged(base: bytes, mine: bytes, theirs: bytes, by: str) -> tuple[bytes, bool]:
    """What both changed of `base`, and whether that fits.

    Where both changed the same lines, both stand there between marks that name `by`, who wrote the other text; a text
    with such marks is no YAML.
    """
    before, one, other = (each.splitlines(keepends=True) for each in (base, mine, theirs))
    groups = list(Merge3(before, one, other).merge_groups())
    fits = all(group[0] != "conflict" for group in groups)
    return b"".join(line for group in groups for line in _lines(group, by)), fits


def unmerged_line(text: bytes) -> int | None:
    """The first line with such a mark, counted from 1; None where there is none."""
    marks = (_MINE.encode(), _THEIRS.format("").encode())
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if line.startswith(marks)), None)


def _lines(group: tuple[object, ...], by: str) -> Iterator[bytes]:
    if group[0] != "conflict":
        yield from group[1]  # type: ignore[misc]
        return
    _, _, mine, theirs = group
    for mark, lines in ((_MINE, mine), (_MIDDLE, theirs), (_THEIRS.format(by), ())):
        yield f"{mark}\n".encode()
        yield from map(_ended, lines)  # type: ignore[call-overload]


def _ended(line: bytes) -> bytes:
    return line if line.endswith((b"\n", b"\r")) else line + b"\n"
