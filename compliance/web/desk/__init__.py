"""The officers' desk, for the office's own people: everything under PREFIX.

Its pages about rules are in `compliance.web.legal`.
"""

from flask import request

PREFIX = "/desk"


def at_desk() -> bool:
    """Whether the request at hand is for the desk."""
    return request.path == PREFIX or request.path.startswith(f"{PREFIX}/")
