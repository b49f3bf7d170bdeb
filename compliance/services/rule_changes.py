"""Whether rules published since would decide a stored self-check otherwise: both decisions, item by item."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compliance.documents.advice import FindingCard, advise
from compliance.services.library import UnknownPackError
from compliance.services.office import Office
from compliance.services.read_assessment import Assessment
from compliance.services.self_check.keep import KeptCheck
from compliance.services.self_check.pages import SelfCheck
from compliance.services.self_check.steps import Step


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item that is decided otherwise; None on the side whose rules don't have it."""

    old: FindingCard | None
    new: FindingCard | None

    @property
    def title(self) -> str:
        card = self.new or self.old
        return card.title if card else ""


@dataclass(frozen=True, slots=True)
class UnfitAnswer:
    """An answer that the new rules can't use: what was asked, what was said, and why in Chinese."""

    ask: str
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class RulesChange:
    """What other rules come to, with the same answers on the same day. `old` and `new` name the packs' versions."""

    old: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, str], ...]
    items: tuple[ItemChange, ...]
    unfit: tuple[UnfitAnswer, ...]


def rules_change(office: Office, kept: KeptCheck, result: Assessment, proven: frozenset[str]) -> RulesChange | None:
    """What the rules of today change in the result; None where it is nothing, or where they have its packs no more.

    What was typed is decided under both rules as of today, so that nothing but the rules makes the difference.
    """
    try:
        engine = office.library.select(kept.pack_ids)
    except UnknownPackError:
        return None
    if engine.rulebook.texts == result.rulebook.texts:
        return None
    old, new = (SelfCheck(each, kept.typed, office.today(), proven) for each in (result.engine, engine))
    change = RulesChange(
        _versions(old), _versions(new), tuple(_changed(_cards(old), _cards(new))), tuple(_unfit(old, new))
    )
    return change if change.items or change.unfit else None


def _versions(check: SelfCheck) -> tuple[tuple[str, str], ...]:
    return tuple((pack.title, pack.version) for pack in check.rulebook.packs)


def _cards(check: SelfCheck) -> dict[str, FindingCard]:
    return {card.item_id: card for card in advise(check.rulebook, check.decide()).findings}


def _changed(old: Mapping[str, FindingCard], new: Mapping[str, FindingCard]) -> Iterator[ItemChange]:
    for item in {**new, **old}:
        before, after = old.get(item), new.get(item)
        if _told(before) != _told(after):
            yield ItemChange(before, after)


def _told(card: FindingCard | None) -> tuple[object, ...]:
    """What an enterprise is told of an item, as far as it makes a difference to it; nothing where it is in order."""
    if card is None or card.status in ("compliant", "not_applicable"):
        return ()
    return card.status, card.verdict_text, card.fines, card.measures, card.due


def _unfit(old: SelfCheck, new: SelfCheck) -> Iterator[UnfitAnswer]:
    """The answers that counted before and are asked otherwise now, or not at all."""
    fields = {field.name: (step, fact) for step in _all_steps(new) for fact, field in step.fields.items()}
    for step in _all_steps(old):
        for fact, field in step.fields.items():
            if fact not in old.answers.shown(step) or old.answers.answer(step, fact) is None:
                continue
            said = field.in_words(old.typed.get(field.name, ()))
            if field.name not in fields:
                yield UnfitAnswer(field.question.ask, said, "现在不再问这个问题")
            elif flaw := new.answers.flaw(*fields[field.name]):
                yield UnfitAnswer(field.question.ask, said, flaw)


def _all_steps(check: SelfCheck) -> tuple[Step, ...]:
    return (*check.answers.question_steps, *check.answers.item_steps)
