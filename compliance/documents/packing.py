"""Zip files that don't tell when they were made: office documents, and papers put together."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """The parts as a zip file, in their order; the same bytes for the same parts."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, data in parts:
            archive.writestr(ZipInfo(name, _FIRST_DAY), data, ZIP_DEFLATED)
    return made.getvalue()


def unpacked(archive: bytes) -> list[tuple[str, bytes]]:
    """The parts of a zip file, in its order."""
    with ZipFile(BytesIO(archive)) as opened:
        return [(name, opened.read(name)) for name in opened.namelist()]


def pack_files(paths: Iterable[Path], file: BinaryIO) -> None:
    """Writes the files into a zip file, by their names and in their order; the same bytes for the same files.

    They are stored as they are: papers are compressed already. Names that aren't ASCII are marked as UTF-8.
    """
    with ZipFile(file, "w") as archive:
        for path in paths:
            entry = ZipInfo(path.name, _FIRST_DAY)
            entry.external_attr = 0o644 << 16
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as place:
                copyfileobj(source, place)
