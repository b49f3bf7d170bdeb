"""Ours, and programs that print what we make: a browser as a process or kept open, an office suite."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


class Ours:
    """The renderer of the papers as they are issued, from the decision to the PDF: tagged PDF/A-3a, data attached."""

    name = "qingdan"

    def __init__(self) -> None:
        from benchmarks.documents import lists
        from compliance.documents.render import render

        self._lists, self._render, self._definition = lists, render, lists.definition()

    def prepare(self, sources: Sequence[tuple[int, int]]) -> list[Any]:
        return [self._lists.matter_of(items, number) for items, number in sources]

    def make(self, prepared: Sequence[Any]) -> list[bytes]:
        return [self._render(self._definition, matter, self._lists.TEMPLATES) for matter in prepared]


class _Folder:
    """Files for programs that read and write files."""

    suffix = ""

    def __init__(self) -> None:
        self._temporary = TemporaryDirectory()
        self._folder = Path(self._temporary.name)

    def prepare(self, sources: Sequence[bytes]) -> list[Path]:
        paths = [self._folder / f"{place}{self.suffix}" for place in range(len(sources))]
        for path, source in zip(paths, sources, strict=True):
            path.write_bytes(source)
        return paths


class Chromium(_Folder):
    """A process for each print, as it is mostly done."""

    name = "Chromium, a process each"
    suffix = ".html"

    def make(self, prepared: Sequence[Path]) -> list[bytes]:
        return [self._print(path) for path in prepared]

    def _print(self, path: Path) -> bytes:
        made = path.with_suffix(".pdf")
        profile = f"--user-data-dir={self._folder / 'profile'}"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", profile]
        _run([program("chromium"), *options, f"--print-to-pdf={made}", path.as_uri()])
        return made.read_bytes()


class Browser(_Folder):
    """One browser kept open, a page for each print."""

    name = "Chromium, kept open"
    suffix = ".html"

    def __init__(self) -> None:
        from playwright.sync_api import sync_playwright

        super().__init__()
        self._playwright = sync_playwright().start()
        chromium = self._playwright.chromium
        self._browser = chromium.launch(executable_path=program("chromium"), args=["--no-sandbox", "--disable-gpu"])

    def make(self, prepared: Sequence[Path]) -> list[bytes]:
        return [self._print(path) for path in prepared]

    def _print(self, path: Path) -> bytes:
        page = self._browser.new_page()
        page.goto(path.as_uri())
        made: bytes = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
        page.close()
        return made


class Office(_Folder):
    """LibreOffice, a process for all that are to be made at once; it gets our DOCX, whose tables it lays out well."""

    name = "LibreOffice, a process"
    suffix = ".docx"

    def make(self, prepared: Sequence[Path]) -> list[bytes]:
        profile = f"-env:UserInstallation={(self._folder / 'profile').as_uri()}"
        where = ["--convert-to", "pdf", "--outdir", str(self._folder)]
        _run([program("soffice"), profile, "--headless", *where, *map(str, prepared)])
        return [path.with_suffix(".pdf").read_bytes() for path in prepared]


class MissingProgramError(Exception):
    """Something that is to be measured isn't installed."""


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingProgramError(f"{name} isn't installed; scripts/setup bench installs what the benchmarks need")
    return found


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=600)  # noqa: S603
