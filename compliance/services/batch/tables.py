"""Tables of enterprises, read row by row: CSV files here, Parquet files in parquet, .xlsx files in spreadsheet."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

from compliance.errors import ComplianceError

_UTF8, _GB18030 = "utf-8", "gb18030"


class TableError(ComplianceError):
    """A table that can't be used as a whole."""


@contextmanager
def unchanged(path: Path) -> Iterator[None]:
    """Raises TableError where the file was changed during the block."""
    before = path.stat()
    yield
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise TableError(f"{path}：还没做完，文件被改过，结果不能用；请换一个结果文件夹重新做")


class Row(NamedTuple):
    """One enterprise's cells as they stand. `line`: in a CSV file the line, in a spreadsheet the row, in a Parquet file
    the row without the header; from 1.

    `repeats`: the line on which the same enterprise stood before.
    """

    line: int
    cells: Sequence[Any]
    repeats: int | None = None


class Table(Protocol):
    """A table; each call of `rows` reads it anew from the start, and never more than some rows at a time."""

    @property
    def path(self) -> Path: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def total(self) -> int: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    def rows(self) -> Iterator[Row]: ...


def open_table(path: Path) -> Table:
    """The table at `path`; raises TableError where it can't be read."""
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".parquet", ".xlsx"):
        raise TableError(f"{path}：名单要用 .csv、.xlsx 或 .parquet 文件；别的表请另存为「CSV UTF-8」")
    try:
        if suffix == ".csv":
            return open_csv(path)
        if suffix == ".xlsx":
            from compliance.services.batch.spreadsheet import open_spreadsheet  # loads slowly, and few need it

            return open_spreadsheet(path)
        from compliance.services.batch.parquet import open_parquet  # so does this

        return open_parquet(path)
    except OSError as error:
        raise TableError(f"{path}：读不到文件（{error.strerror or error}）；请检查路径和权限") from None


def open_csv(path: Path) -> Table:
    """Reads the file once through, so that what is wrong with it as a whole is said before anything is decided."""
    with path.open("rb") as file:
        header = file.readline()
    encodings = _encodings(header)
    for encoding in encodings:
        try:
            return _counted(path, encoding)
        except _NotDecoded as error:
            line = error.line
    said = "不是 UTF-8 编码" if encodings == (_UTF8,) else "既不是 UTF-8 编码，也不是 GB18030（GBK）编码"
    raise TableError(f"{path}：第 {line} 行{said}；请另存为「CSV UTF-8」")


def _encodings(header: bytes) -> tuple[str, ...]:
    """What to try. A header that is in UTF-8 tells the encoding of the whole file, unless it is ASCII alone."""
    try:
        return (_UTF8,) if not header.decode(_UTF8).isascii() else (_UTF8, _GB18030)
    except UnicodeDecodeError:
        return (_GB18030,)


def _counted(path: Path, encoding: str) -> "_CsvTable":
    records = _records(path, encoding)
    first = next(records, None)
    if first is None:
        raise TableError(f"{path}：文件是空的；第一行应是列名")
    return _CsvTable(path, encoding, tuple(name.strip() for name in first.cells), sum(1 for _ in records))


@dataclass(frozen=True, slots=True)
class _CsvTable:
    path: Path
    encoding: str
    columns: tuple[str, ...]
    total: int

    @property
    def notes(self) -> tuple[str, ...]:
        return (f"{self.path} 不是 UTF-8 编码，按 GB18030（GBK）读",) if self.encoding == _GB18030 else ()

    def rows(self) -> Iterator[Row]:
        records = _records(self.path, self.encoding)
        next(records)
        return records


def _records(path: Path, encoding: str) -> Iterator[Row]:
    """The header and the rows; lines with nothing in them are no rows."""
    with path.open("rb") as file:
        reader, start = csv.reader(_decoded(file, encoding), strict=True), 1
        try:
            for cells in reader:
                if any(cells):
                    yield Row(start, cells)
                start = reader.line_num + 1
        except csv.Error:
            raise TableError(f"{path}：从第 {start} 行起读不下去；请检查那一行的引号是不是成对") from None


class _NotDecoded(Exception):
    def __init__(self, line: int):
        self.line = line


def _decoded(file: BinaryIO, encoding: str) -> Iterator[str]:
    for number, line in enumerate(file, 1):
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError:
            raise _NotDecoded(number) from None
