"""Office files that somebody uploads, read in a process of their own."""

import json
import logging
import subprocess
from pathlib import Path

from compliance.apart import run_apart
from compliance.services.tables.grids import MAX_FILE, Grid, TableFileError, cleaned

MEMORY = 2**30
"""How much address space the process may have, in bytes."""
SECONDS = 20
"""How long a file may take."""
REFUSED = 10
"""The process's exit code where the file can't be read."""
SUFFIXES = (".xlsx", ".docx")
_MAX_NAME = 100
_MODULE = "compliance.services.tables"


def read_apart(name: str, content: bytes, suffixes: tuple[str, ...] = SUFFIXES) -> tuple[Path, tuple[Grid, ...]]:
    """What the uploaded file is called, without folders, and its tables; raises TableFileError."""
    path = Path(cleaned(name.replace("\\", "/").rpartition("/")[2])[-_MAX_NAME:] or "文件")
    _check(path, content, suffixes)
    try:
        done = run_apart(_MODULE, content, SECONDS, path.suffix.lower())
    except subprocess.TimeoutExpired:
        raise TableFileError(f"{path}：太复杂，读不完；请把表格复制到新的文件里") from None
    if done.returncode == REFUSED:
        raise TableFileError(done.stdout.decode().replace("{name}", str(path), 1))
    if done.returncode:
        logging.getLogger(__name__).error("reading tables ended with %s: %s", done.returncode, done.stderr[-2000:])
        raise TableFileError(f"{path}：读不了；请在表格软件里把要用的表复制到新的文件里，另存一份")
    return path, from_json(done.stdout)


def as_json(grids: tuple[Grid, ...]) -> bytes:
    """The tables as they are handed on."""
    return json.dumps([[each.name, each.rows, sorted(each.formulas)] for each in grids]).encode()


def from_json(said: bytes) -> tuple[Grid, ...]:
    """The tables that as_json() wrote."""
    return tuple(
        Grid(name, tuple((row, tuple(cells)) for row, cells in rows), frozenset(map(tuple, formulas)))
        for name, rows, formulas in json.loads(said)
    )


def _check(path: Path, content: bytes, suffixes: tuple[str, ...]) -> None:
    if not content:
        raise TableFileError("还没有选择文件，或者文件是空的")
    if path.suffix.lower() not in suffixes:
        raise TableFileError(f"请用 {'或 '.join(suffixes)} 文件；.xls、.doc、.wps、.et 请先另存为这两种")
    if len(content) > MAX_FILE:
        raise TableFileError(f"文件最大 {MAX_FILE // 1_000_000} MB；请删去图片，或者分成几个文件")
