"""The audit log as tests fill and read it."""

from datetime import datetime

from compliance.store.audit import AuditEntry
from compliance.store.database import Store
from compliance.store.deeds import Actor, Deed

SYSTEM = Actor("命令行 test", "system")
OFFICER = Actor("wang", "officer")


def tell(store: Store, now: datetime, actor: Actor, deed: Deed, about: str = "", **detail: int | str) -> None:
    """One entry in a transaction of its own."""
    with store.writing() as records:
        records.tell(now, actor, deed, about, **detail)


def entries(store: Store) -> list[AuditEntry]:
    """All of them."""
    with store.reading() as records, records.audit.entries() as found:
        return list(found)


def told(store: Store) -> list[tuple[str, str, str, str]]:
    """Who did what about what, with which detail, in order."""
    return [(each.who, each.deed, each.about, each.detail) for each in entries(store)]
