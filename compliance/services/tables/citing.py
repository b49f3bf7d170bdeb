"""Citations as lawyers write them into a cell: «《某条例》第十八条第二款第三项、第十九条» into typed citations.

Only what is sure is read. A law's own words after its place, a range (第五条至第八条), a law without an article and the
like are handed back as they stand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from compliance.rulepacks.models import Citation
from compliance.rulepacks.numerals import NUMBER, article_number, read_number

_NUMBERS = rf"{NUMBER}(?:[、,，]{NUMBER})*"
_NOUN = "法|条例|办法|规定|细则|规则|决定|规程"
_LAW = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》(?:[（(]([^（）()]{1,60})[）)])?")
_EARLIER = re.compile(rf"[同该]({_NOUN})")
_BARE = re.compile(rf"([\u4e00-\u9fff（）()]{{2,60}}?(?:{_NOUN}))(?=第{NUMBER}条)")
_NOT_A_NAME = re.compile(rf"^(?:[本其同该上前除]|不适用|违反|按照|依照|依据|根据)|(?:{_NOUN})[和及与]")
_PLACE = re.compile(
    rf"(?:第(?P<articles>{_NUMBERS})条(?:之(?P<of>{NUMBER}))?)?"
    rf"(?:第(?P<paragraphs>{_NUMBERS})款)?"
    rf"(?:第[（(]?(?P<subitems>{_NUMBERS})[）)]?项)?"
)
_INTRODUCED = re.compile(r"(?:违反|依据|根据|依照|按照)(?:了)?")
_ENDS = re.compile(r"(?:的|之)?规定|(?=[、，,；;和及与：:（(「“。]|以及)|$")
_BETWEEN = re.compile(r"[、，,；;]|以及|和|及|与")
_AROUND = "：:，,、；;。 "
_STATE = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Cited:
    """What a cell cites, and what stands in it besides, line by line."""

    citations: tuple[Citation, ...]
    rest: tuple[str, ...]


def read_citations(text: str, known: tuple[str, ...] = ()) -> Cited:
    """`known`: laws named before, the nearest last, that 同条例 or 该法 may mean."""
    reader = _Reader(list(known))
    for line in text.splitlines():
        reader.read(re.sub(r"\s", "", line))
    return Cited(tuple(dict.fromkeys(reader.citations)), tuple(filter(None, reader.rest)))


class _NotSureError(Exception):
    """What stands here can't be read for sure."""


class _Reader:
    def __init__(self, laws: list[str]) -> None:
        self.laws, self.citations, self.rest = laws, list[Citation](), list[str]()
        self._law = self._article = ""
        self._paragraph: int | None = None

    def read(self, line: str) -> None:
        """The citations that the line begins with; all after them goes to the rest."""
        at = match.end() if (match := _INTRODUCED.match(line)) else 0
        self._law = self._article = ""
        while at < len(line):
            begun, before = len(self.rest), at
            try:
                found, at = self._reference(line, at)
            except _NotSureError:
                del self.rest[begun:]
                self.rest.append(line[before:].strip(_AROUND))
                return
            self.citations += found
            between = _BETWEEN.match(line, at)
            if between is None:
                self.rest.append(line[at:].strip(_AROUND))
                return
            at = between.end()

    def _reference(self, line: str, at: int) -> tuple[list[Citation], int]:
        at = self._name(line, at)
        place = _PLACE.match(line, at)
        if not self._law or place is None or place.end() == at:
            raise _NotSureError
        end = _ENDS.match(line, place.end())
        if end is None:
            raise _NotSureError
        return list(self._cited(place)), end.end()

    def _name(self, line: str, at: int) -> int:
        if found := _LAW.match(line, at):
            name = found[1].replace("〈", "《").replace("〉", "》").removeprefix(_STATE)
            if found[2] and not found[2].startswith("以下简称"):
                self.rest.append(f"《{name}》（{found[2]}）")
            self._set(self._earlier(name) if re.fullmatch(_NOUN, name) else name)
        elif found := _EARLIER.match(line, at):
            self._set(self._earlier(found[1]))
        elif found := _BARE.match(line, at):
            if _NOT_A_NAME.search(found[1]):
                raise _NotSureError
            self._set(found[1].removeprefix(_STATE))
        return found.end() if found else at

    def _set(self, law: str) -> None:
        self._law, self._article, self._paragraph = law, "", None
        self.laws.append(law)

    def _earlier(self, noun: str) -> str:
        """The nearest law of this noun; the text says which only where one was named."""
        ends = (lambda law: law.endswith("法") and not law.endswith("办法")) if noun == "法" else None
        for law in reversed(self.laws):
            if ends(law) if ends else law.endswith(noun):
                return law
        raise _NotSureError

    def _cited(self, place: re.Match[str]) -> Iterator[Citation]:
        """第二款 alone is of the article before, 第三项 alone of its paragraph."""
        if place["articles"]:
            self._paragraph = None
        articles = self._articles(place) if place["articles"] else [self._article]
        paragraphs = _whole(place["paragraphs"]) if place["paragraphs"] else [None]
        subitems = _whole(place["subitems"]) if place["subitems"] else [None]
        if sum(len(each) > 1 for each in (articles, paragraphs, subitems)) > 1 or not all(articles):
            raise _NotSureError
        if len(articles) > 1 and (place["paragraphs"] or place["subitems"]):
            raise _NotSureError
        if not place["articles"] and not place["paragraphs"]:
            paragraphs = [self._paragraph]
        for article, paragraph, subitem in product(articles, paragraphs, subitems):
            self._article, self._paragraph = article, paragraph
            yield Citation.model_validate(
                {"law": self._law, "article": article, "paragraph": paragraph, "subitem": subitem}
            )

    def _articles(self, place: re.Match[str]) -> list[str]:
        if not place["of"]:
            return [str(each) for each in _whole(place["articles"])]
        number = article_number(place["articles"], place["of"])
        if number is None or not _whole(place["articles"]) or not _whole(place["of"]):
            raise _NotSureError
        return [number]


def _whole(numbers: str) -> list[int | None]:
    read = [read_number(each) for each in re.split("[、,，]", numbers)]
    if any(each is None or each < 1 or each != int(each) for each in read):
        raise _NotSureError
    return [int(each) for each in read if each is not None]
