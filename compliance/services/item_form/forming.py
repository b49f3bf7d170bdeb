"""The form's values: shown from the file's data, read from what was sent, and told back as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from compliance.rulepacks.values import ValueFlaw
from compliance.services.item_form.boxes import shown
from compliance.services.item_form.conditions import GroupSaid, TestSaid, show_condition
from compliance.services.item_form.operands import BETWEEN, LISTS, Known, answer, tell_condition
from compliance.services.item_form.shapes import Box, Fields, Given, Rows, Shape, Tree
from compliance.services.rule_texts.edits import Edits, value_of

_DEEPEST = 12


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


@dataclass
class Sent:
    """What a browser sent under a name, and under the names that begin with it and a full stop."""

    values: list[str] = field(default_factory=list)
    below: dict[str, "Sent"] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Mapping[str, list[str]]) -> "Sent":
        root = cls()
        for name, values in said.items():
            steps, here = name.split("."), root
            for step in steps if len(steps) <= _DEEPEST else ():
                here = here.below.setdefault(step, cls())
            here.values = values
        return root

    def at(self, step: str) -> "Sent | None":
        return self.below.get(step)

    def text(self, step: str) -> str:
        found = self.below.get(step)
        return found.values[0].replace("\r\n", "\n") if found and found.values else ""

    @property
    def entries(self) -> list[tuple[str, "Sent"]]:
        """Those that are numbered, in order."""
        numbered = [(step, each) for step, each in self.below.items() if step.isascii() and step.isdecimal()]
        return sorted(numbered, key=lambda each: int(each[0]))


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


@dataclass
class Telling:
    """Tells the form's values as data of the file; collects what is wrong by the control's name."""

    known: Known
    flaws: dict[str, str] = field(default_factory=dict)

    def tell(self, shape: Shape, value: Any, before: Any, old: Any, name: str) -> Any:
        """None for what isn't to be there. `before`: the form's value of the `old` data."""
        if value == before or isinstance(value, Kept):
            return old
        return _TELL[type(shape)](self, shape, value, before, old, name)

    def box(self, shape: Box, value: str, _: Any, old: Any, name: str) -> Any:
        try:
            return shape.read(value)
        except ValueFlaw as flaw:
            self.flaws[name] = str(flaw)
            return old

    def fields(self, shape: Fields, value: Mapping[str, Any], before: Any, old: Any, name: str) -> Any:
        there = old if isinstance(old, Mapping) else {}
        was = before if isinstance(before, Mapping) else {}
        told = {key: each for key, each in there.items() if key not in shape.keys}
        for key, each in shape.keys.items():
            now = self.tell(each, value[key], was.get(key, empty(each)), there.get(key), f"{name}.{key}".lstrip("."))
            if now is not None:
                told[key] = now
        return told or None

    def rows(self, shape: Rows, value: tuple[Row, ...], before: Any, old: Any, name: str) -> Any:
        entries = old if isinstance(old, list) else [] if old is None else [old]
        there = {str(number): each for number, each in enumerate(entries)}
        shown_before = {each.was: each.value for each in before} if isinstance(before, tuple) else {}
        told = [
            self.tell(shape.row, row.value, shown_before.get(row.was, empty(shape.row)), there.get(row.was), place)
            for row, place in ((row, f"{name}.{number}") for number, row in enumerate(value))
            if row.was or not is_blank(row.value)
        ]
        left = [each for each in told if each is not None]
        if shape.alone and len(left) == 1 and not isinstance(old, list):
            return left[0]
        return left or None

    def tree(self, _: Tree, value: GroupSaid, __: Any, old: Any, name: str) -> Any:
        return tell_condition(value, old, self.known, name, self.flaws)

    def given(self, _: Given, value: tuple[Answered, ...], before: Any, old: Any, name: str) -> Any:
        there = old if isinstance(old, Mapping) else {}
        was = {each.fact: each.values for each in before} if isinstance(before, tuple) else {}
        said = {each.fact: (number, each.values) for number, each in enumerate(value)}
        told = {}
        for fact in dict.fromkeys([*there, *said]):
            number, values = said.get(fact, (0, was.get(fact, ())))
            now = there.get(fact)
            if values != was.get(fact, ()):
                now = self._answer(fact, values, f"{name}.{number}")
            if now is not None:
                told[fact] = now
        return told

    def _answer(self, fact: str, values: tuple[str, ...], name: str) -> Any:
        try:
            return answer(self.known.facts.get(fact), values)
        except ValueFlaw as flaw:
            self.flaws[name] = str(flaw)
            return None


_TELL: Mapping[type, Any] = {
    Box: Telling.box,
    Fields: Telling.fields,
    Rows: Telling.rows,
    Tree: Telling.tree,
    Given: Telling.given,
}
