"""A rule file's text made to say something else: only what differs is written, all else stays byte for byte.

What is to be said is the text's whole value (as rulepacks.source reads it) with changes in it. The new text is read
again, and refused where it says anything but that: an edit may fail, it never says something that nobody meant.
"""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, TypeAlias

import yaml

from compliance.rulepacks.problems import ProblemsError, Report
from compliance.rulepacks.source import parse
from compliance.services.rule_texts.edits import CannotEditError, Edits
from compliance.services.rule_texts.yaml_text import block, entry, flow, scalar, stands_in_lines

_BOM = b"\xef\xbb\xbf"
Pair: TypeAlias = tuple[int | None, int | None]
"""The places of an entry in the old list and in the new one; None where it isn't in it."""


def amend(content: bytes, new: Any) -> bytes:
    """The text that says `new`; raises ProblemsError for a text that can't be read, and CannotEditError."""
    old = read_whole(content)
    if same(old, new):
        return content
    mark, plain = (_BOM, content[3:]) if content.startswith(_BOM) else (b"", content)
    edits = Edits(plain.decode())
    _amend(edits, None, edits.root, old, new)
    result = mark + edits.result().encode()
    try:
        fits = same(read_whole(result), new)
    except ProblemsError:
        fits = False
    if not fits:
        raise CannotEditError("这里的写法特别，程序改不准")
    return result


def read_whole(content: bytes) -> Any:
    """The text's value; raises ProblemsError, also for a key that stands there twice."""
    report = Report("")
    value = parse(content, report)
    if report.problems:
        raise ProblemsError(report.in_order())
    return value


def same(one: Any, other: Any) -> bool:
    """Whether both say the same; true isn't 1, and the order of keys says nothing."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(each, other[key]) for key, each in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _amend(edits: Edits, key: Any, node: Any, old: Any, new: Any) -> None:
    """`key`: the node of the value's key, None for an entry of a list."""
    if same(old, new):
        return
    if _both(Mapping, old, new) and old.keys() & new.keys() and _mapping(edits, node, old, new):
        return
    if _both(list, old, new) and _sequence(edits, node, old, new):
        return
    _whole(edits, key, node, new)


def _both(kind: type, old: Any, new: Any) -> bool:
    return isinstance(old, kind) and isinstance(new, kind) and bool(old) and bool(new)


def _mapping(edits: Edits, node: Any, old: Any, new: Any) -> bool:
    """Whether it could be done without writing the whole mapping anew."""
    nodes = {key.value: (key, value) for key, value in node.value}
    gone = [nodes[key] for key in old if key not in new]
    if node.flow_style and gone:
        edits.change(node.start_mark.index, edits.end(node), _pieces(edits, node, old, new), node)
        return True
    if not all(edits.has_own_lines(*each) for each in gone):
        return False
    for each in gone:
        edits.remove_lines(*each)
    after = next(key for key in old if key in new)
    for key, value in new.items():
        if key in old:
            _amend(edits, *nodes[key], old[key], value)
            after = key
        else:
            _insert_key(edits, node, nodes[after][1], key, value)
    return True


def _insert_key(edits: Edits, node: Any, after: Any, key: str, value: Any) -> None:
    if node.flow_style:
        edits.insert(edits.end(after), f", {scalar(key)}: {flow(value)}")
        return
    indent = edits.line_end + " " * node.value[0][0].start_mark.column
    edits.insert(
        edits.end_of_line(edits.end(after)), "".join(indent + line for line in entry(key, value, node is edits.root))
    )


def _sequence(edits: Edits, node: Any, old: Any, new: Any) -> bool:
    pairs = list(_aligned(old, new))
    if node.flow_style and any(None in each for each in pairs):
        edits.change(node.start_mark.index, edits.end(node), _pieces(edits, node, old, new), node)
        return True
    kept = [before for before, after in pairs if before is not None and after is not None]
    if not kept:
        return False
    last: int | None = None
    for before, after in pairs:
        if before is None:
            assert after is not None
            _insert_entry(edits, node, last, kept[0], new[after])
        elif after is None:
            _remove_entry(edits, node.value[before])
        else:
            _amend(edits, None, node.value[before], old[before], new[after])
            last = before
    return True


