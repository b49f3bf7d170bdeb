"""The laws that a paper cites, as the register has them, and the cited articles' texts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from compliance.rulepacks.citations import article_text
from compliance.rulepacks.numerals import NUMBER, article_number, article_order
from compliance.statutes.corpus import Corpus
from compliance.statutes.text import Statute as Text
from compliance.statutes.uses import Register

_PLACE = rf"第({NUMBER})条(?:之({NUMBER}))?(?:第{NUMBER}款)?(?:第{NUMBER}项)?"
_CITED = re.compile(rf"《([^《》]+)》(?:[、和及]?{_PLACE})+")
_ARTICLE = re.compile(_PLACE)


@dataclass(frozen=True, slots=True)
class CitedLaw:
    """A law by the name it is cited under; of one that isn't registered, no more than the name is known.

    `version`: the day on which its text was adopted or last amended; `articles` in words.
    """

    name: str
    title: str
    articles: tuple[str, ...]
    rank: str | None = None
    issuer: str | None = None
    version: date | None = None
    effective: date | None = None
    unverified: str | None = None


@dataclass(frozen=True, slots=True)
class LawText:
    """A whole article of a law's text of the day `version`."""

    name: str
    version: date
    article: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Laws:
    """Where papers look laws up. `corpus` None: no texts are at hand."""

    register: Register = field(default_factory=lambda: Register(()))
    corpus: Corpus | None = None

    def cited(self, texts: Iterable[str]) -> tuple[CitedLaw, ...]:
        """The laws that the texts cite, in the register's order, those that aren't registered last."""
        return tuple(self._law(name, articles) for name, articles in self._in_order(texts))

    def texts(self, texts: Iterable[str]) -> Iterator[LawText]:
        """The articles that the texts cite, law by law; one whose text isn't at hand is left out."""
        for name, articles in self._in_order(texts) if self.corpus else ():
            statute = self.text_of(name)
            for article in articles:
                if statute and article in statute.articles:
                    paragraphs = tuple(line for each in statute.articles[article] for line in each.whole.splitlines())
                    yield LawText(f"《{name}》", statute.version, article_text(article), paragraphs)

    def _in_order(self, texts: Iterable[str]) -> list[tuple[str, list[str]]]:
        order = {each.id: place for place, each in enumerate(self.register.statutes)}

        def place(name: str) -> int:
            law = self.register.find(name)
            return order[law.id] if law else len(order)

        found = _citations(texts)
        return [(name, sorted(found[name], key=article_order)) for name in sorted(found, key=place)]

    def text_of(self, name: str) -> Text | None:
        """The text that the register means, or the newest of a law that isn't registered."""
        if self.corpus is None:
            return None
        law, names = self.register.find(name), self.register.names(name)
        return self.corpus.on(names, law.version) if law else self.corpus.newest(names)

    def newer_text(self, name: str) -> Text | None:
        """The newest text at hand, where it is newer than the one that the register means."""
        law = self.register.find(name)
        newest = self.corpus.newest(self.register.names(name)) if self.corpus else None
        return newest if newest and law and newest.version > law.version else None

    def _law(self, name: str, articles: Iterable[str]) -> CitedLaw:
        told = tuple(map(article_text, articles))
        if (law := self.register.find(name)) is None:
            return CitedLaw(f"《{name}》", f"《{name}》", told)
        more = (law.rank, law.issuer, law.version, law.effective, law.unverified)
        return CitedLaw(f"《{name}》", f"《{law.title}》", told, *more)


def _citations(texts: Iterable[str]) -> Mapping[str, set[str]]:
    """The laws named in the texts, each with the articles cited of it (18-1 for 第十八条之一)."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for match in _CITED.finditer(text):
            articles = found.setdefault(match[1].replace("〈", "《").replace("〉", "》"), set())
            articles.update(filter(None, (article_number(*each) for each in _ARTICLE.findall(match[0]))))
    return found
