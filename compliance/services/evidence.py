"""Evidence that an enterprise adds to its self-check: photos and PDFs, cleaned, and only for who holds the address."""

import secrets
from collections.abc import Iterable, Sequence

from compliance.errors import ComplianceError
from compliance.evidence.cleaning import clean
from compliance.evidence.files import Evidence
from compliance.services.office import Office
from compliance.services.self_check.keep import HandedOverError, NoSuchSelfCheck
from compliance.store.records.checks import EvidenceRecord

MAX_FILES = 20
"""For one self-check."""
MAX_TOTAL = 40_000_000
"""Bytes for one self-check, as they are stored."""


class TooMuchEvidenceError(ComplianceError):
    """No more files can be added."""


class NoSuchEvidence(ComplianceError):
    """The self-check has no such file."""


def add_evidence(office: Office, token: str, about: str, files: Iterable[bytes]) -> None:
    """Adds files to the field named `about`, all or none.

    Raises NoSuchSelfCheck, EvidenceError for a file that can't be used, and TooMuchEvidenceError.
    """
    cleaned = [clean(content) for content in files]
    if not cleaned:
        return
    with office.store.writing() as records:
        if not records.self_checks.hold(token, office.now()):
            raise NoSuchSelfCheck
        _check_room(records.evidence.all(token), cleaned)
        for each in cleaned:
            record = EvidenceRecord(secrets.token_hex(16), about, office.now(), each.media_type, len(each.content))
            records.evidence.add(token, record, each.content)


def evidence_of(office: Office, token: str) -> tuple[EvidenceRecord, ...]:
    """The files added so far, the oldest first."""
    with office.store.reading() as records:
        return records.evidence.all(token)


def read_evidence(office: Office, token: str, id: str) -> tuple[str, bytes]:
    """The media type and the content of a file of this self-check; raises NoSuchEvidence."""
    with office.store.reading() as records:
        found = records.evidence.content(token, id)
    if found is None:
        raise NoSuchEvidence("没有找到这份材料，可能已经删除")
    return found


def remove_evidence(office: Office, token: str, id: str) -> None:
    """Deletes the file, if it is there; raises HandedOverError once it was handed over."""
    with office.store.writing() as records:
        records.self_checks.hold(token, office.now())
        visit = records.visits.of(token)
        if visit and any(each.id == id for each in records.evidence.handed_over(visit.number)):
            raise HandedOverError(f"材料已经随预约（{visit.number}）交出，不能再删除；可以再添加新的")
        records.evidence.remove(token, id)
    office.store.forget()


def _check_room(there: Sequence[EvidenceRecord], new: Sequence[Evidence]) -> None:
    if len(there) + len(new) > MAX_FILES:
        raise TooMuchEvidenceError(f"一次自查最多放 {MAX_FILES} 份材料，已经有 {len(there)} 份；请先删去不要的")
    if sum(each.size for each in there) + sum(len(each.content) for each in new) > MAX_TOTAL:
        raise TooMuchEvidenceError(f"材料合计最大 {MAX_TOTAL // 1_000_000} MB；请先删去不要的，或者换小一点的文件")
