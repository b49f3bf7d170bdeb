"""Lists on several pages, counted from 1 and named in the address."""

from flask import request

LAST = 100_000
"""More pages than there are; a higher number is taken for it."""


def page_wanted() -> int:
    """The number in the address; the first where there is none that can be read."""
    wanted = request.args.get("page", 1, int)
    return min(max(wanted, 1), LAST)
