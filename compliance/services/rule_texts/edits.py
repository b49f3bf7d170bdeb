"""Changes to single values in a YAML text; all else stays as it is, byte for byte."""

from dataclasses import dataclass, field
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CannotEditError(Exception):
    """Why a value can't be changed where it stands, in Chinese."""


@dataclass
class Edits:
    """The text and what is to be replaced in it. `root` is the text's node tree, whose marks count characters."""

    text: str
    root: yaml.MappingNode = field(init=False)
    _made: list[tuple[int, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        root = yaml.compose(self.text, Loader=_LOADER)
        assert isinstance(root, yaml.MappingNode)  # a rule file that loads
        self.root = root

    def result(self) -> str:
        """The text with the changes made."""
        parts, at = [], 0
        for start, end, new in sorted(self._made, key=lambda each: each[:2]):
            parts += [self.text[at:start], new]
            at = end
        return "".join([*parts, self.text[at:]])

    def set(self, mapping: yaml.MappingNode, key: str, new: str, after: str) -> None:
        """Gives the key this value, written on one line; a key that isn't there comes after the other one."""
        if value_of(mapping, key) is None:
            self._insert(mapping, f"{key}: {new}", after)
        else:
            self.replace(*_entry(mapping, key), new)

    def replace(self, key: yaml.Node, value: yaml.Node, new: str) -> None:
        """Writes another value after the key."""
        if isinstance(value, yaml.ScalarNode) or value.flow_style:
            self.change(value.start_mark.index, self.end(value), new, value)
        else:  # a list or mapping in lines becomes one line beside its key
            self.change(self.text.index(":", key.end_mark.index) + 1, self.end(value), f" {new}", value)

    def replace_entry(self, value: yaml.Node, new: str) -> None:
        """Writes another value in a list's place."""
        self.change(value.start_mark.index, self.end(value), new, value)

    def replace_lines(self, value: yaml.SequenceNode, entries: list[str]) -> None:
        """Writes another list in the form of the one that is there: in lines, or on one."""
        if value.flow_style:
            self.change(value.start_mark.index, self.end(value), f"[{', '.join(entries)}]", value)
            return
        between = self.line_end + " " * value.start_mark.column
        lines = between.join(f"- {each}" for each in entries)
        self.change(value.start_mark.index, self.end(value), lines, value)

    def remove(self, mapping: yaml.MappingNode, key: str) -> None:
        """Takes the key and its value away, where it is there."""
        if value_of(mapping, key) is None:
            return
        keys = [each.value for each, _ in mapping.value]
        place = keys.index(key)
        node, value = mapping.value[place]
        if len(keys) == 1:
            raise CannotEditError("这里只有这一个键")
        if not mapping.flow_style:
            self.remove_lines(node, value)
        elif place:
            self.change(self.end(mapping.value[place - 1][1]), self.end(value), "", value)
        else:
            self.change(node.start_mark.index, mapping.value[1][0].start_mark.index, "", value)

    def end(self, node: yaml.Node) -> int:
        """Where the node's text ends; libyaml counts what follows a list in lines to it."""
        if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
            start = node.start_mark.index
            return int(start + len(self.text[start : node.end_mark.index].rstrip()))
        last = node.value[-1]
        return self.end(last[1] if isinstance(node, yaml.MappingNode) else last)

    def source(self, node: yaml.Node) -> str:
        """The node's text."""
        return self.text[node.start_mark.index : self.end(node)]

    @property
    def line_end(self) -> str:
        """How the text ends its lines."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def _insert(self, mapping: yaml.MappingNode, entry: str, after: str) -> None:
        _, value = _entry(mapping, after)
        at = self.end(value)
        if mapping.flow_style:
            self._made.append((at, at, f", {entry}"))
            return
        indent = " " * mapping.value[0][0].start_mark.column
        stop = self.end_of_line(at)
        self._made.append((stop, stop, f"{self.line_end}{indent}{entry}"))

    def end_of_line(self, at: int) -> int:
        """Where the line ends that this place is in."""
        found = self.text.find("\n", at)
        stop = len(self.text) if found < 0 else found
        return stop - 1 if self.text[at:stop].endswith("\r") else stop

    def remove_lines(self, key: yaml.Node, value: yaml.Node) -> None:
        """Takes the lines of a key and its value away."""
        if not self.has_own_lines(key, value):
            raise CannotEditError("这一行还写着别的")
        start, stop = key.start_mark.index - key.start_mark.column, self.end_of_line(self.end(value))
        line_end = len(self.line_end) if stop < len(self.text) else 0
        self.change(start, stop + line_end, "", value)

    def has_own_lines(self, key: yaml.Node, value: yaml.Node) -> bool:
        """Whether nothing else, no remark either, stands in the lines of the key and its value."""
        start, stop = key.start_mark.index - key.start_mark.column, self.end_of_line(self.end(value))
        return not (self.text[start : key.start_mark.index].strip() or self.text[self.end(value) : stop].strip())

    def change(self, start: int, end: int, new: str, value: yaml.Node) -> None:
        """Writes another text over the value's; raises CannotEditError where that would lose a comment or an anchor."""
        old = self.text[start:end]
        if self.text[value.start_mark.index] in "&!":  # an alias's node begins where its anchor stands
            raise CannotEditError("这里用了 YAML 的引用（& 或 *）")
        if not isinstance(value, yaml.ScalarNode) and "#" in old:
            raise CannotEditError("这里有注释，改了会丢掉")
        self._made.append((start, end, new))

    def cut(self, start: int, end: int) -> None:
        """Takes a part of the text away, remarks and all."""
        self._made.append((start, end, ""))

    def insert(self, at: int, new: str) -> None:
        """Puts a text in; what is put in at one place stands in the order in which it was put."""
        self._made.append((at, at, new))


def value_of(mapping: yaml.Node, key: str) -> Any:
    """The node under the key; None where it isn't there."""
    return next((value for each, value in mapping.value if each.value == key), None)


def _entry(mapping: yaml.MappingNode, key: str) -> tuple[yaml.Node, yaml.Node]:
    return next((each, value) for each, value in mapping.value if each.value == key)
