"""The office's own people, for tests."""

from dataclasses import replace

from compliance.services.accounts import Profile, create_account
from compliance.services.office import Office
from compliance.services.passwords import hash_password
from compliance.store.deeds import PROGRAM
from compliance.store.records.people import AccountRecord

PASSWORD = "纸鸢 lantern 七号码头"
"""Of everybody whose password isn't to be used once only."""
DEPARTMENT = "综合行政执法"
"""That of the small packs."""


def employed(office: Office, name: str, role: str = "officer", **said: str) -> tuple[AccountRecord, str]:
    """Somebody new, and the password that is told once."""
    return create_account(office, PROGRAM, name, Profile(said.pop("display_name", "某某"), role, **said))


def settled(office: Office, name: str, role: str = "officer", **said: str) -> AccountRecord:
    """Somebody who has signed in before, and chosen PASSWORD."""
    account, _ = employed(office, name, role, **said)
    account = replace(account, password_hash=hash_password(PASSWORD), must_change_password=False)
    with office.store.writing() as records:
        records.accounts.keep(account)
    return account
