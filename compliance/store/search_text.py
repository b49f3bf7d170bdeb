"""What a search over matters looks through: a text kept with each, in which width and case make no difference."""

import unicodedata
from collections.abc import Iterable

from compliance.store.records.matters import MatterRecord


def normal(text: str) -> str:
    """The text with what doesn't matter in a search made the same: width and case."""
    return unicodedata.normalize("NFKC", text).casefold()


def lines(texts: Iterable[str]) -> str:
    """The texts as a matter's text holds them, a line each at least, so that no word runs from one into the next."""
    return "".join(f"{normal(each)}\n" for each in texts if each)


def text_of(record: MatterRecord, titles: Iterable[str]) -> str:
    """What a new matter is found by; `titles` are those of its items."""
    own = (record.number, record.enterprise_name, record.credit_code, record.address, record.town)
    return lines((*own, *(each.item for each in record.items), *titles))
