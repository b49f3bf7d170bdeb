"""Why a finding is what it is, in plain words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from compliance.documents.aloud import read_aloud
from compliance.documents.wording import ELEMENT_STATES, SEVERITIES, day_text
from compliance.engine.explain import ElementReason, Explanation, LawOn, Part
from compliance.rulepacks.conditions import Test
from compliance.rulepacks.models import Question, Rule
from compliance.rulepacks.rulebook import Rulebook
from compliance.rulepacks.values import plain_number

_TRUTHS = {True: "成立", False: "不成立", None: "不清楚"}
_GROUPS = {"all": "全部成立才算", "any": "有一个成立就算", "not": "不成立才算"}
_GIVEN = {
    "case.subject": "当事人是所要求的",
    "item.severity": "本项轻重合要求",
    "item.lists": "所在清单合要求",
    "item.id": "属于所列各项",
    "item.laws": "本项依据的法律合要求",
    "item.articles": "本项依据的条文合要求",
}
_PRIORS = {"prior.same_item": "同一事项的违法记录", "prior.any": "违法记录"}


class Reasons:
    """Explanations in the words of one rulebook. Each line comes with how deep it stands."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._questions = {name: each for pack in rulebook.packs for name, each in pack.questions.items()}
        self._circumstances = {name: each for file in rulebook.discretion for name, each in file.circumstances.items()}
        self._rules = {rule.id: rule for file in rulebook.discretion for rule in file.rules}

    def lines(self, explanation: Explanation) -> Iterator[tuple[int, str]]:
        """All that was read for one finding."""
        yield 0, f"规则包 {explanation.pack} {explanation.version}（{explanation.sha256[:12]}）"
        for law in explanation.laws:
            yield from self._law(law)
        for rule, elements in groupby(explanation.elements, key=lambda each: each.rule):
            yield from self._rule(self._rules[rule], list(elements))

    def _rule(self, rule: Rule, elements: list[ElementReason]) -> Iterator[tuple[int, str]]:
        yield 0, f"「{rule.title}」的要件"
        titles = {element.id: element.title for element in rule.elements}
        for each in elements:
            yield 1, f"{titles[each.element]}：{ELEMENT_STATES[each.state]}"
            yield from self._part(each.when, 2, self._circumstances)

    def _law(self, law: LawOn) -> Iterator[tuple[int, str]]:
        if not law.in_force or law.applies is None or law.violated is None:
            yield 0, f"{day_text(law.day)}：本项没有生效"
            return
        since = f"，处罚规定自 {day_text(law.penalty_from)} 起" if law.penalty_from else ""
        yield 0, f"按 {day_text(law.day)} 的规定{since}"
        for name, value, start in law.parameters:
            said = "还没有值" if value is None or start is None else f"{plain_number(value)}（自 {day_text(start)} 起）"
            yield 1, f"参数「{name}」：{said}"
        yield 1, f"适用条件：{_TRUTHS[law.applies.truth]}"
        yield from self._part(law.applies, 2, self._questions)
        yield 1, f"违反条件：{_TRUTHS[law.violated.truth]}"
        yield from self._part(law.violated, 2, self._questions)

    def _part(self, part: Part, depth: int, questions: Mapping[str, Question]) -> Iterator[tuple[int, str]]:
        if part.kind == "test":
            yield depth, self._test(part, questions)
            return
        if not part.parts:
            yield depth, "没有条件，总是成立" if part.kind == "all" else "没有条件，总不成立"
            return
        yield depth, f"下面{_GROUPS[part.kind]}：{_TRUTHS[part.truth]}"
        for each in part.parts:
            yield from self._part(each, depth + 1, questions)

    def _test(self, part: Part, questions: Mapping[str, Question]) -> str:
        fact = str(part.fact)
        question = questions.get(fact)
        if fact in _SPOKEN:
            return f"{_GIVEN[fact]}：{_TRUTHS[part.truth]}（{_SPOKEN[fact](part.answer)}）"
        said = read_aloud(
            Test(_name(fact), str(part.operator), part.operand), {_name(fact): question} if question else {}
        )
        return f"{said}：{_TRUTHS[part.truth]}（{_source(fact)}{answer_text(part.answer, question)}）"


_SPOKEN: Mapping[str, Callable[[Any], str]] = {
    "case.subject": lambda answer: {"unit": "单位", "individual": "个人"}[answer],
    "item.severity": lambda answer: SEVERITIES[answer],
    "item.lists": lambda answer: f"列入 {len(answer)} 份清单",
    "item.id": str,
    "item.laws": lambda answer: "、".join(sorted(answer)),
    "item.articles": lambda answer: "、".join(sorted(answer)),
}


def _name(fact: str) -> str:
    return _GIVEN.get(fact) or _PRIORS.get(fact) or fact


def _source(fact: str) -> str:
    return "" if fact in _GIVEN else "查到 " if fact in _PRIORS else "回答："


def answer_text(answer: Any, question: Question | None) -> str:
    """A fact's value in words; None where nobody answered."""
    if answer is None:
        return "没有回答"
    if isinstance(answer, bool):
        return "是" if answer else "否"
    if isinstance(answer, date):
        return day_text(answer)
    if isinstance(answer, frozenset):
        return "、".join(sorted(answer)) or "都没有"
    if isinstance(answer, str):
        return answer
    return plain_number(answer) + ((question.unit if question else None) or "")
