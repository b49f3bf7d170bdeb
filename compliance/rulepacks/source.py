"""YAML and JSON texts into plain values that remember where they stood.

PyYAML's events are read rather than its objects, so that a number stays the exact decimal that was written, a duplicate
key is seen, and depth and aliases are bounded before anything is built.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from compliance.rulepacks.problems import Mark, ProblemsError, Report

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 64
MAX_ALIASES = 50
MAX_EXPANDED_NODES = 1_000_000  # what the text would hold with its aliases written out

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = yaml.resolver.Resolver()
_INT = re.compile(r"[-+]?(0|[1-9][0-9_]*)\Z")
_FLOAT = re.compile(r"[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+]?[0-9]+)?\Z")
_TRUE = {"true", "yes", "on"}


_START = Mark()


class MappingNode(dict[str, Any]):
    """A mapping that knows where it, its keys and its values stand."""

    mark: Mark = Mark()
    key_marks: dict[str, Mark]
    value_marks: dict[str, Mark]

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark, self.key_marks, self.value_marks = mark, {}, {}


class SequenceNode(list[Any]):
    """A list that knows where it and its entries stand."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: list[Mark] = []


@dataclass(frozen=True, slots=True)
class BadScalar:
    """A scalar that YAML would read as something else than was meant; whoever meets it reports `message`."""

    text: str
    message: str


def read_bytes(path: Path) -> bytes:
    """The file's bytes, at most MAX_BYTES; raises ProblemsError where it can't be read or is larger."""
    report = Report(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        report.error(Mark(), "unreadable", f"读不到文件：{error.strerror or error}；请检查路径和权限")
        raise ProblemsError(report.problems) from None
    if len(content) > MAX_BYTES:
        report.error(Mark(), "too-large", "文件超过 2 MB；请拆成几个规则包")
        raise ProblemsError(report.problems)
    return content


def parse(content: bytes, report: Report) -> Any:
    """The value of a YAML or JSON document.

    Duplicate keys go to `report` and reading goes on; what leaves nothing to read on raises ProblemsError.
    """
    try:
        text = _text_of(content)
        if text.lstrip().startswith("{"):
            try:
                return _parse_json(text, report)
            except json.JSONDecodeError as error:
                if report.file.endswith(".json"):
                    raise _not_json(error) from None
        return _Builder(report).build(text)
    except _Fatal as fatal:
        report.error(fatal.mark, fatal.code, fatal.message)
        raise ProblemsError(report.in_order()) from None


def parse_json(content: bytes, name: str) -> Any:
    """The value of a JSON document; raises ProblemsError where it is none, or has a key twice."""
    report = Report(name)
    try:
        value = _parse_json(_text_of(content), report)
    except json.JSONDecodeError as error:
        fatal = _not_json(error)
        report.error(fatal.mark, fatal.code, fatal.message)
    except _Fatal as fatal:
        report.error(fatal.mark, fatal.code, fatal.message)
    if report.problems:
        raise ProblemsError(report.in_order())
    return value


def locate(node: Any, path: tuple[Any, ...]) -> Mark:
    """Where the value at `path` stands, or the nearest thing around it; steps that don't fit are skipped."""
    mark = getattr(node, "mark", Mark())
    for step in path:
        if isinstance(node, MappingNode) and step in node:
            mark, node = node.value_marks.get(step, node.mark), node[step]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node):
            mark, node = node.marks[step], node[step]
    return mark


class _Fatal(Exception):
    def __init__(self, mark: Mark, code: str, message: str):
        self.mark, self.code, self.message = mark, code, message


