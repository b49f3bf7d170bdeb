"""Passwords: what is kept of them, which are good enough, and those that are used once."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from compliance.services.self_check.keep import LETTERS

MIN_LENGTH, MAX_LENGTH = 12, 200
"""Characters."""
_READ_BY_ESTIMATE = 72
_GOOD_ENOUGH = 3  # of 4: a hundred million guesses at least, as zxcvbn reckons them
_NAME_WORTH_LOOKING_FOR = 4


def hash_password(password: str) -> str:
    """What is kept of a password: Argon2id with salt and parameters. Takes a tenth of a second, on purpose."""
    return _hasher().hash(_plain(password))


def is_password(password: str, kept: str) -> bool:
    """Whether the password is the one that `kept` was made from; takes as long either way."""
    try:
        return _hasher().verify(kept, _plain(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether it was made with parameters other than those of today."""
    return _hasher().check_needs_rehash(kept)


def password_problem(password: str, name: str) -> str | None:
    """Why somebody called `name` can't have this password, in Chinese."""
    plain = _plain(password)
    if len(plain) < MIN_LENGTH:
        return f"密码至少 {MIN_LENGTH} 个字符，现在有 {len(plain)} 个；可以用几个不相干的词连起来"
    if len(plain) > MAX_LENGTH:
        return f"密码最多 {MAX_LENGTH} 个字符，现在有 {len(plain)} 个"
    if len(name) >= _NAME_WORTH_LOOKING_FOR and name.casefold() in plain.casefold():
        return "密码里不能有登录名；请换一个"
    if zxcvbn(plain[:_READ_BY_ESTIMATE])["score"] < _GOOD_ENOUGH:
        return "这个密码太容易猜到（常见的词、重复、键盘上连着的键、日期都容易猜）；可以用几个不相干的词连起来"
    return None


def one_time_password() -> str:
    """60 random bits, in letters that are read aloud without mistakes; to be changed when it was used."""
    return "-".join("".join(map(secrets.choice, [LETTERS] * 4)) for _ in range(3))


def _plain(password: str) -> str:
    """The same characters whatever keyboard they were typed on."""
    return unicodedata.normalize("NFKC", password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()
