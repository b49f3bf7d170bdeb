"""Admins' pages about accounts."""

import re

import pytest

from compliance.services.accounts import all_accounts, find_account
from compliance.services.office import Office
from compliance.store.deeds import PROGRAM
from tests.people import DEPARTMENT, PASSWORD, settled
from tests.web.conftest import SignIn
from tests.web.packs import HOSTILE
from tests.web.visitor import Visitor


def told(page: Visitor) -> str:
    """The one-time password."""
    (password,) = re.findall(r'class="code">([^<]+)<', page.html)
    return str(password)


def press(page: Visitor, path: str) -> Visitor:
    """Presses a button that has a form of its own."""
    token = page.form()["csrf_token"]
    page.html = page.client.post(path, data={"csrf_token": token}, follow_redirects=True).text
    return page


def test_an_admin_adds_somebody_who_then_signs_in(admin: Visitor, sign_in: SignIn, office: Office) -> None:
    said = {"name": "Lisi", "display_name": "李四", "role": "officer", "town": "城东", "department": DEPARTMENT}
    admin.go("/desk/new-account").send(said)
    assert sign_in("lisi", told(admin)).path == "/desk/password"
    admin.go("/desk/accounts")
    assert "李四" in admin.html
    assert "还没有改一次性密码" in admin.html
    assert (find_account(office, "lisi").town, find_account(office, "lisi").department) == ("城东", DEPARTMENT)


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(admin: Visitor, office: Office) -> None:
    admin.go("/desk/new-account").send({"name": "a b", "display_name": "", "role": "legal", "town": "城东"})
    assert admin.status == 400
    assert 'id="name-flaw"' in admin.html
    assert 'id="display_name-flaw"' in admin.html
    assert admin.form()["town"] == "城东"
    assert '<option value="legal" selected>' in admin.html
    assert [each.name for each in all_accounts(office, PROGRAM)] == ["boss"]


def test_an_admin_changes_what_is_said_of_somebody(admin: Visitor, office: Office) -> None:
    settled(office, "lisi", department=DEPARTMENT)
    admin.go("/desk/accounts/lisi")
    assert f'<option value="{DEPARTMENT}" selected>' in admin.html
    admin.send({"display_name": "李四四", "role": "reviewer", "department": ""})
    assert (admin.status, admin.path) == (200, "/desk/accounts")
    found = find_account(office, "lisi")
    assert (found.display_name, found.role, found.department) == ("李四四", "reviewer", "")


def test_a_reset_tells_a_new_password_once(admin: Visitor, sign_in: SignIn, office: Office) -> None:
    settled(office, "lisi")
    password = told(press(admin.go("/desk/accounts/lisi"), "/desk/accounts/lisi/reset"))
    assert sign_in("lisi", PASSWORD).status == 400
    assert sign_in("lisi", password).path == "/desk/password"
    assert password not in admin.go("/desk/accounts/lisi").html


def test_an_account_is_closed_and_opened_again(admin: Visitor, sign_in: SignIn, office: Office) -> None:
    settled(office, "lisi")
    press(admin.go("/desk/accounts/lisi"), "/desk/accounts/lisi/deactivate")
    assert "已停用" in admin.html
    assert sign_in("lisi").status == 400
    admin.go("/desk/accounts/lisi")
    assert "恢复使用" in admin.html
    assert "deactivate" not in admin.html
    assert sign_in("lisi", told(press(admin, "/desk/accounts/lisi/reset"))).path == "/desk/password"


def test_the_last_admin_is_not_closed(admin: Visitor, office: Office) -> None:
    press(admin.go("/desk/accounts/boss"), "/desk/accounts/boss/deactivate")
    assert "最后一个能用的管理员" in admin.html
    assert find_account(office, "boss").active


@pytest.mark.parametrize("deed", ["", "/reset", "/deactivate"])
def test_somebody_who_is_not_there_is_told(admin: Visitor, deed: str) -> None:
    token = admin.form()["csrf_token"]
    sent = {"csrf_token": token, "display_name": "x", "role": "officer"}
    answer = admin.client.post(f"/desk/accounts/nobody{deed}", data=sent)
    assert answer.status_code == 404
    assert "没有登录名为“nobody”的账号" in answer.text


def test_hostile_names_are_shown_as_texts(admin: Visitor, office: Office) -> None:
    settled(office, "lisi", display_name=HOSTILE[:60], town=HOSTILE[:60])
    for path in ("/desk/accounts", "/desk/accounts/lisi"):
        assert "<script>alert" not in admin.go(path).html
    admin.go("/desk/new-account").send({"name": HOSTILE, "display_name": HOSTILE})
    assert admin.status == 400
    assert "<script>alert" not in admin.html


@pytest.mark.parametrize("path", ["/desk/login", "/desk/", "/desk/password", "/desk/accounts", "/desk/new-account"])
def test_pages_have_no_script_or_style_of_their_own(admin: Visitor, path: str) -> None:
    html = admin.go(path).html
    assert admin.status == 200
    assert not any(part in html for part in ("style=", "<style", "<script", "javascript:", " onclick"))
