"""Looking through the rules at hand, and through drafts of them where somebody asks for those."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from compliance.rulepacks.departments import each_of
from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.models import Item
from compliance.rulepacks.problems import ProblemsError
from compliance.services.find_packs import MOST as ALIKE
from compliance.services.find_packs import share_of
from compliance.services.office import Office
from compliance.services.publishing.standing import is_done
from compliance.services.rule_search.asked import Asked, Criteria, criteria_of
from compliance.services.rule_search.entries import Entry, Indexed
from compliance.services.rule_search.fines import fits, most_of
from compliance.store.records.drafts import DraftRecord

_DRAFTS_KEPT = 64
"""How many drafts' texts stay read."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found, `draft` where in a draft, else in the rules of today."""

    entry: Entry
    draft: DraftRecord | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """All hits, those first that have the words where they say most; else in the order of the rules.

    `near`: nothing has the words as they are, and these have most of them. `untold`: how many fit but for the fine, of
    which amounts don't tell. `unread`: drafts that can't be read.
    """

    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    near: bool = False
    untold: int = 0
    unread: tuple[DraftRecord, ...] = ()

    @property
    def packs(self) -> int:
        """In how many rule files they stand."""
        return len({hit.entry.file.content.id for hit in self.hits})


@dataclass(slots=True)
class _Read:
    """What is looked through: the entries, with their drafts, and the drafts that couldn't be read."""

    hits: list[Hit] = field(default_factory=list)
    unread: list[DraftRecord] = field(default_factory=list)


def find_rules(office: Office, asked: Asked) -> Found:
    """What fits all that is asked for; raises RuleSearchError."""
    wanted, day = criteria_of(office, asked), office.today()
    read = _Read([Hit(entry) for each in office.library.indexed for entry in each.entries])
    if wanted.drafts:
        _read_drafts(office, read)
    fitting = [hit for hit in read.hits if _fits(wanted, hit.entry)]
    hits, near = _with_words(wanted.words, fitting)
    told = [(hit, _amount_fits(wanted, hit.entry, day)) for hit in hits if _is_possible(wanted, hit.entry)]
    return Found(
        words=wanted.words,
        hits=tuple(hit for hit, fit in told if fit),
        near=near,
        untold=sum(fit is None for _, fit in told),
        unread=tuple(read.unread),
    )


def _fits(wanted: Criteria, entry: Entry) -> bool:
    if wanted.kind and entry.kind != wanted.kind:
        return False
    if wanted.laws and not _cites(wanted, entry):
        return False
    of = entry.of
    if not isinstance(of, Item):
        return not wanted.of_items
    if wanted.department and wanted.department not in each_of(of.department):
        return False
    return not wanted.severity or of.severity == wanted.severity


def _cites(wanted: Criteria, entry: Entry) -> bool:
    return any(law in wanted.laws and wanted.article in ("", article) for law, article in entry.cited)


def _is_possible(wanted: Criteria, entry: Entry) -> bool:
    if wanted.grounds is None:
        return True
    return isinstance(entry.of, Item) and wanted.discretion.are_possible(wanted.grounds, entry.of)


def _amount_fits(wanted: Criteria, entry: Entry, day: date) -> bool | None:
    if not wanted.by_amount or not isinstance(entry.of, Item):
        return True
    return fits(most_of(entry.of, day), wanted.least, wanted.most)


def _with_words(words: Sequence[str], hits: Sequence[Hit]) -> tuple[list[Hit], bool]:
    """Those that have all the words, or else most of each; and whether it is these."""
    if not words:
        return list(hits), False
    if found := [hit for hit in hits if all(word in hit.entry.whole for word in words)]:
        return sorted(found, key=lambda hit: -_weight(words, hit.entry)), False
    shares = [(hit, [share_of(word, hit.entry.whole) for word in words]) for hit in hits]
    near = [(hit, sum(share)) for hit, share in shares if min(share) >= ALIKE]
    return [hit for hit, _ in sorted(near, key=lambda each: -each[1])], bool(near)


def _weight(words: Sequence[str], entry: Entry) -> int:
    return sum(max(each.weight for each in entry.words if word in each.normal) for word in words)


def _read_drafts(office: Office, read: _Read) -> None:
    """Adds the drafts whose text isn't published."""
    with office.store.reading() as records:
        steps = records.packs.steps()
        drafts = [each for each in records.packs.drafts() if not is_done(each, steps)]
        texts = records.packs.texts({each.rule_file for each in drafts})
    for draft in drafts:
        indexed = _of_draft(texts[draft.rule_file], draft.pack)
        if indexed is None:
            read.unread.append(draft)
        else:
            read.hits += [Hit(entry, draft) for entry in indexed.entries]


@lru_cache(_DRAFTS_KEPT)
def _of_draft(text: bytes, pack: str) -> Indexed | None:
    try:
        return Indexed(parse_rule_file(text, f"{pack}.yaml"))
    except ProblemsError:
        return None
