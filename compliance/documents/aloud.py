"""Conditions read aloud, in the order of their text."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from compliance.documents.wording import day_text, money
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Parameter, Test
from compliance.rulepacks.models import Question
from compliance.rulepacks.values import plain_number

SAID = {
    "is": "{fact}为{value}",
    "is_not": "{fact}不为{value}",
    "gt": "{fact}超过{value}",
    "gte": "{fact}在{value}以上",
    "lt": "{fact}不满{value}",
    "lte": "{fact}不超过{value}",
    "in": "{fact}为{value}之一",
    "not_in": "{fact}不为{value}",
    "includes": "{fact}包括{value}",
    "excludes": "{fact}不包括{value}",
    "includes_any": "{fact}包括{value}之一",
    "includes_all": "{fact}包括{value}",
    "before": "{fact}早于{value}",
    "after": "{fact}晚于{value}",
    "on_or_before": "{fact}不晚于{value}",
    "on_or_after": "{fact}不早于{value}",
    "within_days": "{fact}至今不超过{value}天",
    "older_than_days": "{fact}至今超过{value}天",
}
"""What a test says, by its operator."""


def read_aloud(condition: Condition, questions: Mapping[str, Question]) -> str:
    """The condition, its parameters resolved, as a clause; facts go by their ids."""
    match condition:
        case Test():
            return _test(condition, questions.get(condition.fact))
        case Not(part):
            return f"不是{_inner(part, questions)}"
        case All(parts):
            return "且".join(_inner(part, questions) for part in parts)
        case Any_(parts):
            return "或".join(_inner(part, questions) for part in parts)


def _inner(part: Condition, questions: Mapping[str, Question]) -> str:
    text = read_aloud(part, questions)
    return text if isinstance(part, Test) else f"（{text}）"


def _test(test: Test, question: Question | None) -> str:
    unit = (question.unit if question else None) or ""
    operands = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    value = "、".join(_value(each, unit) for each in operands)
    if isinstance(test.operand, bool):
        return f"「{test.fact}」为{value}"
    return SAID[test.operator].format(fact=test.fact, value=value)


def _value(operand: Any, unit: str) -> str:
    if isinstance(operand, bool):
        return "是" if operand else "否"
    if isinstance(operand, Decimal):
        return money(operand) if unit == "元" else plain_number(operand) + unit
    if isinstance(operand, date):
        return day_text(operand)
    if isinstance(operand, Parameter):
        return f"规定的数（{operand.name}）"
    if operand is None:
        return "规定的数"
    return f"“{operand}”"
