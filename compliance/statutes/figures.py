"""The fines that a law's text threatens: amounts in yuan and multiples, each from and up to."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from compliance.rulepacks.numerals import NUMBER, read_number

Unit = Literal["元", "倍"]


class Figure(NamedTuple):
    """A fine's range as the text has it; a fixed sum is from and up to the same, no lower bound is 0, no upper None."""

    unit: Unit
    low: Decimal
    high: Decimal | None
    may: bool = False

    def __str__(self) -> str:
        low, high = (None if each is None else f"{each:f}{self.unit}" for each in (self.low, self.high))
        if self.high is None:
            return f"{low}以上"
        if self.low == self.high:
            return f"{high}"
        return f"{low}以上{high}以下" if self.low else f"{high}以下"


_PARTS = {"百分之": 100, "%": 100, "％": 100, "千分之": 1000, "‰": 1000}
_ONE = rf"(?:(?P<{{0}}f>[百千]分之)(?P<{{0}}p>{NUMBER})|(?P<{{0}}n>{NUMBER})(?P<{{0}}u>元|倍|%|％|‰)?)"
_RANGE = re.compile(
    rf"{_ONE.format('a')}(?:以上|至|到|-|—)+{_ONE.format('b')}(?:以下|下)?"
    rf"|{_ONE.format('c')}以下"
    rf"|{_ONE.format('d')}以上(?!的，|不满|不足)"
    rf"|{_ONE.format('e')}"
    rf"|(?P<same>等额)"
)
_CLAUSE = re.compile(r"[，。；\n]")
_MAY = re.compile(r"可以?(?:并|单|对|处|给予|按)[^可]*$")  # 可以没收工具，并处…… is another matter


def figures_in(text: str) -> Iterator[Figure]:
    """Every amount and multiple that could be a fine; thresholds (货值金额不足一万元) are among them."""
    for clause in _CLAUSE.split(text):
        for match in _RANGE.finditer(clause):
            if figure := _figure(match):
                yield figure._replace(may=bool(_MAY.search(clause[: match.start()])))


def _figure(match: re.Match[str]) -> Figure | None:
    if match["same"]:
        return Figure("倍", Decimal(1), Decimal(1))
    if (high := _read(match, "b")) is not None:
        low = _read(match, "a", high[1])
        return None if low is None or low[1] != high[1] else Figure(high[1], low[0], high[0])
    if (most := _read(match, "c")) is not None:
        return Figure(most[1], Decimal(0), most[0])
    if (least := _read(match, "d")) is not None:
        return Figure(least[1], least[0], None)
    fixed = _read(match, "e")
    return fixed and Figure(fixed[1], fixed[0], fixed[0])


def _read(match: re.Match[str], which: str, inherited: Unit | None = None) -> tuple[Decimal, Unit] | None:
    """The number and its unit; 二以上五万元以下 takes the unit, not the 万, from the upper bound."""
    unit = match[f"{which}f"] or match[f"{which}u"]
    value = read_number(match[f"{which}p"] or match[f"{which}n"] or "")
    if value is None:
        return None
    if unit in _PARTS:
        return value / _PARTS[unit], "倍"
    if unit is None:
        return (value, inherited) if inherited else None
    return value, unit  # type: ignore[return-value]
