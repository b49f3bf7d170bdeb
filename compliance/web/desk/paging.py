"""Lists that are turned over page by page."""

from flask import request


def page_number() -> int:
    """The page that is asked for, from 1; whatever makes no sense is the first."""
    given = request.args.get("page", "")
    return max(1, int(given)) if given.isascii() and given.isdecimal() and len(given) < 7 else 1
