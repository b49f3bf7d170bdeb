"""Which part of one file stands against which of the other: by its id, else by what it stands on and its title."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from compliance.rulepacks.citations import citation_of, citation_text
from compliance.rulepacks.numerals import article_order
from compliance.services.comparing.parts import Part
from compliance.services.find_packs import words_of

ALONE, SAME_LAW = 0.6, 0.3
"""Which share of two titles must be the same where they cite no article in common, and where they cite the same ones:
one article threatens many things. Where they have some in common it lies between."""
MOST = 1_000_000
"""How many twos are held against each other; where there would be more, what has no id in common stands alone."""
BY_ID = "编号一样"
LIKENED = ("item", "rule")
"""Kinds of which two may mean the same under other ids. Facts and parameters are what conditions call them."""
_NATIONAL = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parts that are taken for the same thing, and why, in Chinese."""

    old: Part
    new: Part
    why: str = BY_ID


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How alike two parts are. `title`: which share of their pairs of characters is common, 0 to 1; `cited`: the
    articles that both cite, of `all_cited` that either does."""

    old: Part
    new: Part
    title: float
    cited: frozenset[str]
    all_cited: int

    @property
    def law(self) -> float:
        """Which share of the articles is common, 0 to 1."""
        return len(self.cited) / self.all_cited if self.all_cited else 0.0

    @property
    def enough(self) -> bool:
        return self.title >= ALONE + (SAME_LAW - ALONE) * self.law

    @property
    def rank(self) -> tuple[float, list[str]]:
        """What the likest come first by. The other way round it is the same, so that nothing hangs on who is older."""
        return -(self.title + self.law + (self.old.id == self.new.id)), sorted((self.old.id, self.new.id))

    @property
    def pair(self) -> Pair:
        share = f"标题的用字有 {self.title:.0%} 相同"
        why = f"都依据{'、'.join(_spelled(self.cited))}，{share}" if self.cited else share
        return Pair(self.old, self.new, f"{BY_ID}，{why}" if self.old.id == self.new.id else why)


def pairs_of(before: Sequence[Part], after: Sequence[Part], same_file: bool) -> tuple[Pair, ...]:
    """The pairs, each part in one at most; what isn't in any has nothing like it on the other side.

    Two versions of one file (`same_file`) keep their ids for the same things. In files of two offices the same id may
    be chance, so there items and rules of one id have to be alike, too.
    """
    old = {(each.kind, each.id): each for each in before}
    known = {
        (each.kind, each.id): Pair(old[each.kind, each.id], each)
        for each in after
        if (each.kind, each.id) in old and (same_file or each.kind not in LIKENED)
    }
    left, right = ([each for each in side if (each.kind, each.id) not in known] for side in (before, after))
    return (*known.values(), *_likest(each for each in _likenesses(left, right) if each.enough))


def _likest(found: Iterable[_Likeness]) -> Iterator[Pair]:
    """The likest two first, then the likest of those that are left."""
    taken: set[int] = set()
    for each in sorted(found, key=lambda each: each.rank):
        if not {id(each.old), id(each.new)} & taken:
            taken |= {id(each.old), id(each.new)}
            yield each.pair


def _likenesses(before: Sequence[Part], after: Sequence[Part]) -> Iterator[_Likeness]:
    """Of all two of a kind whose titles have as much in common as is asked at least."""
    for kind in LIKENED:
        old = [(each, _letters(each.title), _cited(each)) for each in before if each.kind == kind]
        new = [each for each in after if each.kind == kind]
        having = _having([letters for _, letters, _ in old])
        for part in new if len(old) * len(new) <= MOST else ():
            letters, cited = _letters(part.title), _cited(part)
            for place, common in Counter(place for each in letters for place in having.get(each, ())).items():
                other, others, also = old[place]
                title = 2 * common / (len(letters) + len(others))
                if title < SAME_LAW:
                    continue
                yield _Likeness(other, part, title, cited & also, len(cited | also))


def _having(all_letters: Sequence[frozenset[str]]) -> Mapping[str, list[int]]:
    """The places of those that have each of the letters."""
    having: dict[str, list[int]] = {}
    for place, letters in enumerate(all_letters):
        for each in letters:
            having.setdefault(each, []).append(place)
    return having


def _letters(title: str) -> frozenset[str]:
    """The title's pairs of characters; a single character for itself."""
    text = "".join(words_of(title))
    return frozenset(text[i : i + 2] for i in range(max(len(text) - 1, 1)))


def _cited(part: Part) -> frozenset[str]:
    return frozenset(each.removeprefix(_NATIONAL) for each in part.cites)


def _spelled(articles: Iterable[str]) -> Iterator[str]:
    citations = filter(None, map(citation_of, articles))
    yield from map(citation_text, sorted(citations, key=lambda each: (each.law, article_order(each.article))))
