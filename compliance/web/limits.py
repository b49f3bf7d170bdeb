"""How often one address may do what: enough for an office of people behind one address, too little for a flood.

Each worker process counts for itself.
"""

import time
from collections.abc import Callable
from ipaddress import IPv6Network, ip_address
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_limiter import Limit, Limiter
from werkzeug.middleware.proxy_fix import ProxyFix

from compliance.web.uploads import MAX_TEXT

View = TypeVar("View", bound=Callable[..., Any])

LIMITS = {
    "start": "60 per minute; 600 per hour",  # a self-check is begun
    "submit": "240 per minute; 3000 per hour",  # a page of answers is sent, or all of them
    "autosave": "2000 per minute",  # what stands in a form is kept
    "typing": "600 per minute",  # a rule file is looked at and kept at the desk while it is typed
    "code": "20 per minute; 200 per hour",  # a secret is tried: nobody may try them all
    "upload": "60 per minute; 600 per hour",  # files are sent, with a page of answers or alone
    "document": "30 per minute; 300 per hour",  # a paper is made, which takes seconds
    "login": "20 per minute; 200 per hour",  # a password is tried; accounts lock themselves besides
    "desk": "240 per minute; 3000 per hour",  # something is done at the desk
    "api": "600 per minute",  # another program asks, on behalf of many
}
"""By deed."""


def limited(deed: str) -> Callable[[View], View]:
    """Marks a view as a deed of LIMITS; all views of one deed are counted together."""
    if deed not in LIMITS:
        raise KeyError(deed)

    def mark(view: View) -> View:
        view.deed = deed  # type: ignore[attr-defined]
        return view

    return mark


def count_deeds(app: Flask) -> None:
    """Counts what is done on the site, before anything of a request is read; too much raises RateLimitExceeded."""
    Limiter(
        _client,
        app=app,
        default_limits=[Limit(lambda: LIMITS.get(_deed(), ""), scope=lambda _: _deed(), shared=True)],
        strategy="moving-window",
        storage_uri="memory://",
    )


def trust_proxies(app: Flask, count: int) -> None:
    """Takes the client's address from what as many proxies before us say; of others', nothing is believed."""
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=0)  # type: ignore[method-assign]


def seconds_to_wait() -> int:
    """After how many seconds what was just refused may be done again; at least 1."""
    (limiter,) = current_app.extensions["limiter"]
    limit = limiter.current_limit
    return max(1, int(limit.reset_at - time.time())) if limit else 1


def _deed() -> str:
    deed = getattr(current_app.view_functions.get(request.endpoint or ""), "deed", "")
    return "upload" if deed == "submit" and _brings_files() else deed


def _brings_files() -> bool:
    """Whether the request is larger than any text, as far as can be told without reading it."""
    unknown = "chunked" in request.headers.get("Transfer-Encoding", "")
    return unknown or (request.content_length or 0) > MAX_TEXT


def _client() -> str:
    """The client's address; of IPv6, the network that one customer is given."""
    address = ip_address((request.remote_addr or "0.0.0.0").partition("%")[0])  # noqa: S104  not bound to
    return str(address if address.version == 4 else IPv6Network((address, 64), strict=False))
