"""Zip files that don't tell when they were made, which office documents are."""

from collections.abc import Iterable
from io import BytesIO
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
