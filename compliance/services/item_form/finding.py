"""Where in the form a problem belongs that the linter found at a place of the text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from compliance.rulepacks.conditions import CONNECTIVES
from compliance.rulepacks.problems import Problem
from compliance.services.item_form.shapes import FACT, ITEM, Fields, Given, Rows, Shape, Tree
from compliance.services.item_form.texts import OpenText
from compliance.services.rule_texts.edits import Edits

_MISSING = re.compile("缺少必填的「(.+)」")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text and the name of the control in which it is shown."""

    name: str
    start: int
    end: int
    shape: Shape | None


def named_problems(
    text: OpenText, number: int, facts: Iterable[str], problems: Iterable[Problem]
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The problems within the item at `number` and its facts, by the control's name, which is empty for the whole
    item; and all others."""
    spans = [Span("", *_bounds(text.edits, text.item_node(number)), ITEM)]
    spans += _spans(ITEM, text.item_node(number), "", text.edits)
    for place, name in enumerate(facts):
        if name in text.questions:
            node = text.question_node(name)
            spans.append(Span(f"facts.{place}", *_bounds(text.edits, node), FACT))
            spans += _spans(FACT, node, f"facts.{place}", text.edits)
    starts = [0, *(match.end() for match in re.finditer("\n", text.edits.text))]
    said: dict[str, list[str]] = {}
    others = []
    for each in problems:
        at = starts[min(each.line, len(starts)) - 1] + each.column - 1
        within = [span for span in spans if span.start <= at < max(span.end, span.start + 1)]
        if within:
            said.setdefault(_name(within, each), []).append(each.message)
        else:
            others.append(each)
    return {name: "；".join(dict.fromkeys(messages)) for name, messages in said.items()}, tuple(others)


def _name(within: list[Span], problem: Problem) -> str:
    """The smallest part; of a key that is missing in it, that key's."""
    smallest = min(reversed(within), key=lambda span: span.end - span.start)
    missing = _MISSING.search(problem.message)
    if missing and isinstance(smallest.shape, Fields) and missing[1] in smallest.shape.keys:
        return f"{smallest.name}.{missing[1]}".lstrip(".")
    return smallest.name


def _bounds(edits: Edits, node: Any) -> tuple[int, int]:
    return node.start_mark.index, edits.end(node)


def _spans(shape: Shape, node: Any, name: str, edits: Edits) -> Iterator[Span]:
    """Of what is below the node. A mapping begins where its first key does, which is no part's: what is wrong with the
    whole is said there."""
    if isinstance(shape, Fields) and isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if below := shape.keys.get(key.value):
                place = f"{name}.{key.value}".lstrip(".")
                yield Span(place, *_bounds(edits, value), below)
                yield from _spans(below, value, place, edits)
    elif isinstance(shape, Rows):
        entries = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for number, each in enumerate(entries):
            yield Span(f"{name}.{number}", *_bounds(edits, each), shape.row)
            yield from _spans(shape.row, each, f"{name}.{number}", edits)
    elif isinstance(shape, Given) and isinstance(node, yaml.MappingNode):
        for number, (_, value) in enumerate(node.value):
            yield Span(f"{name}.{number}", *_bounds(edits, value), None)
    elif isinstance(shape, Tree):
        yield from _rows_in(node, name, edits, top=True)


def _rows_in(node: Any, name: str, edits: Edits, top: bool = False) -> Iterator[Span]:
    """Of a condition's groups and rows, as the form numbers them."""
    if not isinstance(node, yaml.MappingNode) or not node.value:
        return
    [(key, body), *others] = node.value
    if key.value in CONNECTIVES and not others:
        entries = body.value if isinstance(body, yaml.SequenceNode) else [body]
        if key.value == "not" and not _is_row(body):
            yield from _rows_in(body, name, edits)
            return
        for number, each in enumerate(entries):
            yield Span(f"{name}.{number}", *_bounds(edits, each), None)
            yield from _rows_in(each, f"{name}.{number}", edits)
    elif top or not _is_row(node):
        number = 0
        for fact, operand in node.value:
            tests = operand.value if isinstance(operand, yaml.MappingNode) else [(fact, operand)]
            for operator, value in tests:
                start = fact if number == 0 or len(tests) == 1 else operator
                yield Span(f"{name}.{number}", start.start_mark.index, edits.end(value), None)
                number += 1


def _is_row(node: Any) -> bool:
    """Whether the form shows the condition as one row, not as a group."""
    if not isinstance(node, yaml.MappingNode) or len(node.value) != 1 or node.value[0][0].value in CONNECTIVES:
        return False
    operand = node.value[0][1]
    return not isinstance(operand, yaml.MappingNode) or len(operand.value) == 1
