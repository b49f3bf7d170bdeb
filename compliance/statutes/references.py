"""Where a law's text sends its reader to another article: 依照食品安全法第一百二十六条第一款的规定给予处罚."""

import re
from collections.abc import Iterator

from compliance.rulepacks.numerals import NUMBER, article_number, read_number
from compliance.statutes.corpus import Corpus
from compliance.statutes.text import Statute
from compliance.statutes.uses import Register

_REFERENCE = re.compile(r"(?:依照|按照|依据)([^，。；]*?第[^，。；]*条[^，。；]*)")
_PLACE = re.compile(
    rf"(?P<law>[^、和]*?)第(?P<article>{NUMBER})条(?:之(?P<of>{NUMBER}))?(?:第(?P<paragraph>{NUMBER})款)?"
)
_THIS = re.compile(r"\s*本(?:法|条例|规定|办法|细则)?\s*")


def referred_to(text: str, statute: Statute, register: Register, corpus: Corpus) -> Iterator[str]:
    """The texts of the places that `text`, from `statute`, refers to; one that isn't at hand is left out."""
    for reference in _REFERENCE.findall(text):
        law: Statute | None = statute
        for place in _PLACE.finditer(reference):
            if (name := place["law"].strip("《》 的规定")) and not _THIS.fullmatch(name):
                law = corpus.newest(register.names(name))
            elif name:
                law = statute
            if law:
                yield from _paragraphs(law, place)


def _paragraphs(law: Statute, place: re.Match[str]) -> Iterator[str]:
    number = article_number(place["article"], place["of"]) or ""
    wanted = read_number(place["paragraph"]) if place["paragraph"] else None
    for count, paragraph in enumerate(law.articles.get(number, ()), 1):
        if wanted in (None, count):
            yield paragraph.whole
