"""The form's values: shown from the file's data, and read from what was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from compliance.services.item_form.boxes import shown
from compliance.services.item_form.conditions import GroupSaid, TestSaid, show_condition
from compliance.services.item_form.operands import BETWEEN, LISTS
from compliance.services.item_form.sent import Sent
from compliance.services.item_form.shapes import Box, Fields, Given, Rows, Shape, Tree
from compliance.services.rule_texts.edits import Edits, value_of


@dataclass(frozen=True, slots=True)
class Kept:
    """What no control can show, with its text in the file: it stays as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a list. `was`: its name among those that are there, empty for a new one."""

    was: str
    value: Any


@dataclass(frozen=True, slots=True)
class Answered:
    """What an example says of a fact."""

    fact: str
    values: tuple[str, ...]


Value: TypeAlias = "str | Kept | GroupSaid | tuple[Row, ...] | tuple[Answered, ...] | Mapping[str, Any]"


def show(shape: Shape, data: Any, node: Any, edits: Edits | None) -> Value:
    """`node` is where the data stands, None for data that isn't there."""
    found = _SHOW[type(shape)](shape, data, node, edits)
    return found if found is not None else Kept(edits.source(node) if edits and node else "")


def _show_box(shape: Box, data: Any, *_: Any) -> str | None:
    said = shape.show(data)
    return None if said is not None and "\n" in said and shape.kind != "area" else said


def _show_fields(shape: Fields, data: Any, node: Any, edits: Any) -> Any:
    if data is None:
        data, node = {}, None
    if not isinstance(data, Mapping):
        return None
    return {key: show(each, data.get(key), node and value_of(node, key), edits) for key, each in shape.keys.items()}


def _show_rows(shape: Rows, data: Any, node: Any, edits: Any) -> Any:
    if data is None:
        return ()
    entries, nodes = (data, node and node.value) if isinstance(data, list) else ([data], [node])
    if not isinstance(data, list) and not (shape.alone and isinstance(data, Mapping)):
        return None
    return tuple(Row(str(n), show(shape.row, each, nodes and nodes[n], edits)) for n, each in enumerate(entries))


def _show_given(_: Given, data: Any, *__: Any) -> Any:
    said = [Answered(fact, _answers(each)) for fact, each in data.items()] if isinstance(data, Mapping) else []
    return (
        tuple(said)
        if data is None or (isinstance(data, Mapping) and all("\0" not in each.values for each in said))
        else None
    )


def _answers(value: Any) -> tuple[str, ...]:
    """«\\0» for what no control shows."""
    said = list(map(shown, value if isinstance(value, list) else [value])) or [None]
    return tuple(each if each and "\n" not in each else "\0" for each in said)


_SHOW: Mapping[type, Any] = {
    Box: _show_box,
    Fields: _show_fields,
    Rows: _show_rows,
    Tree: lambda _, data, *__: show_condition(data),
    Given: _show_given,
}


def read(shape: Shape, sent: Sent | None, before: Value) -> Value:
    """What was sent; what wasn't is as before."""
    if sent is None:
        return before
    return _READ[type(shape)](shape, sent, before)  # type: ignore[no-any-return]


def _read_box(_: Box, sent: Sent, before: Value) -> Value:
    return sent.values[0].replace("\r\n", "\n") if sent.values else before


def _read_fields(shape: Fields, sent: Sent, before: Value) -> Value:
    old = before if isinstance(before, Mapping) else {}
    if isinstance(before, Kept):
        return before
    return {key: read(each, sent.at(key), old.get(key, empty(each))) for key, each in shape.keys.items()}


def _read_rows(shape: Rows, sent: Sent, before: Any) -> Value:
    if isinstance(before, Kept) or "rows" not in sent.below:
        return before  # type: ignore[no-any-return]
    old = {each.was: each.value for each in before}
    wases = [(each.text("was"), each) for _, each in sent.entries]
    return tuple(Row(was, read(shape.row, each, old.get(was, empty(shape.row)))) for was, each in wases)


def _read_tree(_: Tree, sent: Sent, before: Value) -> Value:
    return before if isinstance(before, Kept) or "is" not in sent.below else _group(sent)


def _group(sent: Sent) -> GroupSaid:
    how = sent.text("is").removeprefix("not-")
    parts = tuple(_test(each) if each.at("fact") else _group(each) for _, each in sent.entries)
    kinds = {"all": "all", "any": "any"}
    return GroupSaid(kinds.get(how, "facts"), parts, sent.text("is").startswith("not-"))  # type: ignore[arg-type]


def _test(sent: Sent) -> TestSaid:
    """Several values are ticked, or written one after another."""
    operator, values = sent.text("operator"), _chosen(sent)
    written = sent.text("values")
    values += tuple(BETWEEN.split(written) if operator in LISTS else [written]) if written.strip() else ()
    return TestSaid(sent.text("fact"), operator, tuple(each.strip() for each in values if each.strip()))


def _chosen(sent: Sent) -> tuple[str, ...]:
    found = sent.at("value")
    return tuple(each.replace("\r\n", "\n") for each in found.values if each.strip()) if found else ()


def _read_given(_: Given, sent: Sent, before: Any) -> Value:
    if isinstance(before, Kept):
        return before
    said = tuple(Answered(each.text("fact"), _chosen(each)) for _, each in sent.entries)
    facts = {each.fact for each in said}
    return (*said, *(each for each in before if "\0" in each.values and each.fact not in facts))


_READ: Mapping[type, Any] = {
    Box: _read_box,
    Fields: _read_fields,
    Rows: _read_rows,
    Tree: _read_tree,
    Given: _read_given,
}


def empty(shape: Shape) -> Value:
    """What stands in the form for what isn't there."""
    return show(shape, None, None, None)


def is_blank(value: Any) -> bool:
    """Whether nothing was written."""
    if isinstance(value, Mapping):
        return all(map(is_blank, value.values()))
    if isinstance(value, Answered):
        return not value.values
    return all(map(is_blank, value)) if isinstance(value, tuple) else value in ("", GroupSaid())
