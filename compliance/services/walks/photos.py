"""Photos taken on a walk: cleaned as enterprises' evidence is, and kept with the matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from compliance.evidence.cleaning import clean
from compliance.evidence.files import Evidence, EvidenceError
from compliance.services.evidence import MAX_FILES, MAX_TOTAL, NoSuchEvidence, TooMuchEvidenceError
from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.services.walks.adding import fields_of, is_id
from compliance.services.walks.opening import held, seen
from compliance.store.deeds import Deed
from compliance.store.records.walks import WalkPhotoRecord


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo as a phone sends it: `id` made by the phone, at random; `at` the time by its clock."""

    id: str
    field: str
    at: datetime
    content: bytes


def add_photo(office: Office, officer: Officer, number: str, shot: Shot) -> None:
    """Keeps the photo, unless one of the same id came before.

    Raises EvidenceError and TooMuchEvidenceError for what isn't taken, and what `held` raises.
    """
    if not is_id(shot.id) or shot.field not in fields_of(office):
        raise EvidenceError("现在的规则里没有这个问题，照片放不进去")
    if _came(office, officer, number, shot.id):
        return
    cleaned = clean(shot.content)
    with office.store.writing() as records:
        held(records, officer, number)
        if records.walks.known(number, {shot.id}):
            return
        _check_room(records.walks.photos(number), cleaned)
        record = WalkPhotoRecord(
            shot.id, shot.field, officer.name, shot.at, office.now(), cleaned.media_type, len(cleaned.content)
        )
        records.walks.add_photo(number, record, cleaned.content)
        records.tell(office.now(), officer.actor, Deed.WALK_PHOTO_ADDED, number)


def read_photo(office: Office, officer: Officer, number: str, id: str) -> tuple[str, bytes]:
    """The media type and the content; raises NoSuchMatter and NoSuchEvidence."""
    with office.store.writing() as records:
        seen(records, officer, number)
        found = records.walks.content(number, id)
        if found is None:
            raise NoSuchEvidence("没有找到这张照片，可能已经删去")
        records.tell(office.now(), officer.actor, Deed.WALK_PHOTO_SHOWN, number)
    return found


def remove_photo(office: Office, officer: Officer, number: str, id: str) -> None:
    """Deletes the photo, if it is there; sent once more it doesn't come back. Raises what `held` raises."""
    with office.store.writing() as records:
        held(records, officer, number)
        removed = records.walks.take_back(number, id)
        if removed:
            records.tell(office.now(), officer.actor, Deed.WALK_PHOTO_REMOVED, number)
    if removed:
        office.store.forget()


def _came(office: Office, officer: Officer, number: str, id: str) -> bool:
    """Whether it is there already: cleaning takes a second, and phones may send a photo several times."""
    with office.store.reading() as records:
        seen(records, officer, number)
        return bool(records.walks.known(number, {id}))


def _check_room(there: Sequence[WalkPhotoRecord], new: Evidence) -> None:
    if len(there) >= MAX_FILES:
        raise TooMuchEvidenceError(f"一次现场检查最多放 {MAX_FILES} 张照片；请先删去不要的")
    if sum(each.size for each in there) + len(new.content) > MAX_TOTAL:
        raise TooMuchEvidenceError(f"照片合计最大 {MAX_TOTAL // 1_000_000} MB；请先删去不要的")
