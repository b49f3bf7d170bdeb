"""The parts of a condition and where each stands in the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from compliance.rulepacks.conditions import CONNECTIVES, All, Any_, Condition, Not, Test, parts_of
from compliance.rulepacks.problems import Mark
from compliance.rulepacks.source import MappingNode, locate

Path: TypeAlias = tuple[int, ...]
"""Which part of which part, from the whole on; both counted from 0."""


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a condition: where it stands, and how to come to it."""

    condition: Condition
    mark: Mark
    path: Path
    parts: tuple["Place", ...] = ()

    def walk(self) -> Iterator["Place"]:
        """This part and all below it, in the order of the text."""
        yield self
        for part in self.parts:
            yield from part.walk()


def places(raw: Any, mark: Mark, condition: Condition, path: Path = ()) -> Place:
    """The condition that was read from the node `raw`, which stands at `mark`."""
    if isinstance(condition, Test):
        return Place(condition, _test_mark(raw, condition), path)
    key = next((each for each in CONNECTIVES if each in raw), None)
    if key is None:  # a mapping of facts
        return Place(condition, mark, path, tuple(_of_mapping(raw, condition, path)))
    inner = [raw[key]] if key == "not" else raw[key]
    marks = [locate(raw, (key,))] if key == "not" else raw[key].marks
    parts = (places(*each, (*path, n)) for n, each in enumerate(zip(inner, marks, parts_of(condition), strict=True)))
    return Place(condition, raw.key_marks.get(key, mark), path, tuple(parts))


def _of_mapping(raw: MappingNode, condition: Condition, path: Path) -> Iterator[Place]:
    """The tests of a mapping of facts, read in the order of the text."""
    where = [
        locate(raw, (fact,)) if operator is None else raw[fact].key_marks.get(operator, raw.mark)
        for fact, body in raw.items()
        for operator in (body if isinstance(body, MappingNode) else [None])
    ]
    for n, (part, mark) in enumerate(zip(parts_of(condition), where, strict=True)):
        yield Place(part, mark, (*path, n))


def _test_mark(raw: MappingNode, test: Test) -> Mark:
    body = raw[test.fact]
    return body.key_marks.get(test.operator, raw.mark) if isinstance(body, MappingNode) else locate(raw, (test.fact,))


def replaced(condition: Condition, path: Path, part: Condition) -> Condition:
    """The condition with another part at the path."""
    if not path:
        return part
    if isinstance(condition, Not):
        return Not(replaced(condition.part, path[1:], part))
    assert isinstance(condition, All | Any_)
    parts = list(condition.parts)
    parts[path[0]] = replaced(parts[path[0]], path[1:], part)
    return type(condition)(tuple(parts))


def without(condition: Condition, path: Path) -> Condition:
    """The condition with the part at the path left out of the all or any that it stands in."""
    *above, last = path
    group = condition
    for step in above:
        group = parts_of(group)[step]
    assert isinstance(group, All | Any_)
    rest = type(group)(tuple(part for n, part in enumerate(group.parts) if n != last))
    return replaced(condition, tuple(above), rest)
