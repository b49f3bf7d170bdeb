"""Accounts."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """Somebody of the office. `town` and `department` are empty where the account isn't bound to one.

    `session_version` stands in every session: a higher one ends them all. `sso_subject` is who this is to the provider
    of single sign-on, None where nobody. `failed_attempts` counts wrong passwords in a row; times are in UTC.
    """

    name: str
    display_name: str
    password_hash: str
    role: str
    town: str
    department: str
    created_at: datetime
    changed_at: datetime
    active: bool = True
    must_change_password: bool = True
    failed_attempts: int = 0
    locked_until: datetime | None = None
    session_version: int = 1
    sso_subject: str | None = None
