"""A rule file as parts in words: each question, number, item and rule with all that it says, under Chinese labels."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from compliance.documents.aloud import read_aloud
from compliance.documents.cards import fine_threatened
from compliance.documents.wording import PROOFS, SEVERITIES, STATUSES, VERDICTS, day_text
from compliance.rulepacks.citations import citation_text
from compliance.rulepacks.conditions import Condition
from compliance.rulepacks.models import (
    Citation,
    DatedNumber,
    Discretion,
    Item,
    NegativeList,
    Penalty,
    Period,
    Question,
    Questions,
    Rule,
)
from compliance.rulepacks.values import plain_number

Kind: TypeAlias = Literal["file", "question", "parameter", "item", "rule", "band"]
KINDS: Mapping[Kind, str] = {
    "file": "文件",
    "question": "问题",
    "parameter": "数字",
    "item": "事项",
    "rule": "裁量规则",
    "band": "裁量幅度",
}
_TYPES = {
    "boolean": "是否题",
    "number": "数字",
    "choice": "单选",
    "choices": "多选",
    "date": "日期",
    "text": "文字",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said under one label. `numbers`: the amounts in it, to tell more from less by; `condition`: what the text
    reads aloud, where it is one."""

    text: str
    numbers: tuple[Decimal, ...] = ()
    more: str = "提高"
    less: str = "降低"
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file by its kind and id, its title, and what it says by label.

    `cites`: the articles that an item or a rule stands on, as «某法 124».
    """

    kind: Kind
    id: str
    title: str
    says: Mapping[str, Said]
    cites: frozenset[str] = frozenset()


def parts_of_file(content: NegativeList | Discretion) -> Iterator[Part]:
    """All that the file says, in its order."""
    head: dict[str, Any] = {
        "编号": content.id,
        "名称": content.title,
        "版本": content.version,
        "地区": content.region,
        "审核": f"{content.reviewed.on} {content.reviewed.by}" if content.reviewed else None,
        "没有核对的": "；".join(content.unverified),
    }
    if isinstance(content, NegativeList):
        yield Part("file", "", content.title, _said({**head, "生效期间": _period(content.effective)}))
        yield from _questions(content.questions)
        for name, entries in content.parameters.items():
            yield Part("parameter", name, name, _parameter(entries))
        for item in content.items:
            yield Part("item", item.id, item.title, _said(dict(_item(item, content))), item.articles)
    else:
        yield Part("file", "", content.title, _said(head))
        yield from _questions(content.circumstances)
        for rule in content.rules:
            cites = frozenset(f"{each.law} {each.article}" for each in rule.basis)
            yield Part("rule", rule.id, rule.title, _said(dict(_rule(rule, content.circumstances))), cites)
        yield from _bands(content)


def _said(labels: Mapping[str, Any]) -> dict[str, Said]:
    """What is empty isn't said."""
    return {label: each if isinstance(each, Said) else Said(str(each)) for label, each in labels.items() if each}


def _questions(questions: Questions) -> Iterator[Part]:
    for name, each in questions.items():
        yield Part("question", name, each.ask, _said(dict(_question(each, questions))))


def _question(each: Question, questions: Questions) -> Iterator[tuple[str, Any]]:
    yield "问法", each.ask
    yield "题型", _TYPES[each.type]
    yield "单位", each.unit
    for label, number in (("最小值", each.min), ("最大值", each.max)):
        yield label, None if number is None else Said(plain_number(number), (number,))
    yield "选项", "、".join(each.options or ())
    yield "什么时候才问", _condition(each.ask_when, questions)
    yield "说明", each.help
    yield "证明材料", each.evidence
    changeable = each.changeable
    yield "能不能改变", "、".join(changeable) if isinstance(changeable, tuple) else "能" if changeable else "不能"


def _parameter(entries: Iterable[DatedNumber]) -> dict[str, Said]:
    return {
        f"{day_text(each.from_)}起的数": Said(plain_number(each.value), (each.value,))
        for each in sorted(entries, key=lambda each: each.from_)
    }


