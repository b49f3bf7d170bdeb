"""The number of a page, as it stands in the address of a long list."""

from collections.abc import Mapping

_MOST_PAGES = 10_000


def page_in(args: Mapping[str, str]) -> int:
    """The number of the page, from 1."""
    said = args.get("page", "1")
    return min(max(int(said), 1), _MOST_PAGES) if said.isascii() and said.isdecimal() and len(said) < 9 else 1
