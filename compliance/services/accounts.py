"""The office's own people: who may sign in, as what, for which town and department."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from compliance.errors import ComplianceError
from compliance.services.departments import departments
from compliance.services.enterprise import text_problem
from compliance.services.office import Office
from compliance.services.passwords import hash_password, one_time_password
from compliance.services.roles import ROLES
from compliance.store.database import Records
from compliance.store.deeds import Actor, Deed
from compliance.store.records.people import AccountRecord

MAX_TEXT, MAX_SUBJECT = 60, 255
"""Characters."""
_NAME = re.compile(r"\w[\w.-]{1,39}")


class AccountError(ComplianceError):
    """Entries that can't be used: `problems` says of each field, by name, what to mend."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(self.problems.values()))


class NoSuchAccount(ComplianceError):
    """Nobody has this login name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"没有登录名为“{name}”的账号；请核对")


class LastAdminError(ComplianceError):
    """Nobody would be left who can make accounts."""

    def __init__(self) -> None:
        super().__init__("这是最后一个能用的管理员，不能停用或者改成别的角色；请先加一个管理员")


@dataclass(frozen=True, slots=True)
class Profile:
    """What an admin says of somebody. A town or department left empty binds the account to none."""

    display_name: str
    role: str
    town: str = ""
    department: str = ""
    sso_subject: str = ""


def plain_name(typed: str) -> str:
    """The login name that somebody typed; case and width don't matter."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def create_account(office: Office, actor: Actor, name: str, profile: Profile) -> tuple[AccountRecord, str]:
    """A new account, and the password for its first sign-in, which is told this once; raises AccountError."""
    name, now, password = plain_name(name), office.now(), one_time_password()
    wrong_name = {} if _NAME.fullmatch(name) else {"name": "登录名用 2 到 40 个字母、数字或者汉字，可以夹 . - _"}
    checked = _checked(office, profile, wrong_name)
    account = AccountRecord(
        name=name,
        display_name=checked.display_name,
        password_hash=hash_password(password),
        role=checked.role,
        town=checked.town,
        department=checked.department,
        created_at=now,
        changed_at=now,
        sso_subject=checked.sso_subject or None,
    )
    with office.store.writing() as records:
        _keep_subject_single(records, account)
        if not records.accounts.add(account):
            raise AccountError({"name": f"已经有登录名为“{name}”的账号；请换一个"})
        records.tell(now, actor, Deed.ACCOUNT_CREATED, name, role=checked.role)
    return account, password


def change_account(office: Office, actor: Actor, name: str, profile: Profile) -> AccountRecord:
    """Says something else of somebody. Raises NoSuchAccount, AccountError, LastAdminError."""
    checked = _checked(office, profile, {}, find_account(office, name).department)

    def change(account: AccountRecord) -> AccountRecord:
        return replace(
            account,
            display_name=checked.display_name,
            role=checked.role,
            town=checked.town,
            department=checked.department,
            sso_subject=checked.sso_subject or None,
        )

    return _change(office, actor, Deed.ACCOUNT_CHANGED, name, change)


def reset_password(office: Office, actor: Actor, name: str) -> str:
    """A new password for one sign-in, told this once; ends all sessions, and opens a closed account again.

    Raises NoSuchAccount.
    """
    password = one_time_password()
    made = hash_password(password)

    def reset(account: AccountRecord) -> AccountRecord:
        fresh = replace(account, password_hash=made, must_change_password=True, failed_attempts=0, locked_until=None)
        return replace(fresh, active=True, session_version=account.session_version + 1)

    _change(office, actor, Deed.ACCOUNT_RESET, name, reset)
    return password


def deactivate_account(office: Office, actor: Actor, name: str) -> None:
    """Closes the account and ends all its sessions. Raises NoSuchAccount, LastAdminError."""

    def close(account: AccountRecord) -> AccountRecord:
        return replace(account, active=False, session_version=account.session_version + 1)

    _change(office, actor, Deed.ACCOUNT_CLOSED, name, close)


def all_accounts(office: Office, actor: Actor) -> tuple[AccountRecord, ...]:
    """All of them, by their names."""
    with office.store.writing() as records:
        found = records.accounts.all()
        records.tell(office.now(), actor, Deed.ACCOUNTS_LISTED, count=len(found))
    return found


def find_account(office: Office, name: str) -> AccountRecord:
    """Raises NoSuchAccount."""
    with office.store.reading() as records:
        account = records.accounts.find(plain_name(name))
    if account is None:
        raise NoSuchAccount(name)
    return account


def list_in_words(accounts: tuple[AccountRecord, ...]) -> str:
    """The accounts in Chinese, a line each, for a terminal."""
    return "\n".join(
        "　".join(
            (each.name, each.display_name, ROLES[each.role], each.town or "各镇街", each.department or "各部门")
            + (() if each.active else ("已停用",))
        )
        for each in accounts
    )


def _change(
    office: Office, actor: Actor, deed: Deed, name: str, change: Callable[[AccountRecord], AccountRecord]
) -> AccountRecord:
    with office.store.writing() as records:
        admins = records.accounts.active_names("admin")
        account = records.accounts.find(plain_name(name), to_change=True)
        if account is None:
            raise NoSuchAccount(name)
        changed = replace(change(account), changed_at=office.now())
        if admins == (account.name,) and not (changed.active and changed.role == "admin"):
            raise LastAdminError
        _keep_subject_single(records, changed)
        records.accounts.keep(changed)
        records.tell(office.now(), actor, deed, changed.name, role=changed.role)
    return changed


def _keep_subject_single(records: Records, account: AccountRecord) -> None:
    other = records.accounts.with_subject(account.sso_subject) if account.sso_subject else None
    if other and other.name != account.name:
        raise AccountError({"sso_subject": f"这个统一认证标识已经是“{other.name}”的；请核对"})


def _checked(office: Office, profile: Profile, wrong: dict[str, str], department: str = "") -> Profile:
    """The profile without spaces around; `department` is the one that may stay, known or not."""
    said = Profile(*(value.strip() for value in _values(profile)))
    known = {*departments(office.library), department, ""}
    problems = wrong | {
        field: problem
        for field, problem in (
            ("display_name", _line_problem("姓名", said.display_name, required=True)),
            ("role", None if said.role in ROLES else f"角色应是 {'、'.join(ROLES)} 之一，写的是“{said.role}”"),
            ("town", _line_problem("镇街", said.town)),
            ("department", None if said.department in known else _unknown_department(office, said.department)),
            ("sso_subject", text_problem("统一认证标识", said.sso_subject, MAX_SUBJECT)),
        )
        if problem
    }
    if problems:
        raise AccountError(problems)
    return said


def _values(profile: Profile) -> tuple[str, ...]:
    return profile.display_name, profile.role, profile.town, profile.department, profile.sso_subject


def _line_problem(label: str, text: str, required: bool = False) -> str | None:
    return f"请填写{label}" if required and not text else text_problem(label, text, MAX_TEXT)


def _unknown_department(office: Office, department: str) -> str:
    known = "、".join(departments(office.library))
    return f"规则里没有“{department}”这个部门，这样的账号什么也看不到；请从 {known} 里选，或者留空"
