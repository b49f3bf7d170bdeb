"""What pydantic finds, said in Chinese and placed in the text."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from compliance.rulepacks.parts import Reading
from compliance.rulepacks.problems import did_you_mean
from compliance.rulepacks.source import MappingNode, locate
from compliance.rulepacks.values import describe

Model = TypeVar("Model", bound=BaseModel)

_MESSAGES = {
    "model_type": "应为一组键值，写的是{given}",
    "dict_type": "应为一组键值，写的是{given}",
    "tuple_type": "应为列表 […]，写的是{given}",
    "bool_type": "应为 true 或 false，写的是{given}",
    "literal_error": "应为 {expected} 之一，写的是{given}",
    "too_short": "至少要有一条",
    "too_long": "多于 {max_length} 个",
    "string_type": "应为文字，写的是{given}",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "写法不对，应符合 {pattern}",
    "extra_forbidden": "是不认识的键",
    "missing": "必须写",
}


def validate(model: type[Model], node: Any, reading: Reading, at: Any = None) -> Model | None:
    """The model's value of `node`; where it can't be had, None, and every reason is in the reading's report.

    `at`: the node to find places in, where `node` was put together from it.
    """
    before = len(reading.report.problems)
    try:
        value = model.model_validate(node, context=reading)
    except ValidationError as error:
        for each in _own(error.errors(include_url=False)):
            _report(each, model, node if at is None else at, reading)
        return None
    return value if len(reading.report.problems) == before else None


def _own(errors: list[Any]) -> list[Any]:
    """Those that aren't only said because of another: a list whose entries are wrong isn't too short for it."""
    inner = {each["loc"][:depth] for each in errors for depth in range(len(each["loc"]))}
    return [each for each in errors if each["type"] != "too_short" or each["loc"] not in inner]


def _report(error: Any, model: type[BaseModel], node: Any, reading: Reading) -> None:
    path, kind = error["loc"], error["type"]
    if kind == "extra_forbidden":
        parent = _follow(node, path[:-1])
        mark = parent.key_marks.get(path[-1], parent.mark) if isinstance(parent, MappingNode) else locate(node, path)
        known = _keys_of(model, path[:-1])
        reading.report.error(mark, "unknown-key", f"不认识的键「{path[-1]}」{did_you_mean(str(path[-1]), known)}")
    elif kind == "missing" and isinstance(path[-1], int):
        reading.report.error(locate(node, path[:-1]), "missing-key", f"「{path[-2]}」里少了第 {path[-1] + 1} 个")
    elif kind == "missing":
        reading.report.error(locate(node, path[:-1]), "missing-key", f"缺少必填的「{path[-1]}」")
    else:
        where = f"「{path[-1]}」" if path and isinstance(path[-1], str) else ""
        reading.report.error(locate(node, path), "bad-value", where + message_of(error))


def message_of(error: Any) -> str:
    """What pydantic says of a value, in Chinese: `error` is one of ValidationError.errors()."""
    if error["type"] == "value_flaw":
        return str(error["ctx"]["reason"])
    template = _MESSAGES.get(error["type"], error["msg"])
    context = dict(error.get("ctx", {}))
    if "expected" in context:
        context["expected"] = context["expected"].replace("'", "").replace(" or ", "、").replace(", ", "、")
    return str(template).format(given=describe(error["input"]), **context)


def _follow(node: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            continue
    return node


def _keys_of(model: type[BaseModel], path: tuple[Any, ...]) -> list[str]:
    """The keys that the part at `path` below `model` may have."""
    inner: Any = model
    for step in path:
        field = _field(inner, step)
        if field is not None:
            inner = _model_in(field.annotation)
    return [field.alias or name for name, field in inner.model_fields.items()] if inner else []


def _field(model: Any, step: Any) -> Any:
    if model is None or not isinstance(step, str):
        return None
    fields = model.model_fields
    return next((field for name, field in fields.items() if step in (field.alias, name)), None)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if found := _model_in(argument):
            return found
    return None
