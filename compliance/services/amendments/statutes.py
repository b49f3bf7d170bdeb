"""The laws that the rules stand on, as the desk sees them: the text by article, what stands on each, and what is to be
reviewed."""

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.documents.laws import Laws
from compliance.rulepacks.numerals import article_order
from compliance.services.amendments.worklist import ReviewEntry, amendments_of, pending, read_worklist
from compliance.services.law_uses import LawUses, all_laws, uses_of
from compliance.services.office import Office
from compliance.services.paper_laws import all_laws as laws_with_texts
from compliance.statutes.corpus import NoCorpusError
from compliance.statutes.text import Statute
from compliance.statutes.uses import Use
from compliance.store.amendments import AmendmentRecord


@dataclass(frozen=True, slots=True)
class ListedLaw:
    """A law, and how many entries that stand on it are to be reviewed."""

    found: LawUses
    to_review: int


@dataclass(frozen=True, slots=True)
class LawArticle:
    """An article with its paragraphs, none where its text isn't at hand, and what stands on it."""

    number: str
    paragraphs: tuple[str, ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class LawPage:
    """A law. `text` is the one that the rules were written by, `newer` one that the office has beside it.

    `whole`: whether every article is among `articles`, or only those that something stands on. `amendments` are the
    newest first, `entries` what is to be reviewed because of them.
    """

    found: LawUses
    text: Statute | None
    newer: Statute | None
    articles: tuple[LawArticle, ...]
    whole: bool
    amendments: tuple[AmendmentRecord, ...]
    entries: tuple[ReviewEntry, ...]

    def is_pending(self, use: Use) -> bool:
        """Whether what cites it is to be reviewed."""
        pack = use.file.content.id
        return any(each.record.pack == pack and each.record.entry in (use.by, pack) for each in self.entries)

    def count(self, amendment: AmendmentRecord) -> int:
        """How many entries are still to be reviewed because of it."""
        return sum(each.amendment == amendment for each in self.entries)


def list_laws(office: Office) -> tuple[ListedLaw, ...]:
    """The registered laws in the register's order, then those that are cited without being registered."""
    entries = read_worklist(office)
    laws = all_laws(office.library.rulebook, unregistered=True)
    return tuple(ListedLaw(each, len(pending(entries, statute=each.name))) for each in laws)


def law_page(office: Office, name: str, whole: bool = False) -> LawPage:
    """Raises UnknownLawError."""
    found, laws = uses_of(office.library.rulebook, name), _laws(office)
    text = laws.text_of(found.name)
    return LawPage(
        found=found,
        text=text,
        newer=laws.newer_text(found.name),
        articles=tuple(_articles(found, text, whole)),
        whole=whole,
        amendments=amendments_of(office, found.name),
        entries=pending(read_worklist(office), statute=found.name),
    )


def _laws(office: Office) -> Laws:
    try:
        return laws_with_texts([office.library.rulebook], office.settings.laws)
    except NoCorpusError:  # what stands on the law can be read without its text
        return laws_with_texts([office.library.rulebook], None)


def _articles(found: LawUses, text: Statute | None, whole: bool) -> Iterator[LawArticle]:
    uses, texts = dict(found.by_article), text.articles if text else {}
    for number in sorted({*uses, *(texts if whole else ())}, key=article_order):
        paragraphs = (line for each in texts.get(number, ()) for line in each.whole.splitlines())
        yield LawArticle(number, tuple(paragraphs), uses.get(number, ()))
