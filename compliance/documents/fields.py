"""What the columns of a checklist can show, by name. Each gives paragraphs; none where there is nothing to say."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from compliance.documents.cards import CitationText, ElementRow, FindingCard, NeedRow, RuleRow
from compliance.documents.laws import CitedLaw, LawText
from compliance.documents.wording import day_text

Field: TypeAlias = Callable[[Any], Iterable[str]]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A question that was answered, and where the answer comes from."""

    ask: str
    answer: str
    source: str


def _deadline(card: FindingCard) -> Iterable[str]:
    within = None if card.within_days is None else f"{card.within_days}日内"
    day = card.due and f"{day_text(card.due)}前"
    yield from filter(None, [f"{day}（{within}）" if day and within else day or within])


def _verdict_basis(card: FindingCard) -> Iterable[str]:
    return (_named([rule]) for rule in card.rules if rule.applies)


def _reachable(card: FindingCard) -> Iterable[str]:
    """What can be reached by doing something, and how."""
    for rule in filter(_can_be_worked_on, card.reachable):
        lacking = "；".join(map(_lacking, rule.open))
        yield f"{rule.verdict_text}：{_named([rule])}。还要具备：{lacking}。"


def _unclear(card: FindingCard) -> Iterable[str]:
    """What would be reached if it were shown that things are so, by verdict."""
    rules = [rule for rule in card.reachable if not _can_be_worked_on(rule)]
    for verdict in dict.fromkeys(rule.verdict_text for rule in rules):
        yield f"{verdict}：{_named([rule for rule in rules if rule.verdict_text == verdict])}。"


def _can_be_worked_on(rule: RuleRow) -> bool:
    return any(element.state == "unmet" for element in rule.open)


def _named(rules: Iterable[RuleRow]) -> str:
    cite = _Citing()
    return "；".join(f"{rule.title}（{cite(rule.basis)}）" for rule in rules)


def _lacking(element: ElementRow) -> str:
    how = f"——{element.how}" if element.how else ""
    return f"{element.title}{'（尚不清楚）' if element.state == 'unknown' else ''}{how}"


class _Citing:
    """Puts citations in a row; a law isn't named again where it is the one just named."""

    def __init__(self) -> None:
        self._named = ""

    def __call__(self, citations: Iterable[CitationText]) -> str:
        return "、".join(map(self._one, citations))

    def _one(self, citation: CitationText) -> str:
        law, end, place = citation.text.partition("》")
        again, self._named = law == self._named, law
        return place if again else law + end + place


def _elements(card: FindingCard) -> Iterable[str]:
    for rule in card.rules:
        if rule.applies:
            yield f"{rule.title}：" + "；".join(f"{each.title}——{each.state_text}" for each in rule.elements)


def _one(text: str | None) -> Iterable[str]:
    return (text,) if text else ()


def _whole_law(law: CitedLaw) -> Iterable[str]:
    """«《中华人民共和国甲法》（简称《甲法》，2020年1月1日文本）»"""
    called = f"简称{law.name}，" if law.name != law.title else ""
    yield f"{law.title}（{called}{f'{day_text(law.version)}文本' if law.version else '文本日期没有登记'}）"


CARD_FIELDS: Mapping[str, Field] = {
    "id": lambda card: _one(card.item_id),
    "title": lambda card: _one(card.title),
    "pack": lambda card: _one(card.pack_title),
    "department": lambda card: _one(card.department),
    "severity": lambda card: _one(card.severity_text),
    "status": lambda card: _one(card.status_text),
    "duty": lambda card: _one(_Citing()(card.duty)),
    "penalty": lambda card: _one(card.penalty and card.penalty.text),
    "measures": lambda card: _one("、".join(card.measures)),
    "fines": lambda card: card.fines,
    "rectify": lambda card: _one(card.rectify_how),
    "deadline": _deadline,
    "days": lambda card: _one(card.within_days and str(card.within_days)),
    "verdict": lambda card: _one(card.verdict_text),
    "verdict_basis": _verdict_basis,
    "elements": _elements,
    "reachable": _reachable,
    "unclear": _unclear,
    "needs": lambda card: (need.ask for need in card.needs),
    "notes": lambda card: card.notes,
    "unverified": lambda card: card.unverified,
}
NEED_FIELDS: Mapping[str, Field] = {
    "ask": lambda need: _one(need.ask),
    "waiting": lambda need: _one(f"{need.items}项"),
}
ANSWER_FIELDS: Mapping[str, Field] = {
    "ask": lambda row: _one(row.ask),
    "answer": lambda row: _one(row.answer),
    "source": lambda row: _one(row.source),
}
REMARK_FIELDS: Mapping[str, Field] = {"text": _one}
LAW_FIELDS: Mapping[str, Field] = {
    "name": lambda law: _one(law.name),
    "title": lambda law: _one(law.title),
    "whole": _whole_law,
    "rank": lambda law: _one(law.rank),
    "issuer": lambda law: _one(law.issuer),
    "version": lambda law: _one(law.version and day_text(law.version)),
    "effective": lambda law: _one(law.effective and day_text(law.effective)),
    "articles": lambda law: _one("、".join(law.articles)),
    "unverified": lambda law: _one(law.unverified),
}
LAW_TEXT_FIELDS: Mapping[str, Field] = {
    "place": lambda text: _one(f"{text.name}{text.article}（{day_text(text.version)}文本）"),
    "text": lambda text: text.paragraphs,
}
Row: TypeAlias = FindingCard | NeedRow | AnswerRow | CitedLaw | LawText | str
