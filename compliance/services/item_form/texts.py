"""The text of a negative list, opened at its items."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from compliance.errors import ComplianceError
from compliance.services.rule_texts.amending import amend, read_whole
from compliance.services.rule_texts.edits import Edits, value_of

_NUMBERED = re.compile(r"(.*?)([0-9]+)")


class NoFormError(ComplianceError):
    """A text of which no form can be shown; says why."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of the text. `line` counts from 1."""

    id: str
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class OpenText:
    """A text with its value, as rulepacks.source reads it, and the nodes in which it stands."""

    content: bytes
    root: Mapping[str, Any]
    edits: Edits

    @property
    def items(self) -> list[Any]:
        found = self.root.get("items")
        return found if isinstance(found, list) else []

    @property
    def questions(self) -> Mapping[str, Any]:
        found = self.root.get("questions")
        return found if isinstance(found, Mapping) else {}

    @property
    def parameters(self) -> Mapping[str, Any]:
        found = self.root.get("parameters")
        return found if isinstance(found, Mapping) else {}

    @property
    def lines(self) -> tuple[ItemLine, ...]:
        """Each item that has an id."""
        return tuple(
            ItemLine(each["id"], str(each.get("title") or ""), self.item_node(number).start_mark.line + 1)
            for number, each in enumerate(self.items)
            if _has_id(each)
        )

    def number_of(self, item: str) -> int | None:
        """The place of the item of this id, the first where several have it."""
        return next((n for n, each in enumerate(self.items) if _has_id(each) and each["id"] == item), None)

    def item_node(self, number: int) -> Any:
        return value_of(self.edits.root, "items").value[number]

    def question_node(self, name: str) -> Any:
        return value_of(value_of(self.edits.root, "questions"), name)

    def with_item(self, number: int | None, item: Any, questions: Mapping[str, Any]) -> bytes:
        """The text with this item in the place of the one at `number`, or after all; None for none.

        Raises CannotEditError.
        """
        items = list(self.items)
        if number is None:
            items += [item]
        else:
            items[number : number + 1] = [] if item is None else [item]
        new: dict[str, Any] = {}
        for key, value in {**self.root, "items": items}.items():
            if key == "items" and "questions" not in self.root and questions:
                new["questions"] = questions
            new[key] = questions if key == "questions" and questions else value
        return amend(self.content, new)


def open_text(content: bytes) -> OpenText:
    """Raises ProblemsError for a text that isn't whole YAML, and NoFormError for one that isn't a negative list."""
    root = read_whole(content)
    if not isinstance(root, Mapping) or root.get("kind") != "negative_list":
        raise NoFormError("表单只用来写负面清单的事项；别的规则文件请直接改文字")
    try:
        return OpenText(content, root, Edits(content.decode("utf-8-sig")))
    except yaml.YAMLError:
        raise NoFormError("这份文字写成了 JSON，表单改不了；请直接改文字") from None


def fresh_id(text: OpenText, taken: frozenset[str] = frozenset()) -> str:
    """An id for a new item, in the manner of the last; `taken`: those that must not be used again."""
    there = [each.id for each in text.lines]
    last = _NUMBERED.fullmatch(there[-1]) if there else None
    stem, digits = last.groups() if last else (f"{text.root.get('id') or 'item'}-", "000")
    number = int(digits) + 1
    while (name := f"{stem}{number:0{len(digits)}}") in {*there, *taken}:
        number += 1
    return name


def _has_id(item: Any) -> bool:
    return isinstance(item, Mapping) and isinstance(item.get("id"), str)
