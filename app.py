"""What Flask and gunicorn start."""

import gc

from flask import Flask

from compliance.services.office import open_office
from compliance.settings import Settings
from compliance.web import create_web
from compliance.web.collecting import CollectingBetween


def create_app() -> Flask:
    """The site as the environment sets it up."""
    office = open_office(Settings.from_environment())
    office.library.prepare(office.today())
    site = create_web(office)
    site.wsgi_app = CollectingBetween(site.wsgi_app)  # type: ignore[method-assign]
    gc.collect()
    gc.freeze()  # the rules stay: looking through them for garbage again and again would hold pages up
    return site
