"""The folder that a screening writes: what it was made from, parts as they come, and at the end the whole.

It is a folder because a part must come into being whole or not at all: each is written beside and renamed when it is
complete, so that what stands under its name is done, whatever was killed and when.

    manifest.json       what the results were made from; nothing else may go on in this folder
    parts/00001/        one part: results.csv, bad-rows.csv (without headers), details.jsonl.gz, tally.json
    results.csv         one line for each enterprise that was decided; written last
    bad-rows.csv        one line for each thing that is wrong in a row that couldn't be
    items.csv           how many enterprises violate each item
"""

import csv
import fcntl
import gzip
import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from compliance.errors import ComplianceError

RESULTS, BAD_ROWS, ITEMS, DETAILS = "results.csv", "bad-rows.csv", "items.csv", "details.jsonl.gz"
_MANIFEST, _PARTS, _TALLY = "manifest.json", "parts", "tally.json"
_BOM = "\ufeff"  # spreadsheets read UTF-8 only with it

Manifest: TypeAlias = Mapping[str, Any]
Differences: TypeAlias = Callable[[Manifest], Iterable[str]]
Cells: TypeAlias = Sequence[object]


class OutputFolderError(ComplianceError):
    """A folder that can't be written, or that holds something else."""


@dataclass
class Tally:
    """What was counted: rows, and over all of them the findings of each status and those of each item."""

    rows: int = 0
    bad: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    violations: Counter[str] = field(default_factory=Counter)
    undetermined: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        self.rows += other.rows
        self.bad += other.bad
        self.statuses += other.statuses
        self.violations += other.violations
        self.undetermined += other.undetermined


@dataclass(frozen=True, slots=True)
class Part:
    """One part's lines: results and bad rows as cells, details as JSON texts."""

    results: Sequence[Cells]
    bad_rows: Sequence[Cells]
    details: Sequence[str]
    tally: Tally


class OutputFolder:
    """The folder, held by one screening at a time."""

    def __init__(self, path: Path) -> None:
        self.path, self._parts = path, path / _PARTS

    @contextmanager
    def held(self, manifest: Manifest, differences: Differences) -> Iterator[None]:
        """Opens the folder, or makes it; raises OutputFolderError where it is in use or holds something else.

        `differences` says what in an older manifest isn't the same now.
        """
        with self._locked():
            with _written(self.path):
                self._claim(manifest, differences)
                for left in self._parts.glob(".*"):
                    shutil.rmtree(left, ignore_errors=True)
            yield

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if self.path.exists() and not self.path.is_dir():
            raise OutputFolderError(f"{self.path}：是一个文件；结果有好几个文件，请写一个文件夹")
        with _written(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            lock = (self.path / ".lock").open("w")
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # goes by itself when its process does
            except BlockingIOError:
                raise OutputFolderError(
                    f"{self.path}：另一个筛查正在写这个文件夹；请等它做完，或者换一个文件夹"
                ) from None
            yield

    def _claim(self, manifest: Manifest, differences: Differences) -> None:
        before = self._manifest()
        if before is None:
            if any(not each.name.startswith(".") for each in self.path.iterdir()):
                raise OutputFolderError(f"{self.path}：文件夹里有别的东西，不是上次筛查留下的；请换一个空文件夹")
            _write(self.path / _MANIFEST, [json.dumps(manifest, ensure_ascii=False, indent=1).encode()])
        elif before != manifest:
            said = "；".join(differences(before)) or "写这个文件夹的是另一个版本的程序"
            raise OutputFolderError(
                f"{self.path}：里面是另一次筛查的结果，不能接着做。不同的是：{said}。"
                "要接着做，请用和上次一样的条件；要重新做，请换一个文件夹"
            )
        self._parts.mkdir(exist_ok=True)

    def _manifest(self) -> Any:
        try:
            return json.loads((self.path / _MANIFEST).read_bytes())
        except FileNotFoundError:
            return None
        except ValueError:
            raise OutputFolderError(f"{self.path / _MANIFEST}：读不懂；请换一个文件夹重新做") from None

    def done(self) -> frozenset[int]:
        """The numbers of the parts that are complete."""
        return frozenset(int(each.name) for each in self._parts.iterdir() if each.name.isdecimal())

    def write(self, number: int, part: Part) -> None:
        """Writes a part, whole or not at all; one that is there already stays as it is."""
        new = self._parts / f".{number:05}.{os.getpid()}"
        with _written(self.path):
            new.mkdir(exist_ok=True)
            _write(new / RESULTS, [_csv(part.results)])
            _write(new / BAD_ROWS, [_csv(part.bad_rows)])
            _write(new / DETAILS, [_packed(part.details)])
            _write(new / _TALLY, [json.dumps(vars(part.tally), ensure_ascii=False).encode()])
            _sync(new)
            self._put(new, self._parts / f"{number:05}")

    def _put(self, new: Path, place: Path) -> None:
        try:
            new.rename(place)
        except OSError:
            if not place.is_dir():
                raise
            shutil.rmtree(new)
        _sync(self._parts)

    def tally(self, number: int) -> Tally:
        """What was counted in a complete part."""
        raw = json.loads((self._parts / f"{number:05}" / _TALLY).read_bytes())
        counted = {name: Counter(raw[name]) for name in ("statuses", "violations", "undetermined")}
        return Tally(raw["rows"], raw["bad"], **counted)

    def finish(self, results: Cells, bad_rows: Cells, items: Sequence[Cells]) -> None:
        """Puts the parts together under these headers, in order; `items` are the lines of the third file."""
        with _written(self.path):
            _write(self.path / ITEMS, [_BOM.encode(), _csv(items)])
            _write(self.path / BAD_ROWS, self._together(BAD_ROWS, bad_rows))
            _write(self.path / RESULTS, self._together(RESULTS, results))

    def _together(self, name: str, header: Cells) -> Iterator[bytes]:
        yield _BOM.encode() + _csv([header])
        for number in sorted(self.done()):
            yield (self._parts / f"{number:05}" / name).read_bytes()


@contextmanager
def _written(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputFolderError(
            f"{path}：写不进去（{error.strerror or error}）；请检查位置、权限和剩余空间，再运行同一条命令接着做"
        ) from None


def _write(path: Path, content: Iterable[bytes]) -> None:
    """Writes the file, whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)


def _sync(folder: Path) -> None:
    """Makes the names in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _packed(lines: Iterable[str]) -> bytes:
    """The lines in little space: thousands of violations are worded alike. The same bytes whenever it is done."""
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), compresslevel=1, mtime=0)


def _csv(lines: Iterable[Cells]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()
