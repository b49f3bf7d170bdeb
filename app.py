"""What Flask and gunicorn start."""

from flask import Flask

from compliance.services.office import open_office
from compliance.settings import Settings
from compliance.web import create_web


def create_app() -> Flask:
    """The site as the environment sets it up."""
    return create_web(open_office(Settings.from_environment()))
