"""Items in words: what the law asks and threatens, with room for what was found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from compliance.documents import wording
from compliance.documents.aloud import read_aloud
from compliance.engine.decision import ElementState, FineRange
from compliance.rulepacks.citations import citation_text
from compliance.rulepacks.conditions import Condition, resolve
from compliance.rulepacks.models import Citation, Fine, Item, ItemSeverity, NegativeList, Penalty, Rule, Status, Verdict
from compliance.rulepacks.rulebook import Rulebook

Cited: TypeAlias = Item | Citation | Rule  # whatever may be `unverified`


@dataclass(frozen=True, slots=True)
class CitationText:
    """A place in a law; `unverified` says why it wasn't checked against the text."""

    text: str
    unverified: str | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One requirement (要件) of a rule and how the violation stands to it; `how` says what to do for it.

    `curable`: it can still be brought about.
    """

    title: str
    state: ElementState
    state_text: str
    how: str | None
    curable: bool = False


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule of discretion. `open`: the elements still lacking where it is `reachable`; `note`: what to know of it.

    `verdict`: what it brings about, None for a rule that only bars others.
    """

    title: str
    verdict: Verdict | None
    verdict_text: str
    basis: tuple[CitationText, ...]
    elements: tuple[ElementRow, ...]
    applies: bool
    reachable: bool
    open: tuple[ElementRow, ...]
    note: str | None
    unverified: tuple[str, ...]

    @property
    def curable(self) -> bool:
        """Whether mending brings it nearer."""
        return any(element.curable for element in self.open)

    @property
    def to_do(self) -> tuple[str, ...]:
        """What is still lacking, what to do oneself first; each only once."""
        ordered = sorted(self.open, key=lambda element: not element.curable)
        return tuple(dict.fromkeys(element.how or element.title for element in ordered))


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A question not answered yet, and how many undetermined items (at least 1) wait for it."""

    fact: str
    ask: str
    items: int


@dataclass(frozen=True, slots=True)
class FindingCard:
    """An item, and what was found of it; `status` None where nothing was assessed.

    `fines`: for a violation those that the subject can meet, else those that the law threatens.
    `due`: the last day to mend it.
    """

    item_id: str
    title: str
    pack_title: str
    department: str
    severity: ItemSeverity
    severity_text: str
    duty: tuple[CitationText, ...]
    penalty: CitationText | None
    measures: tuple[str, ...]
    fines: tuple[str, ...]
    rectify_how: str | None
    within_days: int | None
    unverified: tuple[str, ...]
    status: Status | None = None
    status_text: str = ""
    due: date | None = None
    verdict: Verdict | None = None
    verdict_text: str = ""
    provisional: bool = False
    notes: tuple[str, ...] = ()
    rules: tuple[RuleRow, ...] = ()
    reachable: tuple[RuleRow, ...] = ()
    needs: tuple[NeedRow, ...] = ()


def catalogue(rulebook: Rulebook, day: date) -> tuple[FindingCard, ...]:
    """The items in force on the day, in the rulebook's order, with nothing assessed."""
    return tuple(
        item_card(pack, item, newest(item.penalty, day), day)
        for pack, item in rulebook.in_order
        if pack.in_force(item, day)
    )


def item_card(pack: NegativeList, item: Item, penalty: Penalty | None, day: date, **found: Any) -> FindingCard:
    """The item as it stands on the day under that penalty; `found` are the card's fields of what was assessed."""
    cited: list[Cited] = [item, *item.duty, *([penalty] if penalty else [])]
    return FindingCard(
        item_id=item.id,
        title=item.title,
        pack_title=pack.title,
        department=item.department,
        severity=item.severity,
        severity_text=wording.SEVERITIES[item.severity],
        duty=citation_texts(item.duty),
        penalty=citation_texts([penalty])[0] if penalty else None,
        measures=penalty.measures if penalty else (),
        fines=tuple(fine_threatened(fine, lambda case: _aloud(case, pack, day)) for fine in penalty.fines)
        if penalty
        else (),
        rectify_how=item.rectify.how if item.rectify else None,
        within_days=item.rectify.within_days if item.rectify else None,
        unverified=unverified_of(cited),
        **found,
    )


def fine_threatened(fine: Fine, aloud: Callable[[Condition], str]) -> str:
    """The grade in words; `aloud` says the condition that it may have."""
    max_ = fine.max if fine.times is None else None
    met = FineRange(fine.when, fine.who, fine.min, max_, fine.may, True, fine.per, fine.of, fine.times)
    return wording.fine_text(met, aloud(fine.if_) if fine.if_ is not None else "")


def fine_met(met: FineRange, penalty: Penalty | None, pack: NegativeList, day: date) -> str:
    """In words; the case of a grade is named only where it isn't sure that it applies."""
    threatened = penalty.fines if penalty else ()
    grade = next((fine for fine in threatened if not met.sure and _same_grade(fine, met)), None)
    return wording.fine_text(met, _aloud(grade.if_, pack, day) if grade and grade.if_ else "")


def _same_grade(fine: Fine, met: FineRange) -> bool:
    amounts = met.of is None or (fine.of, fine.times) == (met.of, met.times)
    fixed = fine.times is not None or (fine.min, fine.max) == (met.min, met.max)
    return fine.if_ is not None and (fine.when, fine.who) == (met.when, met.who) and amounts and fixed


def _aloud(case: Condition, pack: NegativeList, day: date) -> str:
    values = {name: newest(entries, day) for name, entries in pack.parameters.items()}
    return read_aloud(resolve(case, {name: each and each.value for name, each in values.items()}), pack.questions)


def newest(entries: Iterable[Any], day: date) -> Any:
    """The entry with the newest `from` not after the day."""
    begun = [each for each in entries if (each.from_ or date.min) <= day]
    return max(begun, key=lambda each: each.from_ or date.min, default=None)


def citation_texts(citations: Iterable[Citation]) -> tuple[CitationText, ...]:
    return tuple(CitationText(citation_text(each), each.unverified) for each in citations)


def unverified_of(parts: Iterable[Cited]) -> tuple[str, ...]:
    """What the parts leave unverified, each remark once."""
    return tuple(dict.fromkeys(part.unverified for part in parts if part.unverified))
