"""The folder that a screening writes: what it was made from, parts as they come, and at the end the whole.

It is a folder because a part must come into being whole or not at all: each is written beside and renamed when it is
complete, so that what stands under its name is done, whatever was killed and when.

    manifest.json       what the results were made from; nothing else may go on in this folder
    parts/00001/        one part: results.csv, bad-rows.csv (without headers), details.jsonl.gz, tally.json
    results.csv         one line for each enterprise that was decided; written last
    bad-rows.csv        one line for each thing that is wrong in a row that couldn't be
    items.csv           how many enterprises violate each item
"""

import gzip
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from compliance.services.batch.folder import (
    BOM,
    Cells,
    Differences,
    Manifest,
    csv_bytes,
    held,
    sync,
    write_whole,
    written,
)

RESULTS, BAD_ROWS, ITEMS, DETAILS = "results.csv", "bad-rows.csv", "items.csv", "details.jsonl.gz"
_PARTS, _TALLY = "parts", "tally.json"


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


class PartsFolder:
    """The folder of one screening."""

    def __init__(self, path: Path) -> None:
        self.path, self._parts = path, path / _PARTS

    @contextmanager
    def held(self, manifest: Manifest, differences: Differences) -> Iterator[None]:
        """Opens the folder as `folder.held` does, and sweeps away what a kill left half done."""
        with held(self.path, "筛查", manifest, differences):
            with written(self.path):
                self._parts.mkdir(exist_ok=True)
                for left in self._parts.glob(".*"):
                    shutil.rmtree(left, ignore_errors=True)
            yield

    def done(self) -> frozenset[int]:
        """The numbers of the parts that are complete."""
        return frozenset(int(each.name) for each in self._parts.iterdir() if each.name.isdecimal())

    def write(self, number: int, part: Part) -> None:
        """Writes a part, whole or not at all; one that is there already stays as it is."""
        new = self._parts / f".{number:05}.{os.getpid()}"
        with written(self.path):
            new.mkdir(exist_ok=True)
            write_whole(new / RESULTS, [csv_bytes(part.results)])
            write_whole(new / BAD_ROWS, [csv_bytes(part.bad_rows)])
            write_whole(new / DETAILS, [_packed(part.details)])
            write_whole(new / _TALLY, [json.dumps(vars(part.tally), ensure_ascii=False).encode()])
            sync(new)
            self._put(new, self._parts / f"{number:05}")

    def _put(self, new: Path, place: Path) -> None:
        try:
            new.rename(place)
        except OSError:
            if not place.is_dir():
                raise
            shutil.rmtree(new)
        sync(self._parts)

    def tally(self, number: int) -> Tally:
        """What was counted in a complete part."""
        raw = json.loads((self._parts / f"{number:05}" / _TALLY).read_bytes())
        counted = {name: Counter(raw[name]) for name in ("statuses", "violations", "undetermined")}
        return Tally(raw["rows"], raw["bad"], **counted)

    def finish(self, results: Cells, bad_rows: Cells, items: Sequence[Cells]) -> None:
        """Puts the parts together under these headers, in order; `items` are the lines of the third file."""
        with written(self.path):
            write_whole(self.path / ITEMS, [BOM.encode(), csv_bytes(items)])
            write_whole(self.path / BAD_ROWS, self._together(BAD_ROWS, bad_rows))
            write_whole(self.path / RESULTS, self._together(RESULTS, results))

    def _together(self, name: str, header: Cells) -> Iterator[bytes]:
        yield BOM.encode() + csv_bytes([header])
        for number in sorted(self.done()):
            yield (self._parts / f"{number:05}" / name).read_bytes()


def _packed(lines: Iterable[str]) -> bytes:
    """The lines in little space: thousands of violations are worded alike. The same bytes whenever it is done."""
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), compresslevel=1, mtime=0)
