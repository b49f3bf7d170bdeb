"""The lists that the sections of a paper are made of."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from compliance.documents import wording
from compliance.documents.advice import advise, remarks
from compliance.documents.cards import FindingCard, catalogue
from compliance.documents.definitions import COUNT_PLACEHOLDERS, Section
from compliance.documents.fields import AnswerRow, Row
from compliance.documents.matter import Matter
from compliance.rulepacks.models import Question
from compliance.rulepacks.values import Value, plain_number


class Rows:
    """What can be listed of a matter; `decided` False leaves its decision out of account."""

    def __init__(self, matter: Matter, decided: bool) -> None:
        self.matter = matter
        self.advice = advise(matter.rulebook, matter.decision) if matter.decision and decided else None
        self.day = self.advice.as_of if self.advice else matter.issued_on
        self.cards = self.advice.findings if self.advice else catalogue(matter.rulebook, self.day)

    def of(self, section: Section) -> tuple[Row, ...]:
        """The section's rows, in its order."""
        if section.list in _OTHERS:
            return tuple(_OTHERS[section.list](self))
        # violations are the only cards that have an order of urgency; they come first, the rest as they are
        cards = self.advice.violations + self.cards if self.advice and section.order == "urgency" else self.cards
        statuses = _STATUSES[section.list]
        chosen = dict.fromkeys(card for card in cards if statuses is None or card.status in statuses)
        return tuple(_SORTED[section.order](chosen)) if section.order in _SORTED else tuple(chosen)

    def placeholders(self) -> dict[str, str]:
        """What may be filled into texts; counts only where something was decided."""
        packs = self.matter.rulebook.packs
        titled = self.matter.rulebook.visits or packs
        counts = self.advice.counts if self.advice else {}
        return {
            "清单": "、".join(each.title for each in titled),
            "版本": "、".join(f"{pack.title}（{pack.version}版）" for pack in packs),
            "判断日期": wording.day_text(self.day),
            "总数": str(len(self.cards)),
            **{name: str(counts[status]) for name, status in COUNT_PLACEHOLDERS.items() if status in counts},
        }


_STATUSES: Mapping[str, tuple[str | None, ...] | None] = {
    "violations": ("violation",),
    "undetermined": ("undetermined",),
    "compliant": ("compliant",),
    "not_applicable": ("not_applicable",),
    "applicable": ("violation", "undetermined", "compliant", None),
    "items": None,
}


def _answers(rows: Rows) -> Iterator[AnswerRow]:
    sheet = rows.matter.sheet
    asked = {fact: question for pack in rows.matter.rulebook.packs for fact, question in pack.questions.items()}
    for fact, question in asked.items() if sheet else ():
        if sheet and fact in sheet.answers:
            source = wording.PROOFS[sheet.provenance.get(fact, "declared")]
            yield AnswerRow(question.ask, _answer_text(sheet.answers[fact], question), source)


def _answer_text(value: Value, question: Question) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain_number(value) + (question.unit or "")
    if isinstance(value, date):
        return wording.day_text(value)
    if isinstance(value, frozenset):
        return "、".join(option for option in question.options or () if option in value) or "以上都没有"
    return value


_OTHERS: Mapping[str, Callable[[Rows], Iterable[Row]]] = {
    "questions": lambda rows: rows.advice.still_matters if rows.advice else (),
    "answers": _answers,
    "remarks": lambda rows: rows.advice.remarks if rows.advice else remarks(rows.matter.rulebook),
}


def _by_severity(cards: Iterable[FindingCard]) -> list[FindingCard]:
    ranks = list(wording.SEVERITIES)
    return sorted(cards, key=lambda card: -ranks.index(card.severity))


def _by_department(cards: Iterable[FindingCard]) -> list[FindingCard]:
    cards = list(cards)
    departments = list(dict.fromkeys(card.department for card in cards))
    return sorted(cards, key=lambda card: departments.index(card.department))


_SORTED = {"severity": _by_severity, "department": _by_department}
