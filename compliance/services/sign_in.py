"""Signing in at the desk: by password, or as whom a provider of single sign-on vouches for; and out again."""

from dataclasses import replace
from datetime import datetime, timedelta

from compliance.errors import ComplianceError
from compliance.services.accounts import plain_name
from compliance.services.office import Office
from compliance.services.passwords import hash_password, is_outdated, is_password, password_problem
from compliance.store.deeds import PROGRAM, Actor, Deed
from compliance.store.records.people import AccountRecord

MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class SignInError(ComplianceError):
    """Nobody was let in. One text for all reasons, so that it tells nobody which names there are."""

    def __init__(self) -> None:
        minutes = int(LOCKED_FOR.total_seconds() // 60)
        super().__init__(
            f"登录名或者密码不对，或者账号已经停用。连续错 {MAX_FAILURES} 次，要过 {minutes} 分钟才能再试；"
            "忘了密码，请管理员重置"
        )


class UnknownSubjectError(ComplianceError):
    """The provider vouches for somebody who has no account here."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"统一认证里的用户“{subject}”在这里没有可用的账号；请管理员在账号里填上这个“统一认证标识”")


class PasswordError(ComplianceError):
    """A password that can't be changed so: `problems` says of each field, by name, what to mend."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.values()))


def sign_in(office: Office, name: str, password: str) -> AccountRecord:
    """The account, where the password is its own; raises SignInError.

    Takes as long for a name that nobody has. Wrong passwords in a row lock the account for a while, whatever address
    they come from; what comes in meanwhile counts for nothing.
    """
    name = plain_name(name)
    with office.store.reading() as records:
        before = records.accounts.find(name)
    proven = _proven(before, password)
    newer = hash_password(password) if before and proven and is_outdated(before.password_hash) else None
    with office.store.writing() as records:
        account = records.accounts.find(name, to_change=True)
        if before is None or account is None or _is_closed(account, office.now()):
            raise SignInError
        right = proven and account.password_hash == before.password_hash
        after = _admitted(account, newer) if right else _refused(account, office.now())
        records.accounts.keep(after)
        told = Deed.SIGNED_IN if right else Deed.SIGN_IN_REFUSED
        records.tell(office.now(), Actor(name, "officer") if right else PROGRAM, told, name)
    if not right:
        raise SignInError
    return after


def sign_in_as(office: Office, subject: str) -> AccountRecord:
    """The account of whom the provider vouches for; raises UnknownSubjectError."""
    with office.store.writing() as records:
        account = records.accounts.with_subject(subject) if subject else None
        if account is None or not account.active:
            raise UnknownSubjectError(subject)
        records.tell(office.now(), Actor(account.name, "officer"), Deed.SIGNED_IN, account.name)
    return account


def signed_in(office: Office, name: str, version: int) -> AccountRecord | None:
    """The account that a session of this version is of; None where the session was ended."""
    with office.store.reading() as records:
        account = records.accounts.find(name)
    return account if account and account.active and account.session_version == version else None


def sign_out(office: Office, name: str) -> None:
    """Ends all sessions of the account: a copy of a session's cookie opens nothing afterwards."""
    with office.store.writing() as records:
        if account := records.accounts.find(name, to_change=True):
            records.accounts.keep(replace(account, session_version=account.session_version + 1))
            records.tell(office.now(), Actor(account.name, "officer"), Deed.SIGNED_OUT, account.name)


def change_password(office: Office, name: str, old: str, new: str, again: str) -> AccountRecord:
    """Gives the account a new password and ends all its sessions.

    Raises PasswordError; a wrong old password counts like one at signing in.
    """
    problems = {"new": password_problem(new, name), "again": None if new == again else "两次写的新密码不一样"}
    if found := {field: problem for field, problem in problems.items() if problem}:
        raise PasswordError(found)
    try:
        before = sign_in(office, name, old)
    except SignInError:
        raise PasswordError({"old": "现在的密码不对；连续错几次，要过一会儿才能再试"}) from None
    if old == new:
        raise PasswordError({"new": "新密码和现在的一样；请换一个"})
    made = hash_password(new)
    with office.store.writing() as records:
        account = records.accounts.find(before.name, to_change=True)
        if account is None or account.password_hash != before.password_hash:
            raise PasswordError({"old": "密码刚刚在别处改过；请用新的密码再试"})
        after = replace(
            account,
            password_hash=made,
            must_change_password=False,
            session_version=account.session_version + 1,
            changed_at=office.now(),
        )
        records.accounts.keep(after)
        records.tell(office.now(), Actor(after.name, "officer"), Deed.PASSWORD_CHANGED, after.name)
    return after


def _proven(account: AccountRecord | None, password: str) -> bool:
    if account is None:
        hash_password(password)  # only for the time that it takes
        return False
    return is_password(password, account.password_hash)


def _is_closed(account: AccountRecord, now: datetime) -> bool:
    return not account.active or bool(account.locked_until and now < account.locked_until)


def _admitted(account: AccountRecord, newer: str | None) -> AccountRecord:
    return replace(account, failed_attempts=0, locked_until=None, password_hash=newer or account.password_hash)


def _refused(account: AccountRecord, now: datetime) -> AccountRecord:
    failures = account.failed_attempts + 1
    locked_until = now + LOCKED_FOR if failures % MAX_FAILURES == 0 else account.locked_until
    return replace(account, failed_attempts=failures, locked_until=locked_until)