def _text_of(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _Fatal(Mark(), "too-large", "文件超过 2 MB；请拆成几个文件")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Fatal(Mark(line), "encoding", "文件不是 UTF-8 编码；请另存为 UTF-8") from None


def _not_json(error: json.JSONDecodeError) -> _Fatal:
    return _Fatal(Mark(error.lineno, error.colno), "syntax", f"不是合法的 JSON：{error.msg}")


def _parse_json(text: str, report: Report) -> Any:
    def mapping(pairs: list[tuple[str, Any]]) -> MappingNode:
        node = MappingNode(Mark())
        for key, value in pairs:
            if key in node:
                report.error(Mark(), "duplicate-key", f"「{key}」写了两次；请只留一个")
            node[key] = value
        return node

    def refuse(constant: str) -> None:
        raise _Fatal(Mark(), "bad-number", f"{constant} 不是数字")

    try:
        value = json.loads(
            text, object_pairs_hook=mapping, parse_int=_whole, parse_float=_decimal, parse_constant=refuse
        )
    except RecursionError:
        raise _Fatal(Mark(), "too-deep", f"嵌套超过 {MAX_DEPTH} 层") from None
    _check_depth(value)
    return _with_sequences(value)


def is_encodable(text: str) -> bool:
    """Whether the text can be stored and printed: JSON can write half a character."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _with_sequences(value: Any) -> Any:
    if isinstance(value, str) and not is_encodable(value):
        raise _Fatal(Mark(), "bad-character", "含有不完整的字符（单独的 \\ud800–\\udfff）；请删去")
    if isinstance(value, dict):
        for key in value:
            _with_sequences(key)
            value[key] = _with_sequences(value[key])
    elif isinstance(value, list):
        node = SequenceNode(Mark())
        node.extend(map(_with_sequences, value))
        node.marks = [Mark()] * len(value)
        return node
    return value


def _check_depth(root: Any) -> None:
    level = [root]
    for _ in range(MAX_DEPTH + 1):
        level = [each for each in level if isinstance(each, dict | list)]
        if not level:
            return
        level = [child for each in level for child in (each.values() if isinstance(each, dict) else each)]
    raise _Fatal(Mark(), "too-deep", f"嵌套超过 {MAX_DEPTH} 层")


def _whole(text: str) -> int | Decimal | BadScalar:
    return int(text) if len(text) <= 40 else _decimal(text)


def _decimal(text: str) -> Decimal | BadScalar:
    try:
        return Decimal(text.replace("_", ""))
    except InvalidOperation:
        return BadScalar(text, f"{text[:40]} 不是可用的数字")


@dataclass(slots=True)
class _Open:
    """A container being filled."""

    node: Any
    anchor: str | None
    key: str | None = None
    key_mark: Mark = _START
    size: int = 1


class _Builder:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.aliases = 0
        self.documents = 0
        self.root: Any = None

    def build(self, text: str) -> Any:
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                handler = _HANDLERS.get(type(event))
                if handler:
                    handler(self, event)
        except yaml.MarkedYAMLError as error:
            raise _Fatal(
                _mark(error.problem_mark or error.context_mark), "syntax", _syntax_message(error, text)
            ) from None
        except yaml.reader.ReaderError as error:
            before = text[: error.position]
            mark = Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))
            raise _Fatal(mark, "syntax", "含有 YAML 不允许的控制字符；请删去") from None
        if not self.documents:
            raise _Fatal(Mark(), "empty", "文件是空的")
        return self.root

    def on_document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _Fatal(_mark(event.start_mark), "syntax", "一个文件只能有一份内容；请删去多余的 ---")

    def on_start(self, event: Any) -> None:
        mark = _mark(event.start_mark)
        self._refuse_tag(event, mark)
        if len(self.stack) >= MAX_DEPTH:
            raise _Fatal(mark, "too-deep", f"嵌套超过 {MAX_DEPTH} 层")
        self._refuse_container_as_key(mark)
        node = MappingNode(mark) if isinstance(event, yaml.MappingStartEvent) else SequenceNode(mark)
        self.stack.append(_Open(node, event.anchor))

    def on_end(self, event: Any) -> None:
        done = self.stack.pop()
        self._place(done.node, done.node.mark, done.size, done.anchor)

    def on_scalar(self, event: yaml.ScalarEvent) -> None:
        mark = _mark(event.start_mark)
        self._refuse_tag(event, mark)
        if self._expects_key():
            self._take_key(event.value, mark)
        else:
            self._place(_scalar(event), mark, 1, event.anchor)

    def on_alias(self, event: yaml.AliasEvent) -> None:
        mark = _mark(event.start_mark)
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise _Fatal(mark, "too-many-aliases", f"引用（*）超过 {MAX_ALIASES} 处；请直接写出内容")
        if event.anchor not in self.anchors:
            raise _Fatal(mark, "syntax", f"引用 *{event.anchor} 之前没有定义 &{event.anchor}")
        self._refuse_container_as_key(mark)
        node, size = self.anchors[event.anchor]
        self._place(node, mark, size, None)

    def _expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].node, MappingNode) and self.stack[-1].key is None

    def _refuse_container_as_key(self, mark: Mark) -> None:
        if self._expects_key():
            raise _Fatal(mark, "syntax", "键必须是文字")

    def _refuse_tag(self, event: Any, mark: Mark) -> None:
        if event.tag is not None and event.tag != "!":
            raise _Fatal(mark, "tag", f"不支持标签 {event.tag}；请删去")

    def _take_key(self, key: str, mark: Mark) -> None:
        top = self.stack[-1]
        if key in top.node:
            first = top.node.key_marks[key]
            self.report.error(mark, "duplicate-key", f"「{key}」在第 {first.line} 行已经写过；同一处只能写一次")
        top.key, top.key_mark = key, mark

    def _place(self, value: Any, mark: Mark, size: int, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = (value, size)
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        top.size += size
        if top.size > MAX_EXPANDED_NODES:
            raise _Fatal(mark, "too-many-aliases", "引用展开后内容过多；请直接写出内容")
        if isinstance(top.node, MappingNode):
            assert top.key is not None
            top.node[top.key] = value
            top.node.key_marks[top.key], top.node.value_marks[top.key] = top.key_mark, mark
            top.key = None
        else:
            top.node.append(value)
            top.node.marks.append(mark)


_HANDLERS: dict[type, Callable[[_Builder, Any], None]] = {
    yaml.DocumentStartEvent: _Builder.on_document,
    yaml.MappingStartEvent: _Builder.on_start,
    yaml.SequenceStartEvent: _Builder.on_start,
    yaml.MappingEndEvent: _Builder.on_end,
    yaml.SequenceEndEvent: _Builder.on_end,
    yaml.ScalarEvent: _Builder.on_scalar,
    yaml.AliasEvent: _Builder.on_alias,
}


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1) if mark else Mark()


def _syntax_message(error: yaml.MarkedYAMLError, text: str) -> str:
    problem = error.problem or error.context or ""
    if "cannot start any token" in problem and text[error.problem_mark.index : error.problem_mark.index + 1] == "\t":
        return "用了制表符（Tab）缩进；YAML 只能用空格"
    if "mapping values are not allowed" in problem:
        return "这里不能出现冒号；检查缩进，或给含冒号的文字加引号"
    if "could not find expected ':'" in problem:
        return "这里缺少冒号；键和值之间要写英文冒号加空格"
    return f"YAML 语法有误（{problem}）；检查缩进、括号和引号是否成对"


def _scalar(event: yaml.ScalarEvent) -> Any:
    if event.style is not None and event.style != "":
        return event.value
    text = event.value
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False)).rsplit(":", 1)[-1]
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() in _TRUE
    if tag == "int":
        return _whole(text.replace("_", "")) if _INT.match(text) else BadScalar(text, _ODD_NUMBER.format(text[:40]))
    if tag == "float":
        return _decimal(text) if _FLOAT.match(text) else BadScalar(text, _ODD_NUMBER.format(text[:40]))
    if tag == "timestamp":
        return _day(text)
    return text


_ODD_NUMBER = "「{}」不是普通的十进制数字；数字请写成 10 或 10.5，文字请加引号"


def _day(text: str) -> date | BadScalar:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return BadScalar(text, f"「{text[:40]}」不是有效的日期；日期写成 2026-01-31")
