"""Who may do what at the desk: every view says which roles may, and one guard holds everybody to it."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from compliance.errors import ComplianceError
from compliance.services.roles import ROLES
from compliance.web.context import the_office
from compliance.web.desk import PREFIX, at_desk
from compliance.web.desk.sessions import account_at_hand, is_fresh, must_change_password

View = TypeVar("View", bound=Callable[..., Any])

ANYBODY = "anybody"
"""Who isn't signed in, too."""
EVERYONE = tuple(ROLES)
"""Whoever is signed in."""
_OPEN_TO_ONE_TIME_PASSWORDS = ("door.password", "door.change", "door.leave")
_USUAL_PORTS = {"http": ":80", "https": ":443"}


class WrongAddressError(ComplianceError):
    """The desk was opened by an address that isn't the site's own, and might be somebody else's."""

    def __init__(self, address: str) -> None:
        super().__init__(f"请从 {address}{PREFIX}/ 打开；别的网址可能是假冒的，不要在那里填密码")


def may(*roles: str, fresh: bool = False) -> Callable[[View], View]:
    """Marks a view of the desk: which roles may, or ANYBODY; `fresh`: only having signed in just now."""
    if not roles or set(roles) - {*EVERYONE, ANYBODY}:
        raise ValueError(roles)

    def mark(view: View) -> View:
        view.roles, view.fresh = frozenset(roles), fresh  # type: ignore[attr-defined]
        return view

    return mark


def post_guard(app: Flask) -> None:
    """Lets nobody in to a view of the desk but whom it names; raises RuntimeError for a view that names nobody.

    To be called when all the views are there.
    """
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(PREFIX) and not hasattr(app.view_functions[rule.endpoint], "roles"):
            raise RuntimeError(f"{rule.rule} doesn't say who may use it; mark its view with @may(...)")
    app.before_request(_guard)


def _guard() -> Response | None:
    if request.endpoint is None or not at_desk():
        return None
    _expect_own_address()
    view: Any = current_app.view_functions[request.endpoint]
    if ANYBODY in view.roles:
        return None
    account = account_at_hand()
    if account is None:
        return _to_sign_in()
    if must_change_password() and request.endpoint not in _OPEN_TO_ONE_TIME_PASSWORDS:
        return redirect(url_for("door.password"), 303)
    if account.role not in view.roles:
        abort(403)
    return _to_sign_in() if view.fresh and not is_fresh() else None


def _to_sign_in() -> Response:
    """To the door, and from there back to the page; what was sent has to be sent again."""
    page = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("door.knock", next=page), 303)


def _expect_own_address() -> None:
    address = the_office().settings.public_url
    parts = urlsplit(address)
    if request.host.lower() != parts.netloc.lower().removesuffix(_USUAL_PORTS[parts.scheme]):
        raise WrongAddressError(address)
