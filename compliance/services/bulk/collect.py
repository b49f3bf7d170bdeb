"""All papers in one file: a zip file, or a PDF to print in one go."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from compliance.documents.merging import Paper, merge
from compliance.documents.packing import pack_files
from compliance.services.batch.folder import written


def zip_papers(papers: Mapping[int, Path], place: Path) -> None:
    """Puts the papers into a zip file; raises OutputFolderError."""
    with _new(place) as file:
        pack_files(papers.values(), file)


def merge_papers(papers: Mapping[int, Path], title: str, place: Path) -> None:
    """Puts the papers, which are PDFs, behind one another; raises OutputFolderError."""
    with _new(place) as file:
        merge((Paper(path.stem, path.read_bytes()) for path in papers.values()), title, file)


@contextmanager
def _new(place: Path) -> Iterator[BinaryIO]:
    """A file that is at its place when it is complete."""
    new = place.with_name(f".{place.name}.new")
    with written(place):
        with new.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.rename(place)
