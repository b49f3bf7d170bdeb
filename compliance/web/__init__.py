"""The site: pages that parse what comes, call one service, and render."""

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from compliance.documents.wording import day_text
from compliance.rulepacks.citations import article_text, place_text
from compliance.services.office import Office
from compliance.web.context import keep_office
from compliance.web.errors import explain_errors
from compliance.web.routes import enterprise, laws, verify
from compliance.web.security import add_headers

MAX_BODY = 500_000  # bytes; a page full of long texts is a fifth of it


def create_web(office: Office) -> Flask:
    """The site of this office."""
    app = Flask(__name__, template_folder=str(office.settings.templates / "web"))
    app.config.update(
        SECRET_KEY=office.settings.secret_key,
        SESSION_COOKIE_NAME="qingdan",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=office.settings.public_url.startswith("https://"),
        MAX_CONTENT_LENGTH=MAX_BODY,
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,  # somebody may well take a day to fill in a page
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, and our pages tell browsers to send none
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters.update(day=day_text, article=article_text, place=place_text)
    keep_office(app, office)
    CSRFProtect(app)
    Bootstrap5(app)
    app.register_blueprint(enterprise.pages)
    app.register_blueprint(laws.pages)
    app.register_blueprint(verify.pages)
    add_headers(app)
    explain_errors(app)
    return app
