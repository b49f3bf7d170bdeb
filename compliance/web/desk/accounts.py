"""The office's own people, for its admins."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.accounts import (
    AccountError,
    Profile,
    all_accounts,
    change_account,
    create_account,
    deactivate_account,
    find_account,
    reset_password,
)
from compliance.services.departments import departments
from compliance.services.roles import ROLES
from compliance.store.deeds import Actor
from compliance.store.records.people import AccountRecord
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_account
from compliance.web.limits import limited

pages = Blueprint("accounts", __name__, url_prefix=PREFIX)


@pages.get("/accounts")
@may("admin")
def index() -> ResponseReturnValue:
    return render_template("desk/accounts.html", accounts=all_accounts(the_office(), _admin()), roles=ROLES)


@pages.get("/new-account")
@may("admin", fresh=True)
def new() -> ResponseReturnValue:
    return _form(None, Profile("", "officer"))


@pages.post("/new-account")
@limited("desk")
@may("admin", fresh=True)
def create() -> ResponseReturnValue:
    try:
        account, password = create_account(the_office(), _admin(), request.form.get("name", ""), _said())
    except AccountError as error:
        return _form(None, _said(), error.problems), 400
    return render_template("desk/one_time.html", name=account.name, password=password)


@pages.get("/accounts/<name>")
@may("admin", fresh=True)
def edit(name: str) -> ResponseReturnValue:
    found = find_account(the_office(), name)
    return _form(found, Profile(found.display_name, found.role, found.town, found.department, found.sso_subject or ""))


@pages.post("/accounts/<name>")
@limited("desk")
@may("admin", fresh=True)
def change(name: str) -> ResponseReturnValue:
    try:
        change_account(the_office(), _admin(), name, _said())
    except AccountError as error:
        return _form(find_account(the_office(), name), _said(), error.problems), 400
    return redirect(url_for(".index"), 303)


@pages.post("/accounts/<name>/reset")
@limited("desk")
@may("admin", fresh=True)
def reset(name: str) -> ResponseReturnValue:
    password = reset_password(the_office(), _admin(), name)
    return render_template("desk/one_time.html", name=name, password=password)


@pages.post("/accounts/<name>/deactivate")
@limited("desk")
@may("admin", fresh=True)
def deactivate(name: str) -> ResponseReturnValue:
    deactivate_account(the_office(), _admin(), name)
    return redirect(url_for(".index"), 303)


def _admin() -> Actor:
    """Who is signed in, as the audit log tells it."""
    return Actor(the_account().name, "officer")


def _said() -> Profile:
    names = ("display_name", "role", "town", "department", "sso_subject")
    return Profile(*(request.form.get(name, "") for name in names))


def _form(account: AccountRecord | None, said: Profile, problems: dict[str, str] | None = None) -> str:
    """`account`: None for a new one."""
    return render_template(
        "desk/account.html",
        edited=account,
        name=account.name if account else request.form.get("name", ""),
        said=said,
        roles=ROLES,
        departments={each: each for each in departments(the_office().library)} | _stays(said.department),
        single_sign_on=the_office().settings.single_sign_on is not None,
        problems=problems or {},
    )


def _stays(department: str) -> dict[str, str]:
    """A department that the rules know no longer can be left as it is."""
    return {department: department} if department else {}
