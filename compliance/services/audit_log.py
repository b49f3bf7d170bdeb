"""Reading the audit log, and finding out whether somebody changed it."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time

from compliance.errors import ComplianceError
from compliance.services.office import BEIJING
from compliance.store.audit import FIRST, AuditEntry, UnreadableFault
from compliance.store.database import Store
from compliance.store.deeds import Deed

_ANCHOR = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


class AnchorError(ComplianceError):
    """No number and hash."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest number and hash as somebody noted them down, out of reach of who could change the database."""

    number: int
    hash: str

    @classmethod
    def read(cls, text: str) -> "Anchor":
        """From what `str` gives; raises AnchorError."""
        found = _ANCHOR.fullmatch(text.strip())
        if found is None:
            raise AnchorError(f"「{text}」不是 编号:校验值；请照 audit verify 上次显示的抄，如 12:9f86d0…（64 位）")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first number that is wrong, and why, in Chinese."""

    number: int
    why: str


def verify_log(store: Store, expect: Anchor | None = None) -> Anchor | Broken | None:
    """The newest number and hash of a log that is whole, None for one that is empty; or where it is broken.

    Takes one entry at a time, however many there are. Others may go on adding entries meanwhile.
    """
    with store.reading() as records:
        at_least = records.audit.last_given()
        with records.audit.entries() as entries:
            newest = _whole_so_far(entries, expect)
    if isinstance(newest, Broken):
        return newest
    with store.reading() as records:
        at_most = records.audit.last_given()
    if newest.number < max(at_least, expect.number if expect else 0):
        return Broken(newest.number + 1, "从这一条起，后面的被删去了")
    if newest.number > at_most:
        return Broken(at_most + 1, "这一条不是本系统写的：编号还没有用到这里")
    return newest if newest.number else None


def _whole_so_far(entries: Iterable[AuditEntry], expect: Anchor | None) -> Anchor | Broken:
    newest = Anchor(0, FIRST)
    try:
        for entry in entries:
            if why := _wrong(entry, newest, expect):
                return Broken(newest.number + 1, why)
            newest = Anchor(entry.number, entry.hash)
    except UnreadableFault:
        return Broken(newest.number + 1, "这一条，或者后面不远的一条，数据库读不出来")
    return newest


def _wrong(entry: AuditEntry, before: Anchor, expect: Anchor | None) -> str | None:
    """What is wrong with an entry, by that before it."""
    if entry.number != before.number + 1:
        return f"这一条不见了，接下来的是第 {entry.number} 条"
    if entry.hash != entry.hash_due:
        return "内容被改过，和它的校验值不符"
    if entry.previous != before.hash:
        return "和前一条接不上：前一条被换过，或者这一条是后来插进来的"
    if expect and expect.number == entry.number and expect.hash != entry.hash:
        return "和记下的校验值不符：这一条或者前面的被重写过"
    return None


def is_guarded(store: Store) -> bool:
    """Whether the database still refuses to change or remove entries."""
    with store.reading() as records:
        return records.audit.guarded()


def list_log(store: Store, about: str = "", who: str = "", since: date | None = None) -> Iterator[str]:
    """The entries in Chinese, a line each, the oldest first; `since`: a day in China, from its beginning."""
    moment = datetime.combine(since, time(), BEIJING) if since else None
    with store.reading() as records, records.audit.entries(about, who, moment) as entries:
        yield from map(_line, entries)


def _line(entry: AuditEntry) -> str:
    parts = (str(entry.number), _time(entry.moment), entry.who, _deed(entry.deed), entry.about, _detail(entry.detail))
    return "　".join(filter(None, parts))


def _detail(text: str) -> str:
    with suppress(ValueError):
        said = json.loads(text)
        return json.dumps(said, ensure_ascii=False) if said else ""
    return text


def _time(moment: str) -> str:
    """As it is in China; as it stands where somebody made it no time."""
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(moment).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    return moment


def _deed(word: str) -> str:
    """In Chinese; as it stands where a newer program, or nobody, knows it."""
    with suppress(ValueError):
        return Deed(word).chinese
    return word
