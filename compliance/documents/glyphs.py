"""Texts that can be drawn: nothing that the fonts lack, nothing invisible, nothing that can't be broken into lines."""

import re
import subprocess
import unicodedata
from functools import cache

from fontTools.ttLib import TTFont

from compliance.errors import ComplianceError

_SERIF, _SANS, _KAI, _FANG = "Noto Serif CJK SC", "Noto Sans CJK SC", "AR PL KaitiM GB", "FandolFang"
FAMILIES = (_SERIF, _SANS, _KAI, _FANG)
"""The fonts that the stylesheet may name: 宋体, 黑体, 楷体 and 仿宋."""
SPARE = frozenset({_FANG})
"""Those that papers can do without: another takes over the whole text."""
FACES = ((_SERIF,), (_SANS,), (_KAI, _SERIF), (_FANG, _SERIF))
"""What the stylesheet sets texts in: a character that a face's first font lacks is taken from the next."""
PACKAGES = {_SERIF: "fonts-noto-cjk", _SANS: "fonts-noto-cjk", _KAI: "fonts-arphic-gkai00mp"}
MAX_TEXT = 3000
_UNBROKEN = re.compile(r"([^\s\u2e80-\U0003ffff]{20})(?=[^\s\u2e80-\U0003ffff])")
_SPACES = "\n\r\t"
_LINE_ENDS = re.compile("\r\n?")
CUT = "……（以下从略）"
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


class MissingFontError(ComplianceError):
    """A font that papers are set in isn't installed."""


def printable(text: str) -> str:
    """`text` as it can be printed.

    A character that the fonts lack becomes 〔缺字U+XXXX〕, an invisible one goes, a long word gets zero-width spaces
    (breaking it into lines takes quadratic time otherwise), and what is longer than MAX_TEXT characters is cut.
    """
    kept = _VARIANTS.sub("", text[:MAX_TEXT]) + (CUT if len(text) > MAX_TEXT else "")
    return _UNBROKEN.sub("\\1\u200b", "".join(map(_shown, kept)))


def _shown(char: str) -> str:
    if unicodedata.category(char) == "Cf":
        return ""
    return char if char in _SPACES or ord(char) in _drawable() else _missing(char)


def holdable(text: str, most: int) -> str:
    """`text` as an office file can hold it, whose reader brings the fonts; ends of lines are \\n.

    What XML has no place for, and any other control character, becomes 〔缺字U+XXXX〕, an invisible character goes, and
    what is longer than `most` is cut. Length is in UTF-16 units, as office programs count it.
    """
    held = "".join(map(_held, _VARIANTS.sub("", _LINE_ENDS.sub("\n", text[: most + 1]))))
    units = held.encode("utf-16-le")
    if len(units) <= 2 * most:
        return held
    return units[: 2 * (most - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _held(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    no_place = category in ("Cc", "Cs") and char not in _SPACES
    return _missing(char) if no_place or ord(char) & 0xFFFE == 0xFFFE else char


def _missing(char: str) -> str:
    return f"〔缺字U+{ord(char):04X}〕"


@cache
def _drawable() -> frozenset[int]:
    """The characters that all the faces have; takes about half a second, once."""
    of = {family: _available(family) for family in FAMILIES}
    return frozenset.intersection(*(frozenset[int]().union(*(of[family] for family in face)) for face in FACES))


def _available(family: str) -> frozenset[int]:
    """The characters that the font has; none where it may be missing and is."""
    try:
        return frozenset(_characters(family))
    except MissingFontError:
        if family in SPARE:
            return frozenset()
        raise


def _characters(family: str) -> dict[int, str]:
    asked = ["fc-match", "--format=%{family[0]}\n%{file}\n%{index}", family]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, check=True)  # noqa: S603 (a constant)
    except (OSError, subprocess.CalledProcessError):
        raise MissingFontError("找不到 fc-match 命令；请安装 fontconfig") from None
    name, file, index = found.stdout.split("\n")
    if name != family:
        raise MissingFontError(f"没有安装字体 {family}；请安装 {PACKAGES.get(family, '它')}")
    with TTFont(file, fontNumber=int(index), lazy=True) as font:
        characters: dict[int, str] = font.getBestCmap()
    return characters
