"""What may stand in braces in a definition's texts: things that the program knows, and room for what it doesn't."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from compliance.rulepacks.models import Status

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
COUNTS: Mapping[str, Status] = {
    "违反": "violation",
    "尚不能确定": "undetermined",
    "符合": "compliant",
    "不适用": "not_applicable",
}
SOURCE = "情况来源"
MATTER = (
    "清单", "版本", "判断日期", "出具日期", "总数", "单位名称", "统一社会信用代码", "地址", "发文机关", SOURCE, *COUNTS,
)  # fmt: skip
"""What can be said anywhere."""
ITEM: Mapping[str, str] = {
    "序号": "number",
    "事项": "title",
    "违反的规定": "duty",
    "处罚规定": "penalty",
    "处罚措施": "measures",
    "罚款": "fines",
    "整改要求": "rectify",
    "整改期限": "deadline",
    "整改天数": "days",
    "主管部门": "department",
    "可能的处理": "verdict",
}
"""What can be said of one item, and the field that says it."""
LAW: Mapping[str, str] = {"序号": "number", "法规": "whole"}
"""The same of a law."""
BLANK, BOX = "空", "框"
WIDTH, MAX_WIDTH, MAX_LINES = 8, 28, 12


@dataclass(frozen=True, slots=True)
class Blank:
    """Room to write by hand: `width` in characters, or so many whole `lines`; `label` says what belongs there."""

    label: str
    width: int = WIDTH
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick by hand, where it isn't `ticked` already."""

    title: str
    ticked: bool = False


Piece: TypeAlias = str | Blank | Box


def filled(by_hand: Mapping[str, str], ticked: Iterable[str]) -> dict[str, str]:
    """What is known of blanks, by their labels, and which boxes are ticked, as `pieces` takes it among its values."""
    return {f"{BLANK}:{label}": text for label, text in by_hand.items()} | {f"{BOX}:{each}": each for each in ticked}


def pieces(text: str, values: Mapping[str, str]) -> tuple[Piece, ...]:
    """Running text with its placeholders filled; what isn't known becomes a blank."""
    return tuple(piece for piece in _pieces(text, values) if piece)


def _pieces(text: str, values: Mapping[str, str]) -> Iterator[Piece]:
    end = 0
    for match in PLACEHOLDER.finditer(text):
        yield text[end : match.start()]
        yield _made_by_hand(match[1], values) or values.get(match[1]) or Blank(match[1])
        end = match.end()
    yield text[end:]


def _made_by_hand(name: str, values: Mapping[str, str]) -> Piece | None:
    """The blank or box that «空:当事人», «空:姓名:6», «空:意见:3行» or «框:同意» asks for, filled where it is known."""
    kind, _, rest = name.partition(":")
    if kind == BOX and rest:
        return Box(rest, name in values)
    if kind != BLANK or not rest:
        return None
    label, _, size = rest.partition(":")
    if known := values.get(f"{BLANK}:{label}"):
        return known
    if size.endswith("行"):
        return Blank(label, lines=int(size.removesuffix("行")))
    return Blank(label, int(size or WIDTH))


def flaw_in(name: str, known: tuple[str, ...], by_hand: bool) -> str | None:
    """What is wrong with a placeholder of the name; `by_hand`: whether blanks and boxes may stand there."""
    kind, _, rest = name.partition(":")
    if kind in (BLANK, BOX) and not by_hand:
        return f"「{{{name}}}」不能用在这里；空白和方框只能写在 letter 版式的段落和公文的各部分里"
    if kind == BLANK and not _BLANK.fullmatch(name):
        return f"「{{{name}}}」写法不对；应写成 {{空:标签}}、{{空:标签:几个字}} 或 {{空:标签:几行}}，如 {{空:意见:3行}}"
    if kind == BLANK and not _fits(rest):
        return f"「{{{name}}}」太大；空白最宽 {MAX_WIDTH} 个字，最多 {MAX_LINES} 行"
    if kind == BOX and not rest:
        return f"「{{{name}}}」写法不对；应写成 {{框:文字}}"
    if kind not in (BLANK, BOX) and name not in known:
        return f"「{{{name}}}」不能用；可用的有：{'、'.join(known)}"
    return None


_BLANK = re.compile(rf"{BLANK}:[^:]+(?::[1-9]\d?行?)?")


def _fits(rest: str) -> bool:
    size = rest.partition(":")[2]
    most = MAX_LINES if size.endswith("行") else MAX_WIDTH
    return int(size.removesuffix("行") or 1) <= most
