"""Where it begins: choose what to check, or go on with what was begun."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from compliance.services.library import UnknownPackError
from compliance.services.self_check.keep import NoSuchSelfCheck, load_check, start_check, token_meant
from compliance.web.context import the_office
from compliance.web.errors import EXPIRED
from compliance.web.limits import limited

pages = Blueprint("home", __name__)


@pages.get("/")
def home() -> ResponseReturnValue:
    return _home()


@pages.post("/")
@limited("start")
def start() -> ResponseReturnValue:
    try:
        token = start_check(the_office(), request.form.getlist("pack"))
    except UnknownPackError as error:
        return _home(flaw=str(error)), 400
    return redirect(url_for("checks.resume", token=token), 303)


@pages.get("/resume")
def resume() -> ResponseReturnValue:
    return render_template("resume.html", flaw=None, code="")


@pages.post("/resume")
@limited("code")
def find() -> ResponseReturnValue:
    code = request.form.get("code", "")
    try:
        kept = load_check(the_office(), token_meant(code))
    except NoSuchSelfCheck as error:
        return render_template("resume.html", flaw=str(error), code=code), 404
    return redirect(url_for("checks.resume", token=kept.token), 303)


@pages.get("/deleted")
def deleted() -> ResponseReturnValue:
    """Where a self-check was deleted."""
    return render_template("deleted.html")


@pages.errorhandler(CSRFError)
def expired(_: CSRFError) -> ResponseReturnValue:
    """The page again, with what was typed, so that it only has to be sent again."""
    flaw = f"{EXPIRED}请再按一次按钮。"
    if request.endpoint == "home.find":
        return render_template("resume.html", flaw=flaw, code=request.form.get("code", "")), 400
    return _home(flaw=flaw), 400


def _home(flaw: str | None = None) -> str:
    return render_template(
        "home.html",
        library=the_office().library,
        chosen=request.form.getlist("pack"),
        flaw=flaw,
        keep_days=the_office().settings.keep_days,
    )
