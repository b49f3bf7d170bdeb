"""Evidence, on both databases."""

from functools import partial

import pytest

from compliance.evidence.files import EvidenceError
from compliance.services import evidence
from compliance.services.evidence import (
    MAX_FILES,
    NoSuchEvidence,
    TooMuchEvidenceError,
    add_evidence,
    evidence_of,
    read_evidence,
    remove_evidence,
)
from compliance.services.office import Office
from compliance.services.self_check.keep import HandedOverError, NoSuchSelfCheck, delete_check
from compliance.services.visits import cancel_visit
from compliance.store.deeds import ENTERPRISE
from compliance.store.evidence import EvidenceFiles
from tests.evidence.made import COMMENT, telling
from tests.meeting import at_once, meet_at
from tests.self_checking import begun, finished, later, visited

FIELD = "answers/招牌面积"
PHOTO = telling("PNG")


def ids(office: Office, token: str) -> list[str]:
    return [each.id for each in evidence_of(office, token)]


def test_a_photo_is_kept_cleaned_and_given_back(any_office: Office) -> None:
    token = begun(any_office)

    add_evidence(any_office, token, FIELD, [PHOTO])

    [kept] = evidence_of(any_office, token)
    media_type, content = read_evidence(any_office, token, kept.id)
    assert (kept.about, kept.media_type, kept.size) == (FIELD, media_type, len(content))
    assert COMMENT in PHOTO
    assert COMMENT not in content


def test_nobody_reads_or_removes_it_with_another_key(any_office: Office) -> None:
    mine, theirs = begun(any_office), begun(any_office)
    add_evidence(any_office, mine, FIELD, [PHOTO])
    [id_] = ids(any_office, mine)

    remove_evidence(any_office, theirs, id_)

    assert ids(any_office, theirs) == []
    with pytest.raises(NoSuchEvidence):
        read_evidence(any_office, theirs, id_)
    assert read_evidence(any_office, mine, id_)


@pytest.mark.parametrize("id_", ["", "no", "\0", "\ud800", "x" * 1000, "%", "' OR 1=1 --"])
def test_what_is_no_name_of_a_file_names_none(any_office: Office, id_: str) -> None:
    token = begun(any_office)
    add_evidence(any_office, token, FIELD, [PHOTO])

    with pytest.raises(NoSuchEvidence):
        read_evidence(any_office, token, id_)
    remove_evidence(any_office, token, id_)
    assert len(ids(any_office, token)) == 1


def test_all_files_sent_together_are_taken_or_none(any_office: Office) -> None:
    token = begun(any_office)

    with pytest.raises(EvidenceError):
        add_evidence(any_office, token, FIELD, [PHOTO, b"no picture"])
    assert ids(any_office, token) == []


def test_there_is_room_for_so_many_files_and_no_more(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MAX_FILES", 2)
    token = begun(any_office)
    add_evidence(any_office, token, FIELD, [PHOTO, PHOTO])

    with pytest.raises(TooMuchEvidenceError, match="最多放 2 份材料，已经有 2 份"):
        add_evidence(any_office, token, "answers/取得许可", [PHOTO])
    remove_evidence(any_office, token, ids(any_office, token)[0])
    add_evidence(any_office, token, "answers/取得许可", [PHOTO])
    assert len(ids(any_office, token)) == 2 < MAX_FILES


def test_there_is_room_for_so_many_bytes_and_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    token = begun(office)
    add_evidence(office, token, FIELD, [PHOTO])
    [kept] = evidence_of(office, token)
    monkeypatch.setattr(evidence, "MAX_TOTAL", 2 * kept.size)

    add_evidence(office, token, FIELD, [PHOTO])
    with pytest.raises(TooMuchEvidenceError, match="合计最大"):
        add_evidence(office, token, FIELD, [PHOTO])


def test_two_at_once_do_not_get_past_the_limit(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MAX_FILES", 1)
    token = begun(any_office)
    meet_at(monkeypatch, EvidenceFiles, "all")

    done = at_once(*[partial(add_evidence, any_office, token, FIELD, [PHOTO])] * 2)

    assert sorted(map(type, done), key=str) == [type(None), TooMuchEvidenceError]
    assert len(ids(any_office, token)) == 1


def test_a_page_without_files_touches_nothing(any_office: Office) -> None:
    add_evidence(any_office, "nothing", FIELD, [])


def test_to_what_was_deleted_nothing_is_added(any_office: Office) -> None:
    token = begun(any_office)
    delete_check(any_office, token)

    with pytest.raises(NoSuchSelfCheck):
        add_evidence(any_office, token, FIELD, [PHOTO])


def test_what_was_handed_over_cannot_be_removed_until_it_is_taken_back(any_office: Office) -> None:
    token = finished(any_office)
    add_evidence(any_office, token, FIELD, [PHOTO])
    [handed_over] = ids(any_office, token)
    visit = visited(any_office, token)
    add_evidence(later(any_office, minutes=5), token, FIELD, [PHOTO])
    [_, own] = ids(any_office, token)

    with pytest.raises(HandedOverError, match=visit.number):
        remove_evidence(any_office, token, handed_over)
    remove_evidence(any_office, token, own)
    assert ids(any_office, token) == [handed_over]

    cancel_visit(any_office, ENTERPRISE, visit.number)
    remove_evidence(any_office, token, handed_over)
    assert ids(any_office, token) == []
