"""The site: pages that parse what comes, call one service, and render."""

from datetime import date, datetime

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from compliance.documents.wording import day_text
from compliance.rulepacks.citations import article_text, place_text
from compliance.services.office import BEIJING, Office
from compliance.web.api.answers import Problem
from compliance.web.api.problems import misshapen
from compliance.web.api.routes import api
from compliance.web.context import keep_office
from compliance.web.desk.opening import open_desk
from compliance.web.errors import explain_errors
from compliance.web.exact import ExactRequest
from compliance.web.limits import count_deeds, trust_proxies
from compliance.web.log import QuietFlask, hide_keys
from compliance.web.routes import checks, codemirror, finding, home, laws, results, verify, visits
from compliance.web.security import add_headers
from compliance.web.uploads import MAX_TEXT


class _Site(QuietFlask, OpenAPI):
    """The app: its log is quiet, and its routes under /api describe themselves."""


def create_web(office: Office) -> Flask:
    """The site of this office."""
    hide_keys()
    app = _Site(
        __name__,
        info=Info(title="清单接口", version="1", description="清单、判断、文书；不留存任何内容。"),
        security_schemes={},  # anybody may call it
        validation_error_model=Problem,
        validation_error_callback=misshapen,
        doc_ui=False,  # its pages would fetch from other hosts
        template_folder=str(office.settings.templates / "web"),
    )
    app.request_class = ExactRequest
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
    app.jinja_env.filters.update(
        day=day_text, moment=_moment_text, month=_month_text, wish=_wish_text, article=article_text, place=place_text
    )
    keep_office(app, office)
    trust_proxies(app, office.settings.trusted_proxies)
    count_deeds(app)
    CSRFProtect(app).exempt(api)  # it knows no cookies
    Bootstrap5(app)
    app.register_api(api)
    for each in (home, finding, checks, results, visits, laws, verify, codemirror):
        app.register_blueprint(each.pages)
    open_desk(app, office)
    add_headers(app)
    explain_errors(app)
    return app


def _moment_text(moment: datetime) -> str:
    """«2026年1月5日 9:05», in China."""
    here = moment.astimezone(BEIJING)
    return f"{day_text(here.date())} {here.hour}:{here.minute:02}"


def _month_text(moment: datetime) -> str:
    """«2026年1月», in China."""
    here = moment.astimezone(BEIJING)
    return f"{here.year}年{here.month}月"


def _wish_text(wish: str) -> str:
    """«2026年1月5日上午», of a wish as it is stored."""
    day, half = wish.split(" ", 1)
    return f"{day_text(date.fromisoformat(day))}{half}"
