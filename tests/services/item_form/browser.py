"""What a browser sends for a form as it is shown."""

from collections.abc import Mapping
from typing import Any

from compliance.services.item_form.conditions import GroupSaid, TestSaid
from compliance.services.item_form.forming import Kept
from compliance.services.item_form.item_form import FACTS, ItemForm
from compliance.services.item_form.shapes import ITEM, Box, Fields, Given, Rows, Tree

Sent = dict[str, list[str]]


def sent(form: ItemForm) -> Sent:
    """All controls with what stands in them."""
    found: Sent = {}
    _part(found, ITEM, form.value, "")
    found["facts.rows"] = ["1"]
    for number, row in enumerate(form.facts):
        found[f"facts.{number}.was"] = [row.was]
        _part(found, FACTS.row, row.value, f"facts.{number}")
    return found


def _part(found: Sent, shape: Any, value: Any, name: str) -> None:
    if isinstance(value, Kept):
        return
    if isinstance(shape, Box):
        found[name] = [value.replace("\n", "\r\n")]
    elif isinstance(shape, Fields):
        assert isinstance(value, Mapping)
        for key, each in shape.keys.items():
            _part(found, each, value[key], f"{name}.{key}".lstrip("."))
    elif isinstance(shape, Rows):
        found[f"{name}.rows"] = ["1"]
        for number, row in enumerate(value):
            found[f"{name}.{number}.was"] = [row.was]
            _part(found, shape.row, row.value, f"{name}.{number}")
    elif isinstance(shape, Tree):
        _group(found, value, name)
    elif isinstance(shape, Given):
        for number, each in enumerate(value):
            if "\0" not in each.values:
                found[f"{name}.{number}.fact"] = [each.fact]
                found[f"{name}.{number}.value"] = list(each.values) or [""]


def _group(found: Sent, group: GroupSaid, name: str) -> None:
    found[f"{name}.is"] = [("not-" if group.denied else "") + group.how]
    for number, each in enumerate(group.parts):
        place = f"{name}.{number}"
        if isinstance(each, TestSaid):
            found |= {f"{place}.fact": [each.fact], f"{place}.operator": [each.operator]}
            found[f"{place}.value"] = list(each.values)
        else:
            _group(found, each, place)
