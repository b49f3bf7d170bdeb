"""The form's values told back as data of the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from compliance.rulepacks.values import ValueFlaw
from compliance.services.item_form.conditions import GroupSaid
from compliance.services.item_form.forming import Answered, Kept, Row, empty, is_blank
from compliance.services.item_form.operands import Known, answer, tell_condition
from compliance.services.item_form.shapes import Box, Fields, Given, Rows, Shape, Tree


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
