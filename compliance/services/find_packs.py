"""Finding the packs and visits that an enterprise should check: by plain questions, or by words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from compliance.errors import ComplianceError
from compliance.rulepacks.models import NegativeList, OneVisit
from compliance.services.library import RuleLibrary
from compliance.store.search_text import normal

MAX_LENGTH = 60
"""How long a search may be, in characters."""
MOST = 0.5
"""Which share of the pairs of characters of a phrase must occur where the phrase itself doesn't."""
_NOT_WHOLE = 0.9
"""What is at most had of a phrase by its pairs: 甲乙甲 has those of 乙甲乙."""
_SCATTERED = 0.1
"""What a phrase counts that only all texts of a pack together have."""
_SEPARATORS = re.compile(r"[\s,.;:!?、。“”‘’「」()]+")  # after NFKC, which makes ，；：！？（） and wide spaces narrow
_PHRASE = 3
"""From how many characters on a word is looked for by its pairs, too."""


class SearchError(ComplianceError):
    """Words that can't be searched for."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pack or visit to check. `reasons`: the answers that call for it, as they were read."""

    id: str
    title: str
    is_visit: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A pack or visit that was found. `matched`: its items, questions and so on that have the words, best first."""

    id: str
    title: str
    is_visit: bool
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A text to search, what is shown where it matches, and how much a match counts."""

    text: str
    shown: str
    weight: float


def suggest(library: RuleLibrary, answers: Mapping[str, Sequence[str]]) -> tuple[Suggestion, ...]:
    """What the answers (texts of options, by question) call for, in the order of the finder's file.

    Questions and options that the finder hasn't are passed over: an address may be older than the file.
    """
    reasons: dict[str, list[str]] = {}
    for question in library.finder.questions if library.finder else ():
        for option in question.options:
            if option.text in answers.get(question.id, ()):
                for called in option.called_for:
                    reasons.setdefault(called, []).append(option.text)
    found = {each.id: each for each in (*library.packs, *library.visits)}
    return tuple(
        Suggestion(called, found[called].title, isinstance(found[called], OneVisit), tuple(dict.fromkeys(why)))
        for called, why in reasons.items()
    )


def search(library: RuleLibrary, words: str) -> tuple[Hit, ...]:
    """The packs and visits that have all the words, best first; nothing for no words. Raises SearchError."""
    check_length(words)
    wanted = words_of(words)
    if not wanted:
        return ()
    contents: tuple[NegativeList | OneVisit, ...] = (*library.packs, *library.visits)
    scored = [(*_scored(library, content, wanted), content) for content in contents]
    best = sorted((each for each in scored if each[0]), key=lambda each: -each[0])
    return tuple(Hit(content.id, content.title, isinstance(content, OneVisit), matched) for _, matched, content in best)


def check_length(words: str) -> None:
    """Raises SearchError for more than MAX_LENGTH characters."""
    if len(words) > MAX_LENGTH:
        raise SearchError(f"最多写 {MAX_LENGTH} 个字；请换成几个关键的词，用空格隔开")


def words_of(typed: str) -> tuple[str, ...]:
    """The words that were typed, each once, as `normal` has them."""
    return tuple(dict.fromkeys(filter(None, _SEPARATORS.split(normal(typed)))))


def _scored(
    library: RuleLibrary, content: NegativeList | OneVisit, wanted: Sequence[str]
) -> tuple[float, tuple[str, ...]]:
    """How well it matches, and where; 0 where a word has no match. Of equal ones, who has it in more of its texts."""
    entries = [replace(entry, text=normal(entry.text)) for entry in _entries(library, content)]
    found = [_places(word, entries) for word in wanted]
    if not all(found):
        return 0.0, ()
    places: dict[str, float] = {}
    for each in found:
        for shown, value in each.items():
            places[shown] = places.get(shown, 0.0) + value
    matched = sorted(places, key=lambda shown: -places[shown])
    return sum(max(each.values()) for each in found) + len(matched) / len(entries), tuple(matched)


def _places(word: str, entries: Sequence[_Entry]) -> dict[str, float]:
    """Where the word is, and how much that counts; else where most of it is; else, if it is in all together, a part."""
    for least in (1.0, MOST):
        if found := _valued(word, entries, least):
            return found
    if share_of(word, "\n".join(entry.text for entry in entries)) < MOST:
        return {}
    return {shown: value * _SCATTERED for shown, value in _valued(word, entries, 0.0).items()}


def _valued(word: str, entries: Sequence[_Entry], least: float) -> dict[str, float]:
    """What the entries count that have at least this share of the word."""
    values: dict[str, float] = {}
    for entry in entries:
        if (share := share_of(word, entry.text)) and share >= least:
            values[entry.shown] = max(entry.weight * share**2, values.get(entry.shown, 0.0))
    return values


def share_of(word: str, text: str) -> float:
    """1 where the text has the word; of a longer one, which share of its pairs of characters it has, but not 1."""
    if word in text:
        return 1.0
    if len(word) < _PHRASE or word.isascii():
        return 0.0
    pairs = {word[i : i + 2] for i in range(len(word) - 1)}
    return min(sum(pair in text for pair in pairs) / len(pairs), _NOT_WHOLE)


def _entries(library: RuleLibrary, content: NegativeList | OneVisit) -> Iterator[_Entry]:
    yield _Entry(content.title, content.title, 8)
    for question in library.finder.questions if library.finder else ():
        for option in question.options:
            if content.id in option.called_for:
                yield _Entry(option.text, option.text, 6 if content.id == option.called_for[0] else 4.5)
    yield from _entries_of_pack(content) if isinstance(content, NegativeList) else _entries_of_visit(content)


def _entries_of_pack(pack: NegativeList) -> Iterator[_Entry]:
    for item in pack.items:
        yield _Entry(item.title, item.title, 4)
        yield _Entry(" ".join((item.department, *sorted(item.laws))), item.title, 3)
    for question in pack.questions.values():
        yield _Entry(" ".join((question.ask, *(question.options or ()))), question.ask, 2)
        yield _Entry(question.help or "", question.ask, 1)


def _entries_of_visit(visit: OneVisit) -> Iterator[_Entry]:
    if visit.about:
        yield _Entry(visit.about, visit.about, 4)
    for stop in visit.stops:
        yield _Entry(stop.title, stop.title, 4)
        yield _Entry(stop.look or "", stop.title, 2)
