"""Signing in and out at the desk, and what a session is worth."""

from dataclasses import replace

import pytest
from flask import Blueprint, Flask

from compliance.services.accounts import Profile, change_account, deactivate_account, find_account
from compliance.services.office import Office
from compliance.services.sign_in import MAX_FAILURES
from compliance.store.deeds import PROGRAM
from compliance.web import create_web
from compliance.web.desk.roles import may, post_guard
from compliance.web.limits import LIMITS
from tests.people import PASSWORD, employed, settled
from tests.web.conftest import Clock, SignIn
from tests.web.visitor import Visitor

NEW = "drei Kähne am 旧渡口"
COOKIE = "qingdan_desk"


def post(visitor: Visitor, path: str, **said: str) -> int:
    """Sends a form from the page at hand."""
    sent = {"csrf_token": visitor.form()["csrf_token"], **said}
    return visitor.client.post(path, data=sent).status_code


def is_in(visitor: Visitor) -> bool:
    return visitor.go("/desk/").path == "/desk/"


def test_who_signs_in_comes_to_the_page_that_was_wanted(office: Office, sign_in: SignIn) -> None:
    settled(office, "boss", "admin")
    assert sign_in("boss", wanted="/desk/accounts?x=1").path == "/desk/accounts"


def test_the_first_page_says_who_is_signed_in(officer: Visitor) -> None:
    assert officer.path == "/desk/"
    assert "李四，执法人员" in officer.html


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "evil",
        "/",
        "/desk",
        "/deskevil",
        "/desk/\nx: y",
        "",
    ],
)
def test_nobody_is_sent_off_the_desk_after_signing_in(site: Flask, office: Office, wanted: str) -> None:
    settled(office, "lisi")
    visitor = Visitor(site.test_client()).go("/desk/login")
    sent = {**visitor.form(), "name": "lisi", "password": PASSWORD, "next": wanted}
    assert visitor.client.post("/desk/login", data=sent).headers["Location"] == "/desk/"


def test_a_wrong_password_is_said_and_not_shown_again(office: Office, sign_in: SignIn) -> None:
    settled(office, "lisi")
    visitor = sign_in("lisi", "a wrong password")
    assert visitor.status == 400
    assert "登录名或者密码不对" in visitor.html
    assert 'value="lisi"' in visitor.html
    assert "a wrong password" not in visitor.html
    assert not is_in(visitor)


def test_a_locked_account_lets_nobody_in_by_any_browser(office: Office, sign_in: SignIn, clock: Clock) -> None:
    settled(office, "lisi")
    for _ in range(MAX_FAILURES):
        sign_in("lisi", "wrong")
    assert sign_in("lisi").status == 400
    clock.go_on(minutes=15)
    assert is_in(sign_in("lisi"))


def test_too_many_tries_from_one_address_are_refused_and_repeat_no_password(
    office: Office, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "login", "2 per minute")
    assert [sign_in(name, "a wrong password").status for name in ("a1", "a2", "a3")] == [400, 400, 429]
    refused = sign_in("a4", "a wrong password")
    assert "a wrong password" not in refused.html
    assert "秒再试" in refused.html


def test_a_form_without_its_token_lets_nobody_in(site: Flask, office: Office) -> None:
    settled(office, "lisi")
    client = site.test_client()
    answer = client.post("/desk/login", data={"name": "lisi", "password": PASSWORD})
    assert answer.status_code == 400
    assert client.get("/desk/").status_code == 303


def test_a_session_begun_before_signing_in_is_not_gone_on_with(site: Flask, office: Office) -> None:
    settled(office, "lisi")
    visitor = Visitor(site.test_client()).go("/desk/login")
    planted = visitor.client.get_cookie(COOKIE, path="/desk")
    assert planted is not None
    before = visitor.form()["csrf_token"]
    visitor.send({"name": "lisi", "password": PASSWORD})
    assert visitor.client.post("/desk/logout", data={"csrf_token": before}).status_code == 400
    other = site.test_client()
    other.set_cookie(COOKIE, planted.value, path="/desk")
    assert other.get("/desk/").status_code == 303


class TestTheCookie:
    def test_is_the_desk_s_alone_and_out_of_reach_of_scripts(self, office: Office) -> None:
        settings = replace(office.settings, public_url="https://qingdan.example")
        client = create_web(replace(office, settings=settings)).test_client()
        answer = client.get("/desk/login", base_url="https://qingdan.example")
        (cookie,) = answer.headers.getlist("Set-Cookie")
        assert cookie.startswith(f"{COOKIE}=")
        parts = cookie.split("; ")
        assert {"Secure", "HttpOnly", "Path=/desk", "SameSite=Lax"} <= set(parts)
        assert not any(part.startswith(("Expires", "Max-Age", "Domain")) for part in parts)

    @pytest.mark.parametrize("path", ["/", "/resume", "/laws", "/visits", "/verify", "/nowhere", "/desktop"])
    def test_is_set_and_read_on_no_other_page(self, officer: Visitor, path: str) -> None:
        with officer.client.get(path) as page:
            assert not [each for each in page.headers.getlist("Set-Cookie") if each.startswith(COOKIE)]
            assert "李四" not in page.text

    def test_of_the_other_pages_opens_nothing_here(self, site: Flask, officer: Visitor) -> None:
        stolen = officer.client.get_cookie(COOKIE, path="/desk")
        assert stolen is not None
        site_session = Visitor(site.test_client()).go("/")
        theirs = site_session.client.get_cookie("qingdan")
        assert theirs is not None
        passed_off, honest = site.test_client(), site.test_client()
        passed_off.set_cookie(COOKIE, theirs.value, path="/desk")
        honest.set_cookie(COOKIE, stolen.value, path="/desk")
        with passed_off.session_transaction(path="/desk/") as session:
            assert dict(session) == {}
        assert honest.get("/desk/").status_code == 200


