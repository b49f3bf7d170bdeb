"""The site: pages that parse what comes, call one service, and render."""

from datetime import datetime

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from compliance.documents.wording import day_text
from compliance.rulepacks.citations import article_text, place_text
from compliance.services.office import BEIJING, Office
from compliance.web.context import keep_office
from compliance.web.errors import explain_errors
from compliance.web.log import QuietFlask, hide_keys
from compliance.web.routes import checks, home, laws, results, verify, visits
from compliance.web.security import add_headers
from compliance.web.uploads import MAX_TEXT


def create_web(office: Office) -> Flask:
    """The site of this office."""
    hide_keys()
    app = QuietFlask(__name__, template_folder=str(office.settings.templates / "web"))
    app.config.update(
        SECRET_KEY=office.settings.secret_key,
        SESSION_COOKIE_NAME="qingdan",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=office.settings.public_url.startswith("https://"),
        MAX_CONTENT_LENGTH=MAX_TEXT,
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,  # somebody may well take a day to fill in a page
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, and our pages tell browsers to send none
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters.update(day=day_text, moment=_moment_text, article=article_text, place=place_text)
    keep_office(app, office)
    CSRFProtect(app)
    Bootstrap5(app)
    for each in (home, checks, results, visits, laws, verify):
        app.register_blueprint(each.pages)
    add_headers(app)
    explain_errors(app)
    return app


def _moment_text(moment: datetime) -> str:
    """«2026年1月5日 9:05», in China."""
    here = moment.astimezone(BEIJING)
    return f"{day_text(here.date())} {here.hour}:{here.minute:02}"
