"""The repository of the audit log: a chain of hashes, to which entries are only ever added.

Each entry's hash covers all that it says and the hash of the one before, so that whoever changes one has to make all
later ones anew. Two things stand apart from the chain for a verifier to hold it against: how far the numbers have got,
and the newest number and hash that an office noted down elsewhere.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from compliance.store.deeds import Actor, Deed
from compliance.store.series import count_on, last_of
from compliance.store.tables.people import AuditRow

FIRST = "0" * 64
"""What stands in the first entry for the hash of the one before."""
MAX_DETAIL = 500
"""Characters of JSON."""
_SERIES = "audit"
_AT_ONCE = 1000  # rows kept in memory
_GUARDS = {
    "sqlite": ("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_log'", 3),
    "postgresql": (
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'audit_log'::regclass"
        " AND tgname = 'audit_log_append_only' AND tgenabled = 'A'",
        1,
    ),
}
"""How to count the triggers that are on, and how many there must be; a migration made them."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An entry as it is stored. `moment`: in UTC, as ISO 8601 has it, to the microsecond; `detail`: JSON.

    All but `number` are texts, byte for byte, so that no database gives them back otherwise than they were hashed.
    """

    number: int
    moment: str
    who: str
    kind: str
    deed: str
    about: str
    detail: str
    previous: str
    hash: str

    @property
    def hash_due(self) -> str:
        """The hash that it must have, by what it says."""
        said = asdict(self)
        del said["hash"]
        return _hash(said)


class UnreadableFault(Exception):
    """An entry that the database itself can't read, such as a text that is none; only tampering puts it there."""


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The log. What is told within a transaction is stored with it, or not at all."""

    session: Session
    _told: list[dict[str, str]] = field(default_factory=list)

    def tell(self, now: datetime, actor: Actor, deed: Deed, about: str, detail: Mapping[str, int | str]) -> None:
        """Has the transaction end with this entry."""
        told = _canonical(detail)
        if len(told) > MAX_DETAIL:
            raise ValueError(f"too much for the audit log: {len(told)} characters of detail")
        entry = {"moment": moment_text(now), "who": actor.name, "kind": actor.kind, "deed": deed.value}
        self._told.append({**entry, "about": about, "detail": told})

    def write(self) -> None:
        """Stores what was told, as the last thing in the transaction.

        Every other writer waits from here until the transaction is through; waiting for anything else meanwhile could
        make two wait for each other.
        """
        self.session.flush()
        for said in self._told:
            number = count_on(self.session, _SERIES)
            entry = {**said, "number": number, "previous": self._hash_of(number - 1)}
            self.session.execute(insert(AuditRow).values(**entry, hash=_hash(entry)))
        self._told.clear()

    @contextmanager
    def entries(self, about: str = "", who: str = "", since: datetime | None = None) -> Iterator[Iterator[AuditEntry]]:
        """The entries in order, a few in memory at a time; `since`: from that moment on.

        Raises UnreadableFault while they are gone through.
        """
        query = select(*(getattr(AuditRow, each.name) for each in fields(AuditEntry))).order_by(AuditRow.number)
        for column, wanted in ((AuditRow.about, about), (AuditRow.who, who)):
            query = query.where(column == wanted) if wanted else query
        query = query.where(AuditRow.moment >= moment_text(since)) if since else query
        with self.session.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
            yield _readable(rows)

    def last_given(self) -> int:
        """How far the numbers have got, as it is kept apart from the log."""
        return last_of(self.session, _SERIES)

    def guarded(self) -> bool:
        """Whether the triggers are there and on that refuse to change or remove entries."""
        query, expected = _GUARDS[self.session.get_bind().dialect.name]
        return bool(self.session.scalar(text(query)) == expected)

    @property
    def told(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._told)

    def _hash_of(self, number: int) -> str:
        """That of the entry before. Where somebody removed it, what happens now is told all the same; verifying tells
        of the gap."""
        return self.session.scalar(select(AuditRow.hash).where(AuditRow.number == number)) or FIRST


def _readable(rows: Iterable[Sequence[Any]]) -> Iterator[AuditEntry]:
    try:
        for row in rows:
            yield AuditEntry(*row)
    except DBAPIError as error:
        raise UnreadableFault from error


def moment_text(moment: datetime) -> str:
    """The moment in UTC, always of the same length, so that texts are in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _hash(said: Mapping[str, object]) -> str:
    return sha256(_canonical(said).encode()).hexdigest()


def _canonical(value: Mapping[str, object]) -> str:
    """JSON in which the same is always written the same; in ASCII. What only tampering can put there is written too."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=repr)
