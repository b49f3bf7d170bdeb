"""Made-up enterprises: nobody could take their names, codes and telephones for anybody's."""

from collections.abc import Iterator
from itertools import count

from stdnum.cn import uscc

from compliance.services.enterprise import Enterprise

TOWNS = ("示范镇", "样板镇", "范例街道")
_WORDS = (
    "春风",
    "夏荷",
    "秋实",
    "冬青",
    "东篱",
    "南山",
    "西窗",
    "北辰",
    "晴川",
    "听雨",
    "拾光",
    "半亩",
    "一苇",
    "千帆",
)
_TRADES = ("小吃店", "便利店", "面馆", "水果店", "五金店", "民宿", "汽修店", "服装店", "加工厂", "超市", "洗衣店")
_STREETS = ("演示路", "样例街", "示意巷")
_REGION, _LETTERS = "92999999", "DEM"
"""999999 is no region of China."""


def enterprises(town: str) -> Iterator[Enterprise]:
    """Those of the town one after another, without end; always the same."""
    return map(enterprise, count(TOWNS.index(town), len(TOWNS)))


def enterprise(number: int) -> Enterprise:
    """One of them; their towns take turns."""
    trade = _TRADES[number % len(_TRADES)]
    town, word = TOWNS[number % len(TOWNS)], _WORDS[number % len(_WORDS)]
    again = number // (len(_TRADES) * len(_WORDS))
    name = f"演示{word}{trade}" + (f"（{again + 1}）" if again else "")
    return Enterprise(name, credit_code(number), f"{town}{_STREETS[number % 5 % 3]} {number + 1} 号")


def credit_code(number: int) -> str:
    """A code that is right in itself, and nobody's."""
    code = f"{_REGION}{_LETTERS}{number:06}"
    return code + str(uscc.calc_check_digit(code))


def telephone(number: int) -> str:
    """A number that no telephone can have: none begins with 0 behind the area's code."""
    return f"0571-0000{number % 10_000:04}"