def _aligned(old: Any, new: Any) -> Iterator[Pair]:
    """Which entry is which: those that are alike at both ends and between, and the others one by one."""
    before, after = ([repr(each) for each in entries] for entries in (old, new))
    for _, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        both = min(i_end - i, j_end - j)
        yield from ((i + n, j + n) for n in range(both))
        yield from ((n, None) for n in range(i + both, i_end))
        yield from ((None, n) for n in range(j + both, j_end))


def _insert_entry(edits: Edits, node: Any, last: int | None, first: int, value: Any) -> None:
    """After the entry at `last`, or before the one at `first`; parted by an empty line where the others are."""
    indent, lines = " " * node.start_mark.column, block([value])
    gap = edits.line_end * (2 if _parted(edits, node) else 1)
    if last is None:
        at = node.value[first].start_mark.index
        edits.insert(edits.text.rindex("-", 0, at), f"{(edits.line_end + indent).join(lines)}{gap}{indent}")
    else:
        text = (edits.line_end + indent).join(lines)
        edits.insert(edits.end_of_line(edits.end(node.value[last])), f"{gap}{indent}{text}")


def _parted(edits: Edits, node: Any) -> bool:
    if len(node.value) < 2:
        return (
            node.start_mark.column <= 2 and isinstance(node.value[0], yaml.MappingNode) and not node.value[0].flow_style
        )
    between = edits.text[edits.end(node.value[-2]) : node.value[-1].start_mark.index]
    return "\n\n" in between.replace("\r", "")


def _remove_entry(edits: Edits, value: Any) -> None:
    """Its lines, and the empty ones after it where there are such before it too."""
    start = value.start_mark.index - value.start_mark.column
    stop = edits.end_of_line(edits.end(value))
    others = edits.text[start : value.start_mark.index].strip(" -") + edits.text[edits.end(value) : stop].strip()
    if others or edits.text[value.start_mark.index] in "&*!":
        raise CannotEditError("这一行还写着别的")
    stop = min(stop + len(edits.line_end), len(edits.text))
    if not edits.text[:start].rstrip(" ").removesuffix("\n").removesuffix("\r").split("\n")[-1].strip():
        while (after := edits.end_of_line(stop)) < len(edits.text) and not edits.text[stop:after].strip():
            stop = after + len(edits.line_end)
    edits.cut(start, stop)


def _pieces(edits: Edits, node: Any, old: Any, new: Any) -> str:
    """A value on one line; what is said already in the words in which it is."""
    if same(old, new):
        return edits.source(node)
    if _both(Mapping, old, new) and node.flow_style:
        nodes = {key.value: (key, value) for key, value in node.value}
        said = (
            f"{edits.source(nodes[key][0])}: {_pieces(edits, nodes[key][1], old[key], value)}"
            if key in old
            else f"{scalar(key)}: {flow(value)}"
            for key, value in new.items()
        )
        return f"{{{', '.join(said)}}}"
    if _both(list, old, new) and node.flow_style:
        said = (
            flow(new[j]) if i is None else _pieces(edits, node.value[i], old[i], new[j])
            for i, j in _aligned(old, new)
            if j is not None
        )
        return f"[{', '.join(said)}]"
    return flow(new)


def _whole(edits: Edits, key: Any, node: Any, new: Any) -> None:
    """Writes the value anew: beside its key, or in lines below where values of its form stand so."""
    if key is None:
        edits.replace_entry(node, flow(new))
        return
    if isinstance(node, yaml.ScalarNode) and edits.source(node) and not isinstance(new, Mapping | list):
        edits.replace(key, node, _quoted_like(edits.source(node), new))
        return
    start = edits.text.index(":", key.end_mark.index) + 1
    said = f" {flow(new)}"
    if stands_in_lines(new) and _in_block(edits, key):
        indent = edits.line_end + " " * (key.start_mark.column + 2)
        said = "".join(indent + line for line in block(new))
    edits.change(start, max(start, edits.end(node)), said, node)


def _quoted_like(before: str, new: Any) -> str:
    """In the same marks, where the new value is a text without any mark of its own."""
    if isinstance(new, str) and before[0] in "'\"" and not set(new) & set("'\"\\\n") and new.isprintable():
        return f"{before[0]}{new}{before[0]}"
    return scalar(new)


def _in_block(edits: Edits, key: Any) -> bool:
    before = edits.text[key.start_mark.index - key.start_mark.column : key.start_mark.index]
    return not before.strip(" -")
