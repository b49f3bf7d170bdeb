"""A self-check under way, kept on the server from page to page."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.errors import ComplianceError
from compliance.services.inputs import from_bytes, to_bytes
from compliance.services.office import Office
from compliance.store.records import DraftRecord


class NoSuchDraft(ComplianceError):
    """No self-check is under way under the token."""

    def __init__(self) -> None:
        super().__init__("没有找到这次自查，可能已经提交；请回首页重新开始")


@dataclass(frozen=True, slots=True)
class Draft:
    """`raw` is what was typed, as it was typed. `updated_at` is in UTC."""

    pack_ids: tuple[str, ...]
    raw: dict[str, Any]
    updated_at: datetime


def start_draft(office: Office, pack_ids: Sequence[str]) -> str:
    """Starts a self-check under these packs and gives its token; raises UnknownPackError."""
    office.library.select(pack_ids)
    token = secrets.token_urlsafe(24)
    with office.store.writing() as records:
        records.drafts.add(DraftRecord(token, office.now(), tuple(pack_ids), to_bytes({})))
    return token


def load_draft(office: Office, token: str) -> Draft:
    """The self-check as it was last saved; raises NoSuchDraft."""
    with office.store.reading() as records:
        record = records.drafts.find(token)
    if record is None:
        raise NoSuchDraft
    return Draft(record.pack_ids, from_bytes(record.entries), record.updated_at)


def save_draft(office: Office, token: str, raw: Mapping[str, Any]) -> None:
    """Puts `raw` in place of all that was saved before: who saves last wins. Raises NoSuchDraft."""
    with office.store.writing() as records:
        if not records.drafts.write(token, to_bytes(raw), office.now()):
            raise NoSuchDraft


def drop_draft(office: Office, token: str) -> None:
    """Ends the self-check; one that isn't there is no error, for a second click comes after the first."""
    with office.store.writing() as records:
        records.drafts.remove(token)
