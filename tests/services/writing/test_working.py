"""What is typed into a draft is kept before it is saved: nothing is lost, and nobody is overwritten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.rulepacks.source import MAX_BYTES
from compliance.services.office import Office
from compliance.services.publishing.drafts import read_draft, save_draft
from compliance.services.publishing.errors import ConflictError, NoSuchDraft, RefusedError, TooLargeError
from compliance.services.writing.working import Kept, Typed, check_saved, drop_copy, keep_typed, working_copies
from compliance.store.deeds import Actor
from tests.services.publishing.writers import LAWYER, OTHER_LAWYER, drafted

ME, OTHER = LAWYER.actor, OTHER_LAWYER.actor
LINES = b"one\ntwo\nthree\nfour\nfive\n"
PAGE, OTHER_PAGE = "aa", "bb"


@pytest.fixture
def draft(any_office: Office) -> str:
    return drafted(any_office, LINES).record.id


def changed(**words: str) -> bytes:
    text = LINES.decode()
    for word, new in words.items():
        text = text.replace(word, new)
    return text.encode()


def typed(text: bytes, number: int = 1, revision: int = 1, page: str = PAGE, holds: str = "") -> Typed:
    return Typed(text, revision, page, number, holds)


def own(office: Office, draft: str, who: Actor = ME) -> bytes | None:
    return next((each.text for each in working_copies(office, draft) if each.by == who.name), None)


def test_what_is_typed_is_kept_and_makes_no_revision(any_office: Office, draft: str) -> None:
    for number, text in enumerate([b"a: [", b"\xff", changed(two="zwei")], start=1):
        assert keep_typed(any_office, ME, draft, typed(text, number)) == Kept(text, 1)
        assert own(any_office, draft) == text

    assert read_draft(any_office, draft).text == LINES
    assert read_draft(any_office, draft).record.revision == 1


def test_the_copy_tells_whose_it_is_and_since_when(any_office: Office, draft: str) -> None:
    keep_typed(any_office, ME, draft, typed(b"mine"))
    later = replace(any_office, now=lambda: any_office.now() + timedelta(minutes=5))
    keep_typed(later, OTHER, draft, typed(b"theirs", page=OTHER_PAGE))

    found = working_copies(any_office, draft)

    assert [(each.by, each.text, each.at) for each in found] == [
        ("fa", b"mine", any_office.now()),
        ("zhi", b"theirs", later.now()),
    ]


def test_what_others_saved_on_other_lines_is_merged_into_what_is_typed(any_office: Office, draft: str) -> None:
    keep_typed(any_office, ME, draft, typed(changed(one="ONE")))
    save_draft(any_office, OTHER, draft, changed(five="FIVE"), 1)

    kept = keep_typed(any_office, ME, draft, typed(changed(one="UNO"), 2))

    assert kept == Kept(b"UNO\ntwo\nthree\nfour\nFIVE\n", 2)
    assert own(any_office, draft) == kept.text
    assert read_draft(any_office, draft).text == changed(five="FIVE")


def test_a_conflict_keeps_what_was_typed_beside_what_was_saved(any_office: Office, draft: str) -> None:
    save_draft(any_office, OTHER, draft, changed(two="zwei"), 1)

    with pytest.raises(ConflictError, match="zhi同时改了同样的几行"):
        keep_typed(any_office, ME, draft, typed(changed(two="deux")))

    assert own(any_office, draft) == changed(two="deux")
    assert read_draft(any_office, draft).text == changed(two="zwei")
    [copy] = working_copies(any_office, draft)
    assert copy.revision == 1  # to be merged, or told of, once more


def test_two_pages_of_one_account_are_merged_or_told_of_too(any_office: Office, draft: str) -> None:
    keep_typed(any_office, ME, draft, typed(changed(one="ONE")))

    kept = keep_typed(any_office, ME, draft, typed(changed(five="FIVE"), page=OTHER_PAGE))

    assert kept.text == b"ONE\ntwo\nthree\nfour\nFIVE\n"
    with pytest.raises(ConflictError, match="另一个页面"):
        keep_typed(any_office, ME, draft, typed(changed(five="cinq"), 2))
    assert own(any_office, draft) == kept.text


def test_two_pages_on_different_revisions_are_brought_to_the_same_first(any_office: Office, draft: str) -> None:
    keep_typed(any_office, ME, draft, typed(changed(one="ONE")))
    save_draft(any_office, OTHER, draft, changed(three="THREE"), 1)

    kept = keep_typed(any_office, ME, draft, typed(changed(three="THREE", five="FIVE"), revision=2, page=OTHER_PAGE))

    assert kept == Kept(b"ONE\ntwo\nTHREE\nfour\nFIVE\n", 2)


def test_a_page_that_began_with_the_copy_goes_on_with_it(any_office: Office, draft: str) -> None:
    keep_typed(any_office, ME, draft, typed(changed(one="ONE"), 7))

    kept = keep_typed(any_office, ME, draft, typed(changed(one="UNO"), page=OTHER_PAGE, holds=f"{PAGE}:7"))

    assert kept.text == changed(one="UNO")
    with pytest.raises(ConflictError):  # the first page is still open, and knows nothing of it
        keep_typed(any_office, ME, draft, typed(changed(one="Eins"), 8))


def test_what_comes_late_does_not_take_the_place_of_what_was_sent_after_it(any_office: Office, draft: str) -> None:
    keep_typed(any_office, ME, draft, typed(b"newer", 2))
    for number in (1, 2):
        assert keep_typed(any_office, ME, draft, typed(b"older", number)).text == b"newer"
    assert own(any_office, draft) == b"newer"


def test_what_is_saved_already_needs_no_copy(any_office: Office, draft: str) -> None:
    keep_typed(any_office, ME, draft, typed(b"x"))
    assert keep_typed(any_office, ME, draft, typed(LINES, 2)) == Kept(LINES, 1, unsaved=False)
    assert working_copies(any_office, draft) == ()


def test_a_copy_goes_with_the_page_or_the_stamp_that_it_has_and_no_other(any_office: Office, draft: str) -> None:
    for page, stamp, goes in (
        ("", "", False),
        (OTHER_PAGE, f"{PAGE}:2", False),
        (PAGE, "", True),
        ("", f"{PAGE}:1", True),
    ):
        keep_typed(any_office, ME, draft, typed(b"x"))
        drop_copy(any_office, ME, draft, page, stamp)
        assert (own(any_office, draft) is None) == goes


def test_with_unsaved_changes_of_ones_own_nothing_can_be_submitted(any_office: Office, draft: str) -> None:
    keep_typed(any_office, OTHER, draft, typed(b"x"))
    check_saved(any_office, ME, draft)
    keep_typed(any_office, ME, draft, typed(b"x"))
    with pytest.raises(RefusedError, match="请先保存"):
        check_saved(any_office, ME, draft)


def test_what_cannot_be_kept_is_refused(any_office: Office, draft: str) -> None:
    with pytest.raises(TooLargeError):
        keep_typed(any_office, ME, draft, typed(b"x" * (MAX_BYTES + 1)))
    with pytest.raises(RefusedError, match="没有这一稿"):
        keep_typed(any_office, ME, draft, typed(b"x", revision=3))
    with pytest.raises(NoSuchDraft):
        keep_typed(any_office, ME, "nowhere", typed(b"x"))
    assert working_copies(any_office, draft) == ()
