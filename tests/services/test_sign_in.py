"""Signing in: who is let in, who is locked out, and what ends a session; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from compliance.services.accounts import deactivate_account, find_account
from compliance.services.office import Office
from compliance.services.sign_in import (
    LOCKED_FOR,
    MAX_FAILURES,
    PasswordError,
    SignInError,
    UnknownSubjectError,
    change_password,
    sign_in,
    sign_in_as,
    sign_out,
    signed_in,
)
from tests.conftest import NOW
from tests.people import PASSWORD, employed, settled

NEW = "drei Kähne am 旧渡口"


def fail(office: Office, times: int) -> None:
    for _ in range(times):
        with pytest.raises(SignInError):
            sign_in(office, "lisi", "wrong")


def test_the_right_password_lets_in_whatever_the_name_s_case(any_office: Office) -> None:
    account = settled(any_office, "lisi")
    assert sign_in(any_office, " LiSi ", PASSWORD) == account


def test_all_refusals_read_the_same(office: Office) -> None:
    settled(office, "lisi")
    settled(office, "closed")
    deactivate_account(office, "closed")
    said = []
    for name, password in [
        ("lisi", "wrong"),
        ("nobody", PASSWORD),
        ("closed", PASSWORD),
        ("", ""),
        ("x" * 500, "y" * 5000),
    ]:
        with pytest.raises(SignInError) as error:
            sign_in(office, name, password)
        said.append(str(error.value))
    assert len(set(said)) == 1


def test_a_name_that_nobody_has_costs_as_much_work(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(office, "lisi")
    computed: list[str] = []
    for deed in ("hash", "verify"):
        made = getattr(PasswordHasher, deed)
        monkeypatch.setattr(
            PasswordHasher, deed, lambda *said, made=made, deed=deed: computed.append(deed) or made(*said)
        )
    work = []
    for name in ("lisi", "nobody"):
        computed.clear()
        with pytest.raises(SignInError):
            sign_in(office, name, "wrong")
        work.append(len(computed))
    assert work == [1, 1]


def test_five_wrong_passwords_in_a_row_lock_the_account_for_a_while(any_office: Office) -> None:
    settled(any_office, "lisi")
    fail(any_office, MAX_FAILURES - 1)
    assert sign_in(any_office, "lisi", PASSWORD).failed_attempts == 0
    fail(any_office, MAX_FAILURES)
    with pytest.raises(SignInError):
        sign_in(any_office, "lisi", PASSWORD)
    almost = replace(any_office, now=lambda: NOW + LOCKED_FOR - timedelta(seconds=1))
    with pytest.raises(SignInError):
        sign_in(almost, "lisi", PASSWORD)
    after = replace(any_office, now=lambda: NOW + LOCKED_FOR)
    assert sign_in(after, "lisi", PASSWORD).locked_until is None


def test_after_a_lock_the_next_five_lock_again(office: Office) -> None:
    settled(office, "lisi")
    fail(office, MAX_FAILURES)
    later = replace(office, now=lambda: NOW + LOCKED_FOR)
    fail(later, MAX_FAILURES)
    assert find_account(office, "lisi").locked_until == NOW + 2 * LOCKED_FOR


def test_what_is_tried_while_it_is_locked_does_not_prolong_the_lock(office: Office) -> None:
    settled(office, "lisi")
    fail(office, MAX_FAILURES * 3)
    assert find_account(office, "lisi").locked_until == NOW + LOCKED_FOR


def test_no_more_guesses_count_by_making_them_at_once(any_office: Office) -> None:
    settled(any_office, "lisi")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: fail(any_office, 1), range(10)))
    assert find_account(any_office, "lisi").failed_attempts == MAX_FAILURES


def test_a_password_kept_with_weaker_parameters_is_kept_anew(any_office: Office) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    account = replace(settled(any_office, "lisi"), password_hash=weak)
    with any_office.store.writing() as records:
        records.accounts.keep(account)
    fail(any_office, 1)
    assert find_account(any_office, "lisi").password_hash == weak
    assert sign_in(any_office, "lisi", PASSWORD).password_hash != weak
    assert sign_in(any_office, "lisi", PASSWORD).session_version == account.session_version


def test_signing_out_ends_all_sessions(any_office: Office) -> None:
    account = settled(any_office, "lisi")
    assert signed_in(any_office, "lisi", account.session_version) == account
    sign_out(any_office, "lisi")
    assert signed_in(any_office, "lisi", account.session_version) is None
    assert sign_in(any_office, "lisi", PASSWORD)


def test_a_new_password_replaces_the_old_one_and_ends_all_sessions(any_office: Office) -> None:
    account, password = employed(any_office, "lisi")
    changed = change_password(any_office, "lisi", password, NEW, NEW)
    assert not changed.must_change_password
    assert signed_in(any_office, "lisi", account.session_version) is None
    assert sign_in(any_office, "lisi", NEW) == changed
    with pytest.raises(SignInError):
        sign_in(any_office, "lisi", password)


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", NEW, NEW, "old"),
        (PASSWORD, NEW, NEW + "x", "again"),
        (PASSWORD, "short", "short", "new"),
        (PASSWORD, PASSWORD, PASSWORD, "new"),
    ],
)
def test_what_keeps_a_password_from_being_changed_is_told_by_field(
    office: Office, old: str, new: str, again: str, field: str
) -> None:
    account = settled(office, "lisi")
    with pytest.raises(PasswordError) as error:
        change_password(office, "lisi", old, new, again)
    assert set(error.value.problems) == {field}
    assert find_account(office, "lisi").password_hash == account.password_hash


def test_the_old_password_cannot_be_guessed_in_somebody_s_open_session(office: Office) -> None:
    settled(office, "lisi")
    for _ in range(MAX_FAILURES):
        with pytest.raises(PasswordError):
            change_password(office, "lisi", "wrong", NEW, NEW)
    with pytest.raises(PasswordError):
        change_password(office, "lisi", PASSWORD, NEW, NEW)


def test_a_provider_opens_only_the_account_that_names_its_subject(any_office: Office) -> None:
    settled(any_office, "lisi", sso_subject="sub-1")
    settled(any_office, "wangwu")
    assert sign_in_as(any_office, "sub-1").name == "lisi"
    for subject in ("", "wangwu", "lisi", "sub-2"):
        with pytest.raises(UnknownSubjectError):
            sign_in_as(any_office, subject)
    deactivate_account(any_office, "lisi")
    with pytest.raises(UnknownSubjectError):
        sign_in_as(any_office, "sub-1")
