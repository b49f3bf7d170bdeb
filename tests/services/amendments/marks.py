"""Marks and what is made of them, for tests."""

from typing import Any

from compliance.services.amendments.marking import Said, mark_amended
from compliance.services.amendments.worklist import ReviewEntry, read_worklist
from compliance.services.office import Office
from compliance.store.amendments import AmendmentRecord
from tests.packs import SIGN, changed
from tests.services.publishing.writers import LAWYER

LAW = "某条例"
SAID = Said("2027-01-01", "", "整章改写", "国务院令第 1 号")


def marked(office: Office, statute: str = LAW, said: Said = SAID) -> AmendmentRecord:
    """What the lawyer marked."""
    return mark_amended(office, LAWYER, statute, said)


def states(office: Office) -> dict[str, str]:
    """By entry, how far its review is."""
    return {each.record.entry: each.state for each in read_worklist(office)}


def entry(office: Office, name: str = "sign-001") -> ReviewEntry:
    return next(each for each in read_worklist(office) if each.record.entry == name)


def mended(version: str = "2026.2", **more: Any) -> dict[str, Any]:
    """The small pack with another severity of its item."""
    return {**changed(SIGN, "items", 0, "severity", to="serious"), "version": version, **more}
