"""The office that the app at hand belongs to."""

from typing import cast

from flask import Flask, current_app

from compliance.services.office import Office

_KEY = "qingdan"


def keep_office(app: Flask, office: Office) -> None:
    app.extensions[_KEY] = office


def the_office() -> Office:
    """The office of the request at hand."""
    return cast(Office, current_app.extensions[_KEY])
