"""Numbers as laws write them, in Chinese numerals, digits or both: 一百一十二, 5万, 一点五."""

from decimal import Decimal, InvalidOperation

from cn2an import cn2an  # type: ignore[import-untyped]

_PLAIN = "〇零一二两三四五六七八九十百千万亿0-9０-９"
NUMBER = rf"[{_PLAIN}](?:[{_PLAIN}点.．]*[{_PLAIN}])?"
"""A number, as a part of a regular expression."""

_TO_ASCII = str.maketrans("０１２３４５６７８９．", "0123456789.")


def read_number(text: str) -> Decimal | None:
    """The number that the text writes; None where it is none."""
    try:
        return Decimal(str(cn2an(text.translate(_TO_ASCII), "smart"))).normalize()
    except (ValueError, KeyError, InvalidOperation):
        return None
