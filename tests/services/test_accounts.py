"""Accounts: made, changed, closed; on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.services.accounts import (
    AccountError,
    LastAdminError,
    NoSuchAccount,
    Profile,
    all_accounts,
    change_account,
    create_account,
    deactivate_account,
    find_account,
    list_in_words,
    reset_password,
)
from compliance.services.audit_log import list_log
from compliance.services.office import Office
from compliance.services.sign_in import SignInError, sign_in, signed_in
from compliance.store.deeds import PROGRAM, Actor
from compliance.store.tables.people import AccountRow
from tests.conftest import NOW
from tests.people import DEPARTMENT, PASSWORD, employed, settled


def test_a_new_account_is_kept_with_all_that_was_said(any_office: Office) -> None:
    account, password = create_account(
        any_office, PROGRAM, " ＬｉＳｉ ", Profile(" 李四 ", "officer", "城东", DEPARTMENT, "sub-1")
    )
    found = find_account(any_office, "lisi")
    assert found == account
    assert (found.name, found.display_name, found.role) == ("lisi", "李四", "officer")
    assert (found.town, found.department, found.sso_subject) == ("城东", DEPARTMENT, "sub-1")
    assert found.must_change_password
    assert found.created_at == found.changed_at == NOW
    assert sign_in(any_office, "lisi", password).name == "lisi"


def test_no_password_is_in_the_database(any_office: Office) -> None:
    _, password = employed(any_office, "lisi")
    with any_office.store.engine.connect() as connection:
        rows = connection.execute(AccountRow.__table__.select()).all()
    assert len(rows) == 1
    assert password not in repr(rows)


@pytest.mark.parametrize("name", ["a", "", "a b", "a/b", "..", "a" * 41, "a:b", "<b>"])
def test_a_name_that_would_not_do_is_refused(office: Office, name: str) -> None:
    with pytest.raises(AccountError) as error:
        employed(office, name)
    assert set(error.value.problems) == {"name"}
    assert all_accounts(office, PROGRAM) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"display_name": " "}, "display_name"),
        ({"display_name": "李" * 61}, "display_name"),
        ({"role": "boss"}, "role"),
        ({"town": "城\n东"}, "town"),
        ({"department": "没有的部门"}, "department"),
        ({"sso_subject": "x" * 256}, "sso_subject"),
    ],
)
def test_what_is_said_wrong_of_somebody_is_told_by_field(office: Office, changes: dict[str, str], field: str) -> None:
    said = replace(Profile("李四", "officer"), **changes)
    with pytest.raises(AccountError) as new:
        create_account(office, PROGRAM, "lisi", said)
    assert set(new.value.problems) == {field}
    before, _ = employed(office, "wangwu")
    with pytest.raises(AccountError):
        change_account(office, PROGRAM, "wangwu", said)
    assert find_account(office, "wangwu") == before


def test_a_name_and_a_subject_are_one_account_s(any_office: Office) -> None:
    first, _ = employed(any_office, "lisi", sso_subject="sub-1")
    with pytest.raises(AccountError, match="已经有"):
        employed(any_office, "LISI")
    with pytest.raises(AccountError, match="lisi"):
        employed(any_office, "wangwu", sso_subject="sub-1")
    employed(any_office, "zhaoliu")
    with pytest.raises(AccountError, match="lisi"):
        change_account(any_office, PROGRAM, "zhaoliu", Profile("赵六", "officer", sso_subject="sub-1"))
    assert find_account(any_office, "lisi") == first
    assert [each.name for each in all_accounts(any_office, PROGRAM)] == ["lisi", "zhaoliu"]


def test_of_many_who_make_the_same_account_at_once_one_does(any_office: Office) -> None:
    def make(_: int) -> bool:
        try:
            employed(any_office, "lisi")
        except AccountError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(make, range(4))) == [False, False, False, True]


def test_another_role_and_department_take_effect(any_office: Office) -> None:
    settled(any_office, "lisi")
    later = replace(any_office, now=lambda: NOW + timedelta(hours=1))
    changed = change_account(later, PROGRAM, "lisi", Profile("李四", "reviewer", "城西", DEPARTMENT))
    assert find_account(any_office, "lisi") == changed
    assert (changed.role, changed.town, changed.changed_at) == ("reviewer", "城西", NOW + timedelta(hours=1))
    assert sign_in(any_office, "lisi", PASSWORD).role == "reviewer"


def test_a_department_that_the_rules_know_no_longer_may_stay(office: Office) -> None:
    account = settled(office, "lisi")
    with office.store.writing() as records:
        records.accounts.keep(replace(account, department="旧部门"))
    assert (
        change_account(office, PROGRAM, "lisi", Profile("李四", "officer", department="旧部门")).department == "旧部门"
    )


def test_a_reset_makes_a_new_password_and_ends_sessions_and_locks(any_office: Office) -> None:
    before = settled(any_office, "lisi")
    for _ in range(5):
        with pytest.raises(SignInError):
            sign_in(any_office, "lisi", "wrong")
    password = reset_password(any_office, PROGRAM, "lisi")
    assert signed_in(any_office, "lisi", before.session_version) is None
    with pytest.raises(SignInError):
        sign_in(any_office, "lisi", PASSWORD)
    assert sign_in(any_office, "lisi", password).must_change_password


def test_a_closed_account_lets_nobody_in_until_it_is_reset(any_office: Office) -> None:
    before = settled(any_office, "lisi")
    deactivate_account(any_office, PROGRAM, "lisi")
    assert signed_in(any_office, "lisi", before.session_version) is None
    with pytest.raises(SignInError):
        sign_in(any_office, "lisi", PASSWORD)
    assert "已停用" in list_in_words(all_accounts(any_office, PROGRAM))
    assert sign_in(any_office, "lisi", reset_password(any_office, PROGRAM, "lisi")).active


def test_the_last_admin_stays_one(any_office: Office) -> None:
    settled(any_office, "boss", "admin")
    settled(any_office, "closed", "admin")
    deactivate_account(any_office, PROGRAM, "closed")
    with pytest.raises(LastAdminError):
        deactivate_account(any_office, PROGRAM, "boss")
    with pytest.raises(LastAdminError):
        change_account(any_office, PROGRAM, "boss", Profile("老板", "officer"))
    assert find_account(any_office, "boss").active
    change_account(any_office, PROGRAM, "boss", Profile("新名字", "admin"))
    reset_password(any_office, PROGRAM, "closed")
    deactivate_account(any_office, PROGRAM, "boss")


def test_two_admins_who_close_each_other_at_once_leave_one(any_office: Office) -> None:
    for name in ("one", "two"):
        settled(any_office, name, "admin")

    def close(name: str) -> bool:
        try:
            deactivate_account(any_office, PROGRAM, name)
        except LastAdminError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(close, ["one", "two"])) == [False, True]


@pytest.mark.parametrize("deed", [reset_password, deactivate_account])
def test_somebody_who_is_not_there_is_told(office: Office, deed: Callable[[Office, Actor, str], object]) -> None:
    with pytest.raises(NoSuchAccount, match="nobody"):
        deed(office, PROGRAM, "nobody")
    with pytest.raises(NoSuchAccount, match="nobody"):
        find_account(office, "nobody")


def test_the_audit_log_tells_who_changed_which_account_and_who_signed_in(any_office: Office) -> None:
    boss = Actor("boss", "officer")
    _, password = create_account(any_office, boss, "lisi", Profile("李四", "officer"))
    sign_in(any_office, "lisi", password)
    with pytest.raises(SignInError):
        sign_in(any_office, "lisi", "wrong")
    deactivate_account(any_office, boss, "lisi")

    told = [line.split("　")[2:5] for line in list_log(any_office.store)]
    assert told == [
        ["boss", "添加账号", "lisi"],
        ["lisi", "登录", "lisi"],
        ["程序", "登录没有成功", "lisi"],
        ["boss", "停用账号", "lisi"],
    ]
