"""Rule files as they are searched: each item and each rule of discretion with its words and what it stands on."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal, TypeAlias

from compliance.documents.wording import VERDICTS
from compliance.rulepacks.citations import citation_text
from compliance.rulepacks.conditions import facts_in
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Discretion, Item, NegativeList, Question, Questions, Rule
from compliance.rulepacks.source import locate
from compliance.statutes.uses import uses_in
from compliance.store.search_text import normal

Kind: TypeAlias = Literal["item", "rule"]
KINDS = {"item": "事项", "rule": "裁量规则"}


@dataclass(frozen=True, slots=True)
class Words:
    """A text of an entry under its Chinese label, as it is written and as it is searched; `weight`: how much it counts
    that a word is found in it."""

    label: str
    text: str
    normal: str
    weight: int


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An item of a pack or a rule of discretion. `cited`: the laws, as they are written, with their articles; `asks`:
    the facts that its conditions and multiples read."""

    file: RuleFile
    number: int
    of: Item | Rule
    words: tuple[Words, ...]
    whole: str
    cited: frozenset[tuple[str, str]]
    asks: frozenset[str]

    @property
    def kind(self) -> Kind:
        return "item" if isinstance(self.of, Item) else "rule"

    @property
    def line(self) -> int:
        """Where it begins in its file, from 1."""
        key = "items" if self.kind == "item" else "rules"
        return locate(self.file.root, (key, self.number)).line


class Indexed:
    """A rule file with all its entries, in its order."""

    def __init__(self, file: RuleFile) -> None:
        self.entries = tuple(_entries(file))


def _entries(file: RuleFile) -> Iterator[Entry]:
    content = file.content
    cited: dict[str, set[tuple[str, str]]] = {}
    for use in uses_in(file):
        cited.setdefault(use.by, set()).add((use.citation.law, use.citation.article))
    for number, of in enumerate(_parts(content)):
        asks = frozenset(_asks(of))
        words = tuple(_words(of, content, asks))
        whole = "\n".join(each.normal for each in words)
        yield Entry(file, number, of, words, whole, frozenset(cited.get(of.id, ())), asks)


def _parts(content: object) -> tuple[Item | Rule, ...]:
    if isinstance(content, NegativeList):
        return content.items
    return content.rules if isinstance(content, Discretion) else ()


def _asks(of: Item | Rule) -> Iterator[str]:
    if isinstance(of, Rule):
        yield from chain(*(facts_in(each.when) for each in of.elements))
        return
    fines = [fine for penalty in of.penalty for fine in penalty.fines]
    conditions = (of.applies_when, of.violated_when, *(each.if_ for each in fines if each.if_ is not None))
    yield from chain(*map(facts_in, conditions))
    yield from (each.of for each in fines if each.of)


def _words(of: Item | Rule, content: object, asks: Container[str]) -> Iterator[Words]:
    """Each text that isn't empty, what says most first."""
    for label, text, weight in chain(*_said(of, content, asks)):
        if text:
            yield Words(label, text, normal(text), weight)


def _said(of: Item | Rule, content: object, asks: Container[str]) -> Iterator[Iterable[tuple[str, str, int]]]:
    """Label, text and weight."""
    assert isinstance(content, NegativeList | Discretion)
    yield (("标题", of.title, 8), ("编号", of.id, 4), ("规则", content.title, 1))
    yield _of_item(of) if isinstance(of, Item) else _of_rule(of)
    yield _of_questions(content.questions if isinstance(content, NegativeList) else content.circumstances, asks)
    yield (("没有核对的", of.unverified or "", 1),)


def _of_item(item: Item) -> Iterator[tuple[str, str, int]]:
    yield "主管部门", item.department, 3
    yield "同一个行为", item.act or "", 3
    yield "怎么改", item.rectify.how if item.rectify else "", 3
    yield "违反的规定", "、".join(map(citation_text, item.duty)), 3
    for penalty in item.penalty:
        yield "处罚依据", citation_text(penalty), 3
        yield "处罚和处理措施", "、".join(penalty.measures), 2


def _of_rule(rule: Rule) -> Iterator[tuple[str, str, int]]:
    yield "处理结论", VERDICTS[rule.verdict] if rule.verdict else "", 3
    yield "依据", "、".join(map(citation_text, rule.basis)), 3
    for element in rule.elements:
        yield "要件", element.title, 3
        yield "怎么具备", element.how or "", 3
    yield "说明", rule.note or "", 2


def _of_questions(questions: Questions, asks: Container[str]) -> Iterator[tuple[str, str, int]]:
    """What is asked, in the order of the file."""
    for fact, question in questions.items():
        if fact in asks:
            yield "问题", _asked(question), 2
            yield "问题的说明", question.help or "", 1
            yield "证明材料", question.evidence or "", 1


def _asked(question: Question) -> str:
    return question.ask + (f"（{'、'.join(question.options)}）" if question.options else "")