def _item(item: Item, pack: NegativeList) -> Iterator[tuple[str, Any]]:
    yield "标题", item.title
    yield "主管部门", item.department
    yield "同一个行为", item.act
    yield "轻重", SEVERITIES[item.severity]
    yield "列入的名单", "、".join(item.lists)
    yield "本项的生效期间", _period(item.effective) if item.effective else None
    yield "违反的规定", _citations(item.duty)
    yield "什么时候适用", _condition(item.applies_when, pack.questions)
    yield "什么情况是违反", _condition(item.violated_when, pack.questions)
    for penalty in item.penalty:
        yield from _penalty(penalty, pack)
    if item.rectify:
        days = item.rectify.within_days
        yield "怎么改", item.rectify.how
        yield "改正期限", None if days is None else Said(f"{days}天", (Decimal(days),), "延长", "缩短")
    for number, example in enumerate(item.examples, start=1):
        given = "、".join(f"{name}：{value}" for name, value in example.given.items())
        day = f"，{day_text(example.as_of)}" if example.as_of else ""
        yield f"第{number}个例子", f"{example.name}：{given}{day}，应为{STATUSES[example.expect]}"
    yield "没有核对的", item.unverified


def _penalty(penalty: Penalty, pack: NegativeList) -> Iterator[tuple[str, Any]]:
    since = f"（{day_text(penalty.from_)}起）" if penalty.from_ else ""
    yield f"处罚依据{since}", _citations([penalty])
    yield f"处罚和处理措施{since}", "、".join(penalty.measures)
    for number, fine in enumerate(penalty.fines, start=1):
        amounts = fine.times or ((fine.min, fine.max) if fine.max is not None else ())
        text = fine_threatened(fine, lambda case: read_aloud(case, pack.questions))
        yield f"罚款第{number}档{since}", Said(text, amounts)


def _rule(rule: Rule, circumstances: Questions) -> Iterator[tuple[str, Any]]:
    yield "名称", rule.title
    yield "处理结论", VERDICTS[rule.verdict] if rule.verdict else None
    yield "由执法机关决定", "是" if rule.may else "不是"
    yield "依据", _citations(rule.basis)
    days = rule.lookback_days
    yield "往前看", None if days is None else Said(f"{days}天", (Decimal(days),), "延长", "缩短")
    for element in rule.elements:
        about = f"要件「{element.id}」"
        yield f"{about}名称", element.title
        yield f"{about}什么情况算具备", _condition(element.when, circumstances)
        yield f"{about}要证明到", PROOFS[element.proof]
        yield f"{about}还来得及具备", "是" if element.curable else "不是"
        yield f"{about}怎么具备", element.how
    yield "排除的结论", "、".join(VERDICTS[each] for each in rule.bars)
    yield "说明", rule.note
    yield "没有核对的", rule.unverified


def _bands(content: Discretion) -> Iterator[Part]:
    for band in content.bands:
        whose = f"{band.department or '没有另定的各部门'}，{VERDICTS[band.verdict]}"
        low, high = (plain_number(each * 100) for each in band.share)
        says = {
            "占罚款幅度的": Said(f"{low}%至{high}%", band.share),
            "依据": _citations(band.basis),
            "没有核对的": band.unverified,
        }
        title = f"{whose}，{day_text(band.from_)}起"
        yield Part("band", title, title, _said(says))


def _condition(condition: Condition | None, questions: Mapping[str, Question]) -> Said | None:
    if condition is None:
        return None
    return Said(read_aloud(condition, questions) or "总是", condition=condition)


def _citations(citations: Iterable[Citation]) -> str:
    marked = (
        citation_text(each) + (f"（没有核对：{each.unverified}）" if each.unverified else "") for each in citations
    )
    return "、".join(marked)


def _period(period: Period) -> str:
    return f"{day_text(period.from_)}起" + (f"，到{day_text(period.to)}为止" if period.to else "")
