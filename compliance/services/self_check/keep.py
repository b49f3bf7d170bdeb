"""Keeping a self-check: what was chosen and typed, from the first page until it is deleted."""

import re
import secrets
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from compliance.engine.decide import Engine
from compliance.errors import ComplianceError
from compliance.services.inputs import from_bytes, to_bytes
from compliance.services.library import UnknownPackError
from compliance.services.office import BEIJING, Office
from compliance.store.deeds import ENTERPRISE, PROGRAM, Actor, Deed
from compliance.store.records.checks import SelfCheckRecord

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is taken for another in handwriting
AT_ONCE = 500
"""How many self-checks one transaction deletes; databases take so many values at once and no more."""
_GROUP, _GROUPS = 4, 4
_MEANT = str.maketrans("OIL", "011")
_NO_LETTER = re.compile(r"[^0-9A-Z]")


class NoSuchSelfCheck(ComplianceError):
    """No self-check is kept under the token."""

    def __init__(self) -> None:
        super().__init__("没有找到这次自查：可能已经删除，或者网址、续填码抄错了。请核对，或者回首页重新开始")


class HandedOverError(ComplianceError):
    """What was handed over can't be taken back by deleting it."""


class PacksGoneError(ComplianceError):
    """The packs of the self-check, or its visit, are there no more: its results can be read, but not gone on with."""

    def __init__(self) -> None:
        super().__init__(
            "这次自查用的清单已经停用，不能再接着填，也不能重新判断。要按现在的规定查，请回首页重新选择清单"
        )


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """`typed` is what was typed, as it was typed. Times are in UTC."""

    token: str
    pack_ids: tuple[str, ...]
    typed: dict[str, Any]
    updated_at: datetime


def new_token() -> str:
    """What opens a self-check, in its address and as a code to be typed: 80 random bits in groups of four letters."""
    return "-".join("".join(map(secrets.choice, [LETTERS] * _GROUP)) for _ in range(_GROUPS))


def token_meant(typed: str) -> str:
    """The token that somebody typed, in its plain form: O is 0, I and L are 1; case and hyphens don't matter."""
    letters = _NO_LETTER.sub("", unicodedata.normalize("NFKC", typed).upper()).translate(_MEANT)
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def start_check(office: Office, pack_ids: Sequence[str]) -> str:
    """Starts a self-check under these packs, or one visit, and gives its token; raises UnknownPackError.

    Those that were left alone for too long are deleted on the way.
    """
    office.library.select(pack_ids)
    purge(office)
    token, now = new_token(), office.now()
    with office.store.writing() as records:
        records.self_checks.add(SelfCheckRecord(token, now, now, tuple(pack_ids), to_bytes({})))
    return token


def load_check(office: Office, token: str) -> KeptCheck:
    """The self-check as it was last saved; raises NoSuchSelfCheck."""
    with office.store.reading() as records:
        record = records.self_checks.find(token)
    if record is None:
        raise NoSuchSelfCheck
    return KeptCheck(token, record.pack_ids, from_bytes(record.entries), record.updated_at)


def engine_of_today(office: Office, kept: KeptCheck) -> Engine:
    """What decides the self-check under the rules of today; raises PacksGoneError."""
    try:
        return office.library.select(kept.pack_ids)
    except UnknownPackError:
        raise PacksGoneError from None


def save_check(office: Office, token: str, sent: Mapping[str, Any]) -> None:
    """Puts what was sent in place of what stood in the same fields, and nothing else; raises NoSuchSelfCheck."""
    with office.store.writing() as records:
        if not records.self_checks.change(token, lambda old: to_bytes({**from_bytes(old), **sent}), office.now()):
            raise NoSuchSelfCheck


def forget_answers(office: Office, token: str, fields: Collection[str]) -> None:
    """Has these fields asked again, by their names, as if they had never been shown; raises NoSuchSelfCheck."""

    def without(old: bytes) -> bytes:
        return to_bytes({name: typed for name, typed in from_bytes(old).items() if name not in fields})

    with office.store.writing() as records:
        if not records.self_checks.change(token, without, office.now()):
            raise NoSuchSelfCheck


def delete_check(office: Office, token: str) -> None:
    """Deletes the self-check with all that belongs to it; one that isn't there is no error, for it is gone.

    Raises HandedOverError while a visit stands that it was handed over for.
    """
    with office.store.writing() as records:
        if not records.self_checks.hold(token, office.now()):
            return
        if visit := records.visits.of(token):
            raise HandedOverError(
                f"这次自查已经交给上门指导（{visit.number}），不能直接删除；还没有上门的，先取消预约再删除"
            )
        for number in records.visits.cancelled(token):
            records.tell(office.now(), ENTERPRISE, Deed.VISIT_DELETED, number)
        records.self_checks.remove(token)
    office.store.forget()


def purge(office: Office, actor: Actor = PROGRAM) -> int:
    """Deletes the self-checks left alone for longer than the settings say that nobody handed over; gives how many.

    It counts whole days in China, so that whoever comes first in a day waits for it and nobody else.
    """
    today = datetime.combine(office.today(), time(), BEIJING)
    before = (today - timedelta(office.settings.keep_days)).astimezone(UTC)
    with office.store.reading() as records:
        if not records.self_checks.any_idle(before):
            return 0
    count = 0
    while removed := _purge_some(office, actor, before):
        count += removed
    office.store.forget()
    return count


def _purge_some(office: Office, actor: Actor, before: datetime) -> int:
    with office.store.writing() as records:
        count = records.self_checks.remove_idle(before, AT_ONCE)
        if count:
            records.tell(office.now(), actor, Deed.CHECKS_PURGED, count=count)
    return count
