"""Tables of texts as offices keep them: in the sheets of an .xlsx file or among the text of a .docx file."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import yaml

from compliance.errors import ComplianceError

MAX_FILE, MAX_UNPACKED = 5_000_000, 100_000_000  # bytes
MAX_ROWS, MAX_COLUMNS = 5_000, 100


class TableFileError(ComplianceError):
    """A file whose tables can't be read."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet or table. `rows`: the number of each row, from 1, and its cells; a merged cell's text stands in each
    of its rows, and in the first of its columns. `formulas`: cells whose content is a formula, by row and column from
    0; their text is empty."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()


def read_grids(path: Path) -> tuple[Grid, ...]:
    """Those that hold anything; raises TableFileError."""
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".docx"):
        raise TableFileError(f"{path}：要用 .xlsx 或 .docx 文件；.xls、.doc、.wps、.et 请先另存为这两种")
    try:
        _check_size(path)
    except OSError as error:
        raise TableFileError(f"{path}：读不到文件（{error.strerror or error}）；请检查路径和权限") from None
    except BadZipFile:
        raise TableFileError(f"{path}：不是完好的 {suffix} 文件；加了密码的，请先去掉密码") from None
    if suffix == ".xlsx":
        from compliance.services.tables.workbooks import read_workbook  # loads slowly

        return read_workbook(path)
    from compliance.services.tables.word_tables import read_word_tables  # so does this

    return read_word_tables(path)


def checked_size(path: Path, name: str, rows: int, columns: int) -> None:
    """Raises TableFileError for a table that is larger than lists are."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise TableFileError(
            f"{path}：{name}有 {rows} 行 {columns} 列，最多 {MAX_ROWS} 行 {MAX_COLUMNS} 列；"
            "看起来是空的行和列也算，请删去它们或者分成几个文件"
        )


def cleaned(text: str) -> str:
    """Without what isn't seen or ends a line in YAML alone; lines are ended by \\n and not empty.

    What YAML has no place for becomes 〔缺字U+XXXX〕.
    """
    lines = (" ".join("".join(map(_kept, line)).split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    if category == "Cc" or category[0] == "Z":
        return " "
    return f"〔缺字U+{ord(char):04X}〕" if yaml.reader.Reader.NON_PRINTABLE.match(char) else char


def _check_size(path: Path) -> None:
    if path.stat().st_size > MAX_FILE:
        raise TableFileError(f"{path}：文件最大 {MAX_FILE // 1_000_000} MB；请删去图片，或者分成几个文件")
    with ZipFile(path) as archive:
        if sum(each.file_size for each in archive.infolist()) > MAX_UNPACKED:
            raise TableFileError(f"{path}：解开以后太大；请把表格复制到新的文件里")
