"""The folder that papers in bulk are written to.

manifest.json       what they are made from; nothing else may go on in this folder
papers/             the papers, each whole or not there: one that is there is done and not made again
report.csv          what wasn't made, and why; written last
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
from compliance.services.bulk.names import number_of

PAPERS, REPORT = "papers", "report.csv"
REPORT_COLUMNS = ("行号", "企业编号", "结果", "列", "原因")


class PapersFolder:
    """The folder of one run."""

    def __init__(self, path: Path) -> None:
        self.path, self._papers = path, path / PAPERS

    @property
    def report(self) -> Path:
        return self.path / REPORT

    @contextmanager
    def held(self, manifest: Manifest, differences: Differences) -> Iterator[None]:
        """Opens the folder as `folder.held` does, and tidies it."""
        with held(self.path, "批量生成", manifest, differences):
            self.tidy()
            yield

    def tidy(self) -> None:
        """Makes room for papers, and sweeps away what a kill left half done."""
        with written(self.path):
            self._papers.mkdir(exist_ok=True)
            for left in self._papers.glob(".*.new"):
                left.unlink()

    def done(self) -> dict[int, Path]:
        """The papers that are complete, by number, in order."""
        found = ((number_of(path.name), path) for path in self._papers.iterdir())
        return dict(sorted((number, path) for number, path in found if number is not None))

    def write(self, name: str, paper: bytes) -> None:
        """Writes a paper, whole or not at all."""
        with written(self.path):
            write_whole(self._papers / name, [paper])
            sync(self._papers)

    def finish(self, lines: Iterable[Cells]) -> None:
        """Writes the report."""
        with written(self.path):
            write_whole(self.report, [BOM.encode(), csv_bytes([REPORT_COLUMNS, *lines])])
