"""The values of facts: what an answer of each question type may be, exactly."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import ROUND_DOWN, Context, Decimal
from typing import Any, Literal, Protocol, TypeAlias

from compliance.errors import ComplianceError
from compliance.rulepacks.source import BadScalar, is_encodable

FactType: TypeAlias = Literal["boolean", "number", "choice", "choices", "date", "text"]
Value: TypeAlias = bool | Decimal | str | frozenset[str] | date

MAX_DIGITS = 15
MAX_DECIMAL_PLACES = 30
MAX_TEXT = 4000
CASE_DAYS = (date(1949, 10, 1), date(2999, 12, 31))
"""Within which cases are decided: deadlines are counted from the day, and no calendar goes on for ever."""
EXACT = Context(prec=80, rounding=ROUND_DOWN)  # wide enough that no product of two numbers is ever rounded


class ValueFlaw(ComplianceError):
    """A value that the fact's type doesn't allow; the text says why."""


class Fact(Protocol):
    """What must be known of a fact to read a value or a test of it. `options` None: any text."""

    @property
    def type(self) -> FactType: ...
    @property
    def options(self) -> Sequence[str] | None: ...
    @property
    def min(self) -> Decimal | None: ...
    @property
    def max(self) -> Decimal | None: ...


def case_day(day: date) -> date:
    """The day, where a case can be decided on it; raises ValueFlaw."""
    first, last = CASE_DAYS
    if not first <= day <= last:
        raise ValueFlaw(f"应在 {first} 到 {last} 之间")
    return day


def exact_number(raw: Any) -> Decimal:
    """`raw` as an exact decimal; raises ValueFlaw beyond 15 significant digits or from 10^15 on."""
    if isinstance(raw, BadScalar):
        raise ValueFlaw(raw.message)
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise ValueFlaw(f"应为数字，写的是{describe(raw)}")
    number = Decimal(raw)
    if not number.is_finite():
        raise ValueFlaw("应为数字")
    digits = number.as_tuple().digits
    if len("".join(map(str, digits)).strip("0")) > MAX_DIGITS or (number and number.adjusted() >= MAX_DIGITS):
        raise ValueFlaw(f"数字最多 {MAX_DIGITS} 位有效数字，且小于 10 的 {MAX_DIGITS} 次方")
    number = EXACT.plus(number).normalize(EXACT)
    if number and -int(number.as_tuple().exponent) > MAX_DECIMAL_PLACES:
        raise ValueFlaw(f"数字最多 {MAX_DECIMAL_PLACES} 位小数")
    return number + 0 if number else Decimal(0)


def exact_date(raw: Any) -> date:
    """`raw` (a date or an ISO text) as a date; raises ValueFlaw."""
    if isinstance(raw, BadScalar):
        raise ValueFlaw(raw.message)
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    if isinstance(raw, str) and len(raw) == 10:
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass
    raise ValueFlaw(f"应为日期（如 2026-01-31），写的是{describe(raw)}")


def exact_text(raw: Any) -> str:
    """`raw` as a text that can be stored and printed; raises ValueFlaw."""
    if isinstance(raw, BadScalar):
        raise ValueFlaw(f"{raw.message}；是文字就加引号")
    if not isinstance(raw, str):
        raise ValueFlaw(f"应为文字，写的是{describe(raw)}；是文字就加引号")
    if "\0" in raw or not is_encodable(raw):
        raise ValueFlaw("含有无法保存的字符")
    return raw


def read_value(fact: Fact, raw: Any) -> Value:
    """The value of an answer to `fact`; raises ValueFlaw where type, options or range are not kept."""
    value: Value = _READERS[fact.type](fact, raw)
    if isinstance(value, Decimal):
        _check_range(fact, value)
    return value


def describe(raw: Any) -> str:
    """How `raw` is named in a message."""
    if isinstance(raw, bool):
        return "是/否（true/false）"
    if isinstance(raw, dict):
        return "一组键值"
    if isinstance(raw, list):
        return "一个列表"
    if raw is None:
        return "空"
    if isinstance(raw, int) and raw.bit_length() > 200:
        return "一个很大的数"
    text = raw.text if isinstance(raw, BadScalar) else str(raw)
    return f"「{text[:40]}」"


def _read_boolean(_: Fact, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueFlaw(f"应为 true 或 false，写的是{describe(raw)}")
    return raw


def _read_choice(fact: Fact, raw: Any) -> str:
    text = exact_text(raw)
    if fact.options is not None and text not in fact.options:
        raise ValueFlaw(f"{describe(raw)}不在选项里；选项有：{'、'.join(fact.options)}")
    return text


def _read_choices(fact: Fact, raw: Any) -> frozenset[str]:
    if isinstance(raw, list | tuple | set | frozenset):
        return frozenset(_read_choice(fact, each) for each in raw)
    raise ValueFlaw(f"应为选项的列表，如 [{'、'.join((fact.options or ['甲'])[:1])}]，写的是{describe(raw)}")


def _read_text(_: Fact, raw: Any) -> str:
    text = exact_text(raw)
    if len(text) > MAX_TEXT:
        raise ValueFlaw(f"文字最多 {MAX_TEXT} 个字")
    return text


def _check_range(fact: Fact, value: Decimal) -> None:
    if fact.min is not None and value < fact.min:
        raise ValueFlaw(f"不能小于 {plain_number(fact.min)}")
    if fact.max is not None and value > fact.max:
        raise ValueFlaw(f"不能大于 {plain_number(fact.max)}")


def plain_number(number: Decimal) -> str:
    """The number's digits without exponent or trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_READERS: dict[str, Callable[[Fact, Any], Any]] = {
    "boolean": _read_boolean,
    "number": lambda _, raw: exact_number(raw),
    "choice": _read_choice,
    "choices": _read_choices,
    "date": lambda _, raw: exact_date(raw),
    "text": _read_text,
}
