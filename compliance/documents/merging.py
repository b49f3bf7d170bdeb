"""Many papers as one PDF, for printing in one go.

Each paper is copied object by object as it is read, and forgotten before the next: however many they are, memory holds
one of them. Papers keep their tags, so that the whole can be read aloud as each of them can; what is attached to them
stays with them. Fonts and profiles that are alike in several papers are written once.
"""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

from pypdf.generic import DictionaryObject

from compliance.documents.pdf_objects import ObjectFile, OpenPaper, array, dictionary, flag, name, number, text, to

_CATALOG, _PAGES, _TAGS, _OUTLINE, _INFO = range(1, 6)
"""The objects whose numbers are known before they are written."""


class Paper(NamedTuple):
    """One of the papers. `title` is what the outline calls it."""

    title: str
    pdf: bytes


def merge(papers: Iterable[Paper], title: str, file: BinaryIO) -> int:
    """Writes the papers into the file, and gives the number of pages; the same bytes for the same papers.

    The outline has an entry for each paper, and pages are labelled as they are numbered in their own paper. `file` is
    only ever written to, from its start.
    """
    merging = _Merging(file)
    for paper in papers:
        merging.add(paper)
    merging.finish(title)
    return len(merging.pages)


class _Merging:
    def __init__(self, file: BinaryIO) -> None:
        self._file = ObjectFile(file, first=_INFO + 1)
        self.pages: list[int] = []
        self._starts: list[tuple[str, int]] = []
        self._tops: list[int] = []  # the top tag of each paper
        self._tagged: list[int] = []  # what each paper's pages have their tags from
        self._key = 0  # the next that names a page, or a link, to the tags

    def add(self, paper: Paper) -> None:
        """Copies the paper's pages, and what hangs on them."""
        opened = OpenPaper(self._file, paper.pdf, self._key, {"/Pages": _PAGES, "/StructTreeRoot": _TAGS})
        self._starts.append((paper.title, len(self.pages)))
        self.pages += opened.pages()
        tops, tagged = opened.tags()
        self._tops += tops
        if tagged:
            keys = [self._key + key for key in tagged]
            pairs = array(each for key, tags in zip(keys, tagged.values(), strict=True) for each in (number(key), tags))
            ends = array([number(min(keys)), number(max(keys))])
            self._tagged.append(self._file.add(dictionary(Limits=ends, Nums=pairs)))
            self._key = max(keys) + 1
        opened.finish()

    def finish(self, title: str) -> None:
        """Writes what holds the pages together, and the table of all objects."""
        kids = array(map(to, self.pages))
        self._file.write(_PAGES, dictionary(Type=name("Pages"), Kids=kids, Count=number(len(kids))))
        self._file.write(_TAGS, self._tags())
        self._file.write(_OUTLINE, self._outline())
        self._file.write(_INFO, dictionary(Title=text(title)))
        self._file.write(_CATALOG, self._catalog())
        self._file.finish(_CATALOG, _INFO)

    def _catalog(self) -> DictionaryObject:
        return dictionary(
            Type=name("Catalog"),
            Pages=to(_PAGES),
            Outlines=to(_OUTLINE),
            PageMode=name("UseOutlines"),
            PageLabels=dictionary(Nums=array(self._labels())),
            Lang=text("zh-CN"),
            ViewerPreferences=dictionary(DisplayDocTitle=flag(True)),
            MarkInfo=dictionary(Marked=flag(True)),
            StructTreeRoot=to(_TAGS),
        )

    def _labels(self) -> Iterator[Any]:
        """From each paper's first page on: decimal numbers, from 1."""
        for _, start in self._starts:
            yield from (number(start), dictionary(S=name("D"), St=number(1)))

    def _tags(self) -> DictionaryObject:
        by_key = dictionary(Kids=array(map(to, self._tagged))) if self._tagged else dictionary(Nums=array(()))
        tops = array(map(to, self._tops))
        return dictionary(Type=name("StructTreeRoot"), K=tops, ParentTree=by_key, ParentTreeNextKey=number(self._key))

    def _outline(self) -> DictionaryObject:
        entries = [self._file.number() for _ in self._starts]
        for place, (title, start) in enumerate(self._starts):
            target = array([to(self.pages[start]), name("Fit")])
            links = {"Prev": to(entries[place - 1])} if place else {}
            links |= {"Next": to(entries[place + 1])} if place + 1 < len(entries) else {}
            self._file.write(entries[place], dictionary(Title=text(title), Parent=to(_OUTLINE), Dest=target, **links))
        ends = {"First": to(entries[0]), "Last": to(entries[-1])} if entries else {}
        return dictionary(Type=name("Outlines"), Count=number(len(entries)), **ends)
