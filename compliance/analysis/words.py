"""Conditions, answers and laws in words, exactly: «大于或等于», never «以上», for here the difference is the point."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from compliance.analysis.samples import operands_of
from compliance.engine.examples import STATUS_NAMES
from compliance.rulepacks.conditions import All, Any_, Condition, Not, Parameter, Test
from compliance.rulepacks.models import Status
from compliance.rulepacks.values import Value, plain_number

OPERATORS_SAID = {
    "is": "等于 {}",
    "is_not": "不等于 {}",
    "gt": "大于 {}",
    "gte": "大于或等于 {}",
    "lt": "小于 {}",
    "lte": "小于或等于 {}",
    "in": "是 {} 之一",
    "not_in": "不是 {} 中任何一个",
    "includes": "选了 {}",
    "excludes": "没有选 {}",
    "includes_any": "选了 {} 中任何一项",
    "includes_all": "{} 全部选了",
    "before": "早于 {}",
    "after": "晚于 {}",
    "on_or_before": "不晚于 {}",
    "on_or_after": "不早于 {}",
    "within_days": "过去没超过 {} 天",
    "older_than_days": "过去超过 {} 天",
}
"""How a fact stands to an operand."""


def say(condition: Condition) -> str:
    """The condition as a clause."""
    match condition:
        case Test():
            return f"「{condition.fact}」{say_test(condition)}"
        case Not(part):
            return f"不是（{say(part)}）"
        case All(parts):
            return " 且 ".join(map(_inner, parts)) or "总是成立"
        case Any_(parts):
            return " 或 ".join(map(_inner, parts)) or "总不成立"


def quoted(condition: Condition) -> str:
    """The condition inside a sentence."""
    return say(condition) if isinstance(condition, Test) else f"（{say(condition)}）"


def say_test(test: Test) -> str:
    """The test without its fact."""
    if isinstance(test.operand, bool):
        return f"为{say_value(test.operand)}"
    return OPERATORS_SAID[test.operator].format("、".join(map(say_value, operands_of(test))) or "（空）")


def say_value(value: Value | Parameter | None) -> str:
    """An answer or an operand."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, Parameter):
        return f"${value.name}"
    if isinstance(value, frozenset):
        return "、".join(sorted(value)) or "（一项也没选）"
    return value.isoformat() if isinstance(value, date) else str(value)


def say_answers(answers: Mapping[str, Value]) -> str:
    """Answers in a row."""
    return "，".join(f"「{fact}」{say_value(value)}" for fact, value in answers.items()) or "什么也没有回答"


def say_status(status: Status) -> str:
    """«违反»."""
    return STATUS_NAMES[status]


def _inner(part: Condition) -> str:
    return f"（{say(part)}）" if isinstance(part, All | Any_) else say(part)


def as_plain(value: Value) -> Any:
    """A value as YAML writes it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return sorted(value) if isinstance(value, frozenset) else value
