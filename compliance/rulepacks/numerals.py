"""Numbers as laws write them, in Chinese numerals, digits or both: 一百一十二, 5万, 一点五."""

from decimal import Decimal, InvalidOperation
from functools import lru_cache

from cn2an import an2cn, cn2an  # type: ignore[import-untyped]

_PLAIN = "〇零一二两三四五六七八九十百千万亿0-9０-９"
NUMBER = rf"[{_PLAIN}](?:[{_PLAIN}点.．]*[{_PLAIN}])?"
"""A number, as a part of a regular expression."""

_TO_ASCII = str.maketrans("０１２３４５６７８９．", "0123456789.")


@lru_cache(10_000)
def read_number(text: str) -> Decimal | None:
    """The number that the text writes; None where it is none."""
    try:
        return Decimal(str(cn2an(text.translate(_TO_ASCII), "smart"))).normalize()
    except (ValueError, KeyError, InvalidOperation):
        return None


def article_number(article: str, of: str | None = None) -> str | None:
    """An article as citations have it: 18, or 18-1 for 第十八条之一; None where it isn't counted in whole numbers."""
    numbers = [read_number(each) for each in (article, of) if each]
    whole = [str(int(each)) for each in numbers if each is not None and each == int(each)]
    return "-".join(whole) if len(whole) == len(numbers) else None


def article_order(number: str) -> tuple[int, ...]:
    """What sorts articles as a law has them."""
    return tuple(map(int, number.split("-")))


@lru_cache(1000)
def numeral(number: int) -> str:
    """The number as articles are counted: 十八, 一百零三; in digits where no law has so many."""
    return str(an2cn(number)) if 0 <= number < 10_000 else str(number)