class TestASessionEnds:
    def test_when_nothing_was_done_for_a_while(self, officer: Visitor, clock: Clock) -> None:
        for _ in range(3):
            clock.go_on(minutes=29)
            assert is_in(officer)
        clock.go_on(minutes=31)
        assert not is_in(officer)

    def test_after_a_working_day_whatever_was_done(self, officer: Visitor, clock: Clock) -> None:
        for _ in range(24):
            clock.go_on(minutes=20)
            assert is_in(officer)
        clock.go_on(minutes=1)
        assert not is_in(officer)

    def test_as_set(self, office: Office, clock: Clock) -> None:
        settled(office, "lisi")
        hurried = replace(office, settings=replace(office.settings, session_hours=1, idle_minutes=50))
        visitor = Visitor(create_web(hurried).test_client()).go("/desk/").send({"name": "lisi", "password": PASSWORD})
        clock.go_on(minutes=45)
        assert is_in(visitor)
        clock.go_on(minutes=16)
        assert not is_in(visitor)

    def test_for_a_copy_of_its_cookie_too_by_signing_out(self, officer: Visitor, site: Flask) -> None:
        cookie = officer.client.get_cookie(COOKIE, path="/desk")
        assert cookie is not None
        copy = site.test_client()
        copy.set_cookie(COOKIE, cookie.value, path="/desk")
        assert copy.get("/desk/").status_code == 200
        assert post(officer, "/desk/logout") == 303
        assert copy.get("/desk/").status_code == 303
        assert not is_in(officer)

    def test_when_the_account_is_closed(self, officer: Visitor, office: Office) -> None:
        deactivate_account(office, PROGRAM, "lisi")
        assert not is_in(officer)

    def test_everywhere_else_by_a_new_password(self, officer: Visitor, sign_in: SignIn) -> None:
        elsewhere = sign_in("lisi")
        officer.go("/desk/password").send({"old": PASSWORD, "new": NEW, "again": NEW})
        assert (officer.status, officer.path) == (200, "/desk/")
        assert not is_in(elsewhere)
        assert is_in(sign_in("lisi", NEW))


def test_another_role_takes_effect_at_once(admin: Visitor, office: Office) -> None:
    settled(office, "other", "admin")
    assert admin.go("/desk/accounts").status == 200
    change_account(office, PROGRAM, "boss", Profile("老板", "officer"))
    assert admin.go("/desk/accounts").status == 403


def test_a_one_time_password_opens_nothing_but_the_page_to_change_it(office: Office, sign_in: SignIn) -> None:
    _, password = employed(office, "boss", "admin")
    visitor = sign_in("boss", password, wanted="/desk/accounts")
    assert visitor.path == "/desk/password"
    assert "一次性密码" in visitor.html
    assert post(visitor, "/desk/new-account", name="x1", display_name="x", role="admin") == 303
    visitor.go("/desk/password").send({"old": password, "new": NEW, "again": NEW})
    assert visitor.path == "/desk/"
    assert visitor.go("/desk/accounts").status == 200
    assert "x1" not in visitor.html


def test_what_is_wrong_with_a_new_password_stands_at_its_field(officer: Visitor, office: Office) -> None:
    before = find_account(office, "lisi")
    officer.go("/desk/password").send({"old": PASSWORD, "new": "password1234", "again": "other"})
    assert officer.status == 400
    assert "太容易猜到" in officer.html
    assert "两次写的新密码不一样" in officer.html
    assert "password1234" not in officer.html
    assert find_account(office, "lisi") == before


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:8000"])
def test_the_door_opens_at_the_site_s_own_address_only(site: Flask, host: str) -> None:
    answer = site.test_client().get("/desk/login", base_url=f"http://{host}")
    assert answer.status_code == 421
    assert "请从 http://localhost/desk/ 打开" in answer.text
    assert site.test_client().get("/desk/login").status_code == 200


def test_dangerous_deeds_want_somebody_who_signed_in_just_now(admin: Visitor, office: Office, clock: Clock) -> None:
    settled(office, "lisi")
    clock.go_on(minutes=14)
    assert admin.go("/desk/accounts/lisi").path == "/desk/accounts/lisi"
    clock.go_on(minutes=2)
    for deed in ("reset", "deactivate"):
        assert post(admin, f"/desk/accounts/lisi/{deed}") == 303
    account = find_account(office, "lisi")
    assert (account.active, account.must_change_password) == (True, False)
    assert admin.go("/desk/accounts").status == 200
    admin.go("/desk/accounts/lisi")
    assert admin.path == "/desk/login"
    assert "请再登录一次" in admin.html
    admin.send({"name": "boss", "password": PASSWORD})
    assert admin.path == "/desk/accounts/lisi"


def test_from_another_browser_a_session_does_nothing_dangerous(admin: Visitor) -> None:
    answer = admin.client.get("/desk/new-account", headers={"User-Agent": "somebody else's"})
    assert answer.headers["Location"] == "/desk/login?next=/desk/new-account"


def test_a_page_of_the_desk_that_names_nobody_stops_the_start(site: Flask) -> None:
    pages = Blueprint("forgotten", __name__, url_prefix="/desk")
    pages.get("/forgotten")(lambda: "")
    site.register_blueprint(pages)
    with pytest.raises(RuntimeError, match="/desk/forgotten"):
        post_guard(site)


@pytest.mark.parametrize("roles", [(), ("boss",), ("admin", "oficer")])
def test_a_role_that_is_not_known_is_noticed_at_once(roles: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        may(*roles)
