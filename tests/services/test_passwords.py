"""Which passwords are good enough, and what is kept of them."""

import pytest
from argon2 import PasswordHasher

from compliance.services.passwords import (
    MAX_LENGTH,
    hash_password,
    is_outdated,
    is_password,
    one_time_password,
    password_problem,
)
from tests.people import PASSWORD


def test_a_password_is_known_again_and_no_other() -> None:
    kept = hash_password(PASSWORD)
    assert kept.startswith("$argon2id$")
    assert is_password(PASSWORD, kept)
    assert not is_password(PASSWORD + "x", kept)
    assert not is_password(PASSWORD, "what is no hash")


def test_the_same_password_is_kept_otherwise_each_time() -> None:
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


def test_full_width_letters_are_the_same_letters() -> None:
    assert is_password("ｌａｎｔｅｒｎ号码１２３４", hash_password("lantern号码1234"))


def test_what_was_kept_with_weaker_parameters_is_outdated() -> None:
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD))
    assert not is_outdated(hash_password(PASSWORD))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("7#kQ!x9Lm2p", "至少 12 个字符，现在有 11 个"),
        ("x" * (MAX_LENGTH + 1), "最多 200 个字符"),
        ("LiSi-7#kQ!x9Lm2p", "不能有登录名"),
        ("password1234", "太容易猜到"),
        ("123456789012", "太容易猜到"),
        ("qwertyuiop[]", "太容易猜到"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "太容易猜到"),
        ("abcabcabcabcabc", "太容易猜到"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, why: str) -> None:
    assert why in (password_problem(password, "lisi") or "")


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "7#kQ!x9Lm2pW", "correct horse battery staple", "七号码头的纸鸢落在屋顶上", "ö" + "纸鸢" * 99],
)
def test_a_good_password_is_taken(password: str) -> None:
    assert password_problem(password, "lisi") is None


def test_one_time_passwords_are_long_enough_and_differ() -> None:
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert all(password_problem(each, "lisi") is None for each in made)
