"""The desk's door: signing in and out, and one's own password."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from compliance.services.passwords import MIN_LENGTH
from compliance.services.sign_in import PasswordError, SignInError, change_password, sign_in, sign_out
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import ANYBODY, EVERYONE, may
from compliance.web.desk.sessions import must_change_password, the_account, welcome
from compliance.web.limits import limited

pages = Blueprint("door", __name__, url_prefix=PREFIX)


def own_page(wanted: str) -> str:
    """Where to go after signing in: the page that was wanted where it is the desk's, else the first one."""
    return wanted if wanted.startswith(f"{PREFIX}/") and wanted.isprintable() else url_for("desk.start")


@pages.get("/login")
@may(ANYBODY)
def knock() -> ResponseReturnValue:
    return _door()


@pages.post("/login")
@limited("login")
@may(ANYBODY)
def enter() -> ResponseReturnValue:
    try:
        account = sign_in(the_office(), request.form.get("name", ""), request.form.get("password", ""))
    except SignInError as error:
        return _door(flaw=str(error)), 400
    welcome(account, by_password=True)
    return redirect(own_page(request.form.get("next", "")), 303)


@pages.post("/logout")
@limited("desk")
@may(*EVERYONE)
def leave() -> ResponseReturnValue:
    sign_out(the_office(), the_account().name)
    session.clear()
    return redirect(url_for(".knock"), 303)


@pages.get("/password")
@may(*EVERYONE)
def password() -> ResponseReturnValue:
    return _password_page({})


@pages.post("/password")
@limited("login")
@may(*EVERYONE)
def change() -> ResponseReturnValue:
    said = (request.form.get(name, "") for name in ("old", "new", "again"))
    try:
        account = change_password(the_office(), the_account().name, *said)
    except PasswordError as error:
        return _password_page(error.problems), 400
    welcome(account, by_password=True)
    return redirect(url_for("desk.start"), 303)


def _door(flaw: str | None = None) -> str:
    return render_template(
        "desk/login.html",
        flaw=flaw,
        name=request.form.get("name", ""),
        next=request.values.get("next", ""),
        single_sign_on=the_office().settings.single_sign_on is not None,
    )


def _password_page(problems: dict[str, str]) -> str:
    return render_template("desk/password.html", problems=problems, must=must_change_password(), least=MIN_LENGTH)
