"""When the interpreter looks for garbage: between requests, since it would hold up a page that is being made."""

import gc
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST = 1_000_000
"""Objects after which it looks within a request all the same; a page over all packs makes some 300,000."""
_TURNS = 20
"""How many times it looks through younger objects before it looks through older ones too."""


class CollectingBetween:
    """Serves `app`, and collects garbage when an answer has been sent: what a request leaves behind is little."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        gc.set_threshold(MOST)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return ClosingIterator(self._app(environ, start_response), collect)


def collect() -> None:
    """Looks through what was made since, and when it is their turn through older objects too."""
    _, younger, older = gc.get_count()
    gc.collect(2 if older >= _TURNS else 1 if younger >= _TURNS else 0)
