"""Whether rules published since would decide a stored self-check otherwise: both decisions, item by item."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from compliance.documents.advice import FindingCard, advise
from compliance.engine.decide import Engine
from compliance.services.office import Office
from compliance.services.read_assessment import Assessment
from compliance.services.self_check.fields import Field, Typed
from compliance.services.self_check.keep import KeptCheck, PacksGoneError, engine_of_today
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
    """What other rules come to, with the same answers on the same day. `old` and `new` name the packs' versions.

    `asked_otherwise` names the fields whose answers would be taken for something else, as 20 in another unit.
    """

    old: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, str], ...]
    items: tuple[ItemChange, ...]
    unfit: tuple[UnfitAnswer, ...]
    asked_otherwise: frozenset[str]


def rules_change(office: Office, kept: KeptCheck, result: Assessment, proven: frozenset[str]) -> RulesChange | None:
    """What the rules of today change in the result; None where it is nothing, or where they have its packs no more.

    What was typed is decided under both rules as of today, so that nothing but the rules makes the difference.
    """
    try:
        engine = engine_of_today(office, kept)
    except PacksGoneError:
        return None
    if engine.rulebook.texts == result.rulebook.texts:
        return None
    change = compare(result.engine, engine, kept.typed, office.today(), proven)
    return change if change.items or change.unfit else None


def compare(
    old_rules: Engine, new_rules: Engine, typed: Mapping[str, Typed], today: date, proven: Collection[str] = frozenset()
) -> RulesChange:
    """What the one rules and the others make of the same; `proven` names the fields that evidence was added to."""
    old, as_typed = (SelfCheck(each, typed, today, proven) for each in (old_rules, new_rules))
    otherwise = _asked_otherwise(old, as_typed)
    new = SelfCheck(new_rules, {name: said for name, said in typed.items() if name not in otherwise}, today, proven)
    return RulesChange(
        old=_versions(old),
        new=_versions(new),
        items=tuple(_changed(_cards(old), _cards(new))),
        unfit=tuple(_unfit(old, as_typed, new)),
        asked_otherwise=otherwise,
    )


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


def _unfit(old: SelfCheck, as_typed: SelfCheck, new: SelfCheck) -> Iterator[UnfitAnswer]:
    """The answers that counted before and count no more, each with the reason; `new` is without those misread."""
    for step, fact in _places(old).values():
        field, said = step.fields[fact], old.answers.answer(step, fact)
        if fact in old.answers.shown(step) and said is not None and (why := _why_unfit(field, as_typed, new)):
            yield UnfitAnswer(field.question.ask, field.in_words(old.typed.get(field.name, ())), why)


def _why_unfit(field: Field, as_typed: SelfCheck, new: SelfCheck) -> str | None:
    place = _places(as_typed).get(field.name)
    if place is None:
        return "现在不再问这个问题"
    if flaw := as_typed.answers.flaw(*place):
        return flaw
    if _kind(field) != _kind(place[0].fields[place[1]]):
        return "这个问题的答法变了（类型或者单位），请重新回答"
    shown = _places(new).get(field.name)
    return None if shown and shown[1] in new.answers.shown(shown[0]) else "按现在的规定，不用再回答这个问题"


def _asked_otherwise(old: SelfCheck, new: SelfCheck) -> frozenset[str]:
    """The fields of one name that are asked in another kind or unit."""
    before, now = (
        {name: _kind(step.fields[fact]) for name, (step, fact) in _places(check).items()} for check in (old, new)
    )
    return frozenset(name for name in before.keys() & now.keys() if before[name] != now[name])


def _kind(field: Field) -> tuple[str, str | None]:
    return field.question.type, field.question.unit


def _places(check: SelfCheck) -> dict[str, tuple[Step, str]]:
    """The page of each field, and the fact that it asks for there, by the field's name."""
    steps = (*check.answers.question_steps, *check.answers.item_steps)
    return {field.name: (step, fact) for step in steps for fact, field in step.fields.items()}
