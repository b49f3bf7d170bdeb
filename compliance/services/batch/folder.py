"""The folder that a run over many enterprises writes, held by one run at a time and never by two that differ.

What comes into being in it does so whole or not at all: it is written beside and renamed when it is complete, so that
what stands under its name is done, whatever was killed and when. `manifest.json` says what it is made from.
"""

import csv
import fcntl
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from compliance.errors import ComplianceError

BOM = "\ufeff"  # spreadsheets read UTF-8 only with it
_MANIFEST = "manifest.json"

Manifest: TypeAlias = Mapping[str, Any]
Differences: TypeAlias = Callable[[Manifest], Iterable[str]]
Cells: TypeAlias = Sequence[object]


class OutputFolderError(ComplianceError):
    """A folder that can't be written, or that holds something else."""


@contextmanager
def held(path: Path, deed: str, manifest: Manifest, differences: Differences) -> Iterator[None]:
    """Opens the folder, or makes it; raises OutputFolderError where it is in use or holds something else.

    `deed` is what is done, in Chinese; `differences` says what in an older manifest isn't the same now.
    """
    with locked(path, deed):
        with written(path):
            _claim(path, deed, manifest, differences)
        yield


@contextmanager
def locked(path: Path, deed: str) -> Iterator[None]:
    """Keeps the folder, made where it isn't there, from others; raises OutputFolderError where another has it."""
    if path.exists() and not path.is_dir():
        raise OutputFolderError(f"{path}：是一个文件；结果有好几个文件，请写一个文件夹")
    with written(path):
        path.mkdir(parents=True, exist_ok=True)
        lock = (path / ".lock").open("w")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # goes by itself when its process does
        except BlockingIOError:
            raise OutputFolderError(f"{path}：另一个{deed}正在写这个文件夹；请等它做完，或者换一个文件夹") from None
        yield


def _claim(path: Path, deed: str, manifest: Manifest, differences: Differences) -> None:
    before = _manifest(path)
    if before is None:
        if any(not each.name.startswith(".") for each in path.iterdir()):
            raise OutputFolderError(f"{path}：文件夹里有别的东西，不是上次{deed}留下的；请换一个空文件夹")
        write_whole(path / _MANIFEST, [json.dumps(manifest, ensure_ascii=False, indent=1).encode()])
    elif before != manifest:
        said = "；".join(differences(before)) or "写这个文件夹的是另一个版本的程序"
        raise OutputFolderError(
            f"{path}：里面是另一次{deed}的结果，不能接着做。不同的是：{said}。"
            "要接着做，请用和上次一样的条件；要重新做，请换一个文件夹"
        )


def _manifest(path: Path) -> Any:
    try:
        return json.loads((path / _MANIFEST).read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        raise OutputFolderError(f"{path / _MANIFEST}：读不懂；请换一个文件夹重新做") from None


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Raises OutputFolderError where the block can't write."""
    try:
        yield
    except OSError as error:
        raise OutputFolderError(
            f"{path}：写不进去（{error.strerror or error}）；请检查位置、权限和剩余空间，再运行同一条命令接着做"
        ) from None


def write_whole(path: Path, content: Iterable[bytes]) -> None:
    """Writes the file, whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)


def sync(folder: Path) -> None:
    """Makes the names in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def csv_bytes(lines: Iterable[Cells]) -> bytes:
    """The lines as CSV, without BOM."""
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()
