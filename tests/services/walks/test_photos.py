"""Photos of walks, on both databases: cleaned, kept once, and gone for good once they were taken back."""

from functools import partial

import pytest

from compliance.evidence.files import EvidenceError
from compliance.services.evidence import NoSuchEvidence, TooMuchEvidenceError
from compliance.services.matters.moving import Details, MatterStateError, NoSuchMatter, do
from compliance.services.matters.people import NotYours, Officer
from compliance.services.office import Office
from compliance.services.walks import photos
from compliance.services.walks.opening import open_walk
from compliance.services.walks.photos import Shot, add_photo, read_photo, remove_photo
from compliance.store.records.walks import WalkPhotoRecord
from compliance.store.walks import Walks
from tests.conftest import NOW
from tests.evidence.made import COMMENT, telling
from tests.meeting import at_once, meet_at
from tests.services.matters.officers import CITY, MARKET, begun, officer
from tests.services.walks.walking import HAS

PHOTO = telling("PNG")


def shot(id: str = "a", content: bytes = PHOTO, field: str = HAS) -> Shot:
    return Shot(id.ljust(16, "0"), field, NOW, content)


def kept(office: Office, number: str) -> tuple[WalkPhotoRecord, ...]:
    return open_walk(office, officer(), number).photos


def test_a_photo_is_kept_cleaned_with_who_took_it(any_office: Office) -> None:
    number = begun(any_office).number
    add_photo(any_office, officer(), number, shot())
    [photo] = kept(any_office, number)
    media_type, content = read_photo(any_office, officer(), number, photo.id)
    assert (photo.by, photo.field, photo.media_type, photo.size) == ("王某", HAS, media_type, len(content))
    assert COMMENT in PHOTO
    assert COMMENT not in content


def test_a_photo_sent_again_is_there_once_even_at_once(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    number = begun(any_office).number
    meet_at(monkeypatch, Walks, "known")
    send = partial(add_photo, any_office, officer(), number, shot())
    assert at_once(send, send) == [None, None]
    send()
    assert len(kept(any_office, number)) == 1


def test_a_photo_taken_back_is_gone_and_does_not_come_again(any_office: Office) -> None:
    number = begun(any_office).number
    add_photo(any_office, officer(), number, shot())
    [photo] = kept(any_office, number)
    remove_photo(any_office, officer(), number, photo.id)
    remove_photo(any_office, officer(), number, photo.id)
    add_photo(any_office, officer(), number, shot())
    assert kept(any_office, number) == ()
    with pytest.raises(NoSuchEvidence):
        read_photo(any_office, officer(), number, photo.id)
    with any_office.store.engine.connect() as connection:
        assert [row.content for row in connection.exec_driver_sql("SELECT content FROM walk_photos")] == [None]


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_what_is_no_picture_is_refused(office: Office, content: bytes) -> None:
    with pytest.raises(EvidenceError):
        add_photo(office, officer(), begun(office).number, shot(content=content))


def test_a_photo_of_no_question_is_refused(office: Office) -> None:
    with pytest.raises(EvidenceError, match="没有这个问题"):
        add_photo(office, officer(), begun(office).number, shot(field="answers/没有这一题"))


def test_there_is_room_for_so_many_photos_and_bytes_and_no_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begun(office).number
    add_photo(office, officer(), number, shot())
    monkeypatch.setattr(photos, "MAX_FILES", 1)
    with pytest.raises(TooMuchEvidenceError, match="最多放 1 张"):
        add_photo(office, officer(), number, shot("b"))
    monkeypatch.setattr(photos, "MAX_FILES", 2)
    monkeypatch.setattr(photos, "MAX_TOTAL", kept(office, number)[0].size)
    with pytest.raises(TooMuchEvidenceError, match="合计"):
        add_photo(office, officer(), number, shot("b"))


def test_who_may_not_see_or_change_the_walk_has_nothing_of_its_photos(office: Office) -> None:
    number, other = begun(office).number, begun(office).number
    add_photo(office, officer(), number, shot())
    [photo] = kept(office, number)
    with pytest.raises(NoSuchMatter):
        read_photo(office, officer(MARKET), number, photo.id)
    with pytest.raises(NoSuchMatter):
        remove_photo(office, officer(MARKET), number, photo.id)
    with pytest.raises(NoSuchEvidence):
        read_photo(office, officer(), other, photo.id)
    with pytest.raises(NotYours):
        remove_photo(office, Officer("法某", "legal", CITY), number, photo.id)
    do(office, officer(), number, "close", Details("查无此事"))
    with pytest.raises(MatterStateError):
        remove_photo(office, officer(), number, photo.id)
    assert read_photo(office, officer(), number, photo.id)


@pytest.mark.parametrize("id_", ["", "no", "\0", "\ud800", "x" * 1000, "%", "' OR 1=1 --"])
def test_what_is_no_name_of_a_photo_names_none(any_office: Office, id_: str) -> None:
    number = begun(any_office).number
    add_photo(any_office, officer(), number, shot())
    with pytest.raises(NoSuchEvidence):
        read_photo(any_office, officer(), number, id_)
    remove_photo(any_office, officer(), number, id_)
    assert len(kept(any_office, number)) == 1
