"""Who is signed in: a session of the desk's own, whose cookie is sent to no other page."""

from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, Request, Response, session
from flask.sessions import SecureCookieSessionInterface, SessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_fresh, login_user

from compliance.rulepacks.workflow import Role
from compliance.services.matters.people import Officer
from compliance.services.sign_in import signed_in
from compliance.store.records.people import AccountRecord
from compliance.web.context import the_office
from compliance.web.desk import PREFIX, at_desk

FRESH_SECONDS = 15 * 60
"""After how long somebody has to sign in once more for what is dangerous in others' hands."""
_SINCE, _SEEN, _BY_PASSWORD = "since", "seen", "by_password"


@dataclass(frozen=True, eq=False)
class _Person(UserMixin):
    """Whom Flask-Login knows."""

    account: AccountRecord

    def get_id(self) -> str:
        return f"{self.account.session_version}:{self.account.name}"


class _DeskCookie(SecureCookieSessionInterface):
    salt = "desk-session"  # a cookie of the other pages can't be passed off as one

    def get_cookie_name(self, app: Flask) -> str:
        return "qingdan_desk"

    def get_cookie_path(self, app: Flask) -> str:
        return PREFIX


class _Sessions(SessionInterface):
    """The desk's session at the desk, and the other one elsewhere."""

    def __init__(self) -> None:
        self._desk, self._site = _DeskCookie(), SecureCookieSessionInterface()

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        return self._here().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        self._here().save_session(app, session, response)

    def _here(self) -> SessionInterface:
        return self._desk if at_desk() else self._site


def keep_sessions(app: Flask) -> None:
    """Has the app know who is signed in at its desk."""
    app.session_interface = _Sessions()
    manager = LoginManager()
    manager.user_loader(_person)
    # Not init_app(): for a cookie that signs people in again by itself, which the desk has not, it would read the
    # session on every page of the site.
    app.login_manager = manager  # type: ignore[attr-defined]
    app.context_processor(lambda: {"account": account_at_hand(), "rules_trouble": _trouble} if at_desk() else {})


def _trouble() -> str:
    """Why the rules of today aren't in use, to be told to everybody at the desk."""
    return the_office().rules_trouble


def account_at_hand() -> AccountRecord | None:
    """Who is signed in; to be asked at the desk only."""
    return cast(AccountRecord, current_user.account) if current_user.is_authenticated else None


def the_account() -> AccountRecord:
    """Who is signed in, on a page that nobody else is let in to."""
    return cast(AccountRecord, current_user.account)


def the_officer() -> Officer:
    """The same as somebody who works on matters."""
    account = the_account()
    return Officer(account.name, cast(Role, account.role), account.department, account.town)


def welcome(account: AccountRecord, by_password: bool) -> None:
    """Begins a new session for the account; nothing is left of the one before."""
    session.clear()
    login_user(_Person(account))
    session[_SINCE] = session[_SEEN] = _now()
    session[_BY_PASSWORD] = by_password


def is_fresh() -> bool:
    """Whether who is signed in did so just now, and from where the session began."""
    return bool(login_fresh() and _now() - session[_SINCE] <= FRESH_SECONDS)


def must_change_password() -> bool:
    """Whether the password that somebody signed in with was to be used once only."""
    return the_account().must_change_password and bool(session[_BY_PASSWORD])


def _person(id: str) -> _Person | None:
    """Whom a session is of; None where it is over."""
    version, _, name = id.partition(":")
    account = None if _is_over(session) else signed_in(the_office(), name, int(version))
    if account is None:
        return None
    session[_SEEN] = _now()
    return _Person(account)


def _is_over(session: Any) -> bool:
    settings, now = the_office().settings, _now()
    too_long: bool = now - session.get(_SINCE, 0) > settings.session_hours * 3600
    idle: bool = now - session.get(_SEEN, 0) > settings.idle_minutes * 60
    return too_long or idle


def _now() -> int:
    return int(the_office().now().timestamp())
