"""The office that the app at hand belongs to."""

from typing import cast

from flask import Flask, current_app, g

from compliance.services.office import Office
from compliance.services.publishing.following import Following

_KEY = "qingdan"


def keep_office(app: Flask, office: Office) -> None:
    app.extensions[_KEY] = Following(office)


def the_office() -> Office:
    """The office of the request at hand, with the rules of today, which are the same for all of the request."""
    if "office" not in g:
        g.office = cast(Following, current_app.extensions[_KEY]).office()
    return cast(Office, g.office)
