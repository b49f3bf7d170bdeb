"""What the parts of rule files are made of: checked texts, numbers and days, and a model that reports its own flaws.

A part that is built from a file's nodes reports its own flaws, with their places, to the `Reading` given as pydantic's
validation context; a part built in Python without one is taken as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, Self

from immutabledict import immutabledict
from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from compliance.rulepacks.conditions import ALWAYS, CONNECTIVES, All, Any_, Condition, Not, Scope, Test, parse_condition
from compliance.rulepacks.problems import Report
from compliance.rulepacks.source import BadScalar, locate
from compliance.rulepacks.values import ValueFlaw, exact_date, exact_number, exact_text


class Flaw(NamedTuple):
    """What a part finds wrong in itself; `path` leads from the part to the place."""

    path: tuple[Any, ...]
    code: str
    message: str


@dataclass
class Reading:
    """What one file's parts need while they are read: where to report and what conditions may read."""

    scope: Scope
    report: Report


def _plain(reader: Any) -> PlainValidator:
    def validate(raw: Any) -> Any:
        try:
            return reader(raw)
        except ValueFlaw as flaw:
            raise PydanticCustomError("value_flaw", "{reason}", {"reason": str(flaw)}) from None

    return PlainValidator(validate)


def read_name(raw: Any) -> str:
    """`raw` as the id of a fact, item or rule; raises ValueFlaw."""
    text = _text(raw)
    if text in CONNECTIVES or text.startswith("$"):
        raise ValueFlaw(f"「{text}」有别的用途，不能作编号")
    if len(text) > 200:
        raise ValueFlaw("编号最多 200 个字")
    return text


def _text(raw: Any) -> str:
    text = exact_text(raw)
    if not text.strip():
        raise ValueFlaw("不能是空的")
    if text != text.strip():
        raise ValueFlaw("前后不能有空格")
    return text


def _whole(raw: Any) -> int:
    number = exact_number(raw)
    if number != number.to_integral_value() or number < 0:
        raise ValueFlaw("应为不小于 0 的整数")
    return int(number)


def _amount(raw: Any) -> Decimal:
    number = exact_number(raw)
    if number < 0:
        raise ValueFlaw("金额和倍数不能小于 0")
    return number


def _share(raw: Any) -> Decimal:
    number = exact_number(raw)
    if not 0 <= number <= 1:
        raise ValueFlaw("应为 0 到 1 之间的数，如 0.3")
    return number


def _article(raw: Any) -> str:
    """A number, or a text such as 18-1 (第十八条之一); kept as text."""
    if isinstance(raw, int) and not isinstance(raw, bool) and raw > 0:
        return str(raw)
    text = exact_text(raw)
    head, _, tail = text.partition("-")
    if not head.isdecimal() or (tail and not tail.isdecimal()) or text.endswith("-"):
        raise ValueFlaw("条号应为数字，或写成 18-1（第十八条之一）")
    return text


def _changeable(raw: Any) -> bool | tuple[str, ...]:
    if isinstance(raw, bool):
        return raw
    if not isinstance(raw, list | tuple) or not raw:
        raise ValueFlaw("应为 true、false，或改得到的选项的列表")
    return tuple(map(_text, raw))


def _condition(raw: Any, info: ValidationInfo) -> Any:
    if isinstance(raw, All | Any_ | Not | Test):
        return raw
    if not isinstance(info.context, Reading):
        raise PydanticCustomError("value_flaw", "{reason}", {"reason": "条件只能从文件里读"})
    before = len(info.context.report.problems)
    if isinstance(raw, BadScalar) or not isinstance(raw, dict):
        raise PydanticCustomError("value_flaw", "{reason}", {"reason": "条件应写成 {事实: 值} 或 all、any、not"})
    tree = parse_condition(raw, info.context.scope, locate(raw, ()))
    return tree if len(info.context.report.problems) == before else ALWAYS


def frozen(raw: dict[Any, Any]) -> immutabledict[Any, Any]:
    return immutabledict(raw)


def nothing() -> Any:
    return immutabledict()


def listed(raw: Any) -> Any:
    return raw if isinstance(raw, list | tuple) else [raw]


class OneOrMore:
    """Shows in the JSON Schema that a single entry may stand without its list."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


Text = Annotated[str, _plain(_text), WithJsonSchema({"type": "string", "minLength": 1})]
Name = Annotated[str, _plain(read_name), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 200})]
Number = Annotated[Decimal, _plain(exact_number), WithJsonSchema({"type": "number"})]
Amount = Annotated[Decimal, _plain(_amount), WithJsonSchema({"type": "number", "minimum": 0})]
Share = Annotated[Decimal, _plain(_share), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})]
Whole = Annotated[int, _plain(_whole), WithJsonSchema({"type": "integer", "minimum": 0})]
Day = Annotated[date, _plain(exact_date), WithJsonSchema({"type": "string", "format": "date"})]
Article = Annotated[
    str, _plain(_article), WithJsonSchema({"type": ["integer", "string"], "description": "第几条；之一写成 18-1"})
]
Changeable = Annotated[
    bool | tuple[str, ...],
    _plain(_changeable),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
ConditionField = Annotated[Condition, PlainValidator(_condition), WithJsonSchema({"x-condition": True})]


class Part(BaseModel):
    """A piece of a pack: immutable, no unknown keys, reports its own flaws where it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)

    @model_validator(mode="wrap")
    @classmethod
    def _report_flaws(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        part = handler(data)
        if isinstance(info.context, Reading) and not isinstance(data, cls):
            for flaw in part.flaws():
                info.context.report.error(locate(data, flaw.path), flaw.code, flaw.message)
        return part

    def flaws(self) -> Iterator[Flaw]:
        """What the types alone can't say."""
        yield from ()
