"""The lists that the sections of a paper are made of."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from compliance.documents import wording
from compliance.documents.advice import advise, remarks
from compliance.documents.cards import FindingCard, catalogue
from compliance.documents.definitions import Section
from compliance.documents.fields import AnswerRow, Row
from compliance.documents.matter import Matter
from compliance.documents.placeholders import COUNTS, SOURCE, filled
from compliance.errors import ComplianceError
from compliance.rulepacks.models import Question
from compliance.rulepacks.problems import did_you_mean
from compliance.rulepacks.values import Value, plain_number


class UnknownItemError(ComplianceError):
    """The items chosen aren't all among those that the paper can be about."""


class Rows:
    """What can be listed of a matter; `decided` False leaves its decision out of account.

    Raises UnknownItemError where the matter chooses items that aren't there.
    """

    def __init__(self, matter: Matter, decided: bool) -> None:
        self.matter = matter
        told = matter.decision if decided else None
        self.advice = advise(matter.rulebook, told, matter.officially) if told else None
        self.day = self.advice.as_of if self.advice else matter.issued_on
        self.cards = self._chosen(self.advice.findings if self.advice else catalogue(matter.rulebook, self.day))

    def _chosen(self, cards: tuple[FindingCard, ...]) -> tuple[FindingCard, ...]:
        known = [card.item_id for card in cards]
        for item in self.matter.items:
            if item not in known:
                raise UnknownItemError(f"没有编号为「{item}」的事项{did_you_mean(item, known)}")
        return tuple(card for card in cards if not self.matter.items or card.item_id in self.matter.items)

    @property
    def violations(self) -> tuple[FindingCard, ...]:
        return tuple(card for card in self.cards if card.status == "violation")

    def of(self, section: Section, printed: Iterable[str] = ()) -> tuple[Row, ...]:
        """The section's rows, in its order; `printed`: the texts before it, whose laws it may list."""
        if section.list is None:
            return ()
        if section.list == "laws":
            return self.matter.laws.cited(printed)
        if section.list == "law_texts":
            return tuple(self.matter.laws.texts(printed))
        if section.list in _OTHERS:
            return tuple(_OTHERS[section.list](self))
        # violations are the only cards that have an order of urgency; they come first, the rest as they are
        urgent = self.advice.violations if self.advice and section.order == "urgency" else ()
        statuses, mine = _STATUSES[section.list], set(self.cards)
        cards = dict.fromkeys(card for card in (*urgent, *self.cards) if card in mine)
        chosen = [card for card in cards if statuses is None or card.status in statuses]
        return tuple(_SORTED[section.order](chosen)) if section.order in _SORTED else tuple(chosen)

    def placeholders(self) -> dict[str, str]:
        """What may be filled into texts; counts only where something was decided, and what isn't known left out."""
        packs = self.matter.rulebook.packs
        titled = self.matter.rulebook.visits or packs
        counts = Counter(card.status for card in self.cards)
        party = self.matter.enterprise
        known = {
            "清单": "、".join(each.title for each in titled),
            "版本": "、".join(f"{pack.title}（{pack.version}版）" for pack in packs),
            "判断日期": wording.day_text(self.day),
            "出具日期": wording.day_text(self.matter.issued_on),
            "总数": str(len(self.cards)),
            "单位名称": party.name if party else "",
            "统一社会信用代码": party.credit_code if party else "",
            "地址": party.address if party else "",
            "发文机关": self.matter.issuing_body,
            **({name: str(counts[status]) for name, status in COUNTS.items()} if self.advice else {}),
            **({SOURCE: wording.SOURCES[self.matter.officially is not None]} if self.advice else {}),
            **filled(self.matter.by_hand, self.matter.ticked),
        }
        return {name: value for name, value in known.items() if value}


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
