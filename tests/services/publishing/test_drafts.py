"""Drafts: nothing that was saved is lost, and nobody overwrites another unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.rulepacks.source import MAX_BYTES
from compliance.services.office import Office
from compliance.services.publishing.drafts import (
    draft_from_published,
    read_draft,
    read_revision,
    renew_draft,
    save_draft,
    start_draft,
)
from compliance.services.publishing.errors import (
    ConflictError,
    NoSuchDraft,
    NoSuchRules,
    RefusedError,
    TooLargeError,
    UnfitTextError,
)
from compliance.services.publishing.merging import merged
from tests.packs import SIGN, dumped
from tests.services.publishing.writers import LAWYER, OTHER_LAWYER, drafted, published, sign, submitted

ME, OTHER = LAWYER.actor, OTHER_LAWYER.actor
LINES = b"one\ntwo\nthree\nfour\nfive\n"


def test_a_draft_goes_out_from_what_is_published(any_office: Office) -> None:
    draft = draft_from_published(any_office, ME, "sign")

    assert (draft.text, draft.base, draft.behind) == (dumped(SIGN), dumped(SIGN), False)
    assert (draft.record.kind, draft.record.revision, draft.record.first.by) == ("negative_list", 1, "fa")


def test_there_is_no_draft_of_what_is_not_there(any_office: Office) -> None:
    with pytest.raises(NoSuchRules, match="sing"):
        draft_from_published(any_office, ME, "sing")
    with pytest.raises(NoSuchDraft):
        read_draft(any_office, "\0")
    with pytest.raises(NoSuchDraft):
        read_revision(any_office, drafted(any_office).record.id, 2)


@pytest.mark.parametrize("text", [b"", b"a: [", b"\xff\x00\r\n\r", sign()])
def test_any_text_can_be_saved_and_is_kept_byte_for_byte(any_office: Office, text: bytes) -> None:
    draft = drafted(any_office, LINES)

    save_draft(any_office, ME, draft.record.id, text, 1)

    assert read_draft(any_office, draft.record.id).text == text
    assert read_revision(any_office, draft.record.id, 1) == LINES


def test_a_text_that_is_too_large_is_refused(any_office: Office) -> None:
    draft = drafted(any_office, LINES)
    with pytest.raises(TooLargeError, match="2 MB"):
        save_draft(any_office, ME, draft.record.id, b"x" * (MAX_BYTES + 1), 1)
    assert save_draft(any_office, ME, draft.record.id, b"x" * MAX_BYTES, 1).draft.record.revision == 2


def test_saving_the_same_text_makes_no_new_revision(any_office: Office) -> None:
    draft = drafted(any_office, LINES)
    assert save_draft(any_office, ME, draft.record.id, LINES, 1).draft.record.revision == 1


def test_two_that_change_other_lines_are_merged(any_office: Office) -> None:
    id = drafted(any_office, LINES).record.id
    first = save_draft(any_office, OTHER, id, LINES.replace(b"one", b"ONE"), 1)

    second = save_draft(any_office, ME, id, LINES.replace(b"five", b"FIVE"), 1)

    assert (first.merged, second.merged) == (False, True)
    assert second.draft.text == b"ONE\ntwo\nthree\nfour\nFIVE\n"
    assert second.draft.record.revision == 3


def test_two_that_change_the_same_line_get_a_conflict_with_both_texts_and_nothing_is_stored(any_office: Office) -> None:
    id = drafted(any_office, LINES).record.id
    theirs, mine = LINES.replace(b"two", b"zwei"), LINES.replace(b"two", b"deux").replace(b"five", b"cinq")
    save_draft(any_office, OTHER, id, theirs, 1)

    with pytest.raises(ConflictError, match="zhi同时改了同样的几行") as conflict:
        save_draft(any_office, ME, id, mine, 1)

    assert (conflict.value.mine, conflict.value.theirs, conflict.value.revision) == (mine, theirs, 2)
    wanted = "one\n<<<<<<< 您写的\ndeux\n=======\nzwei\n>>>>>>> zhi\nthree\nfour\ncinq\n"
    assert conflict.value.marked.decode() == wanted
    assert read_draft(any_office, id).text == theirs


def test_a_text_with_the_marks_of_a_conflict_is_never_published(any_office: Office) -> None:
    marked = b"# \n<<<<<<< \xe6\x82\xa8\xe5\x86\x99\xe7\x9a\x84\n" + sign()
    with pytest.raises(UnfitTextError, match=r"sign.yaml:2:1: .*还没有合到一起"):
        submitted(any_office, drafted(any_office, marked))


def test_saving_on_a_revision_that_is_not_there_is_refused(any_office: Office) -> None:
    with pytest.raises(RefusedError, match="没有这一稿"):
        save_draft(any_office, ME, drafted(any_office, LINES).record.id, b"x", 7)


def test_a_draft_that_something_was_published_after_has_to_take_it_in_first(any_office: Office) -> None:
    draft = drafted(any_office, sign("2026.3", title="新名称"))
    published(any_office, sign("2026.2", reviewed={"on": "2026-11-20", "by": "另一个人"}))
    assert read_draft(any_office, draft.record.id).behind
    with pytest.raises(RefusedError, match="盖掉别人的修改"):
        submitted(any_office, draft)

    renewed = renew_draft(any_office, ME, draft.record.id, 1)

    assert not renewed.behind
    assert "新名称" in renewed.text.decode()
    assert "另一个人" in renewed.text.decode()
    assert "<<<<<<<" in renewed.text.decode()  # both wrote another version
    with pytest.raises(RefusedError, match="没有要并入的"):
        renew_draft(any_office, ME, draft.record.id, 2)


@pytest.mark.parametrize(
    ("pack", "kind", "said"),
    [
        ("x", "finder", "checklists/"),
        ("sign", "discretion", "另一种"),
        ("all", "discretion", "别的用途"),
        (" ", "discretion", "空"),
    ],
)
def test_an_id_or_kind_that_cannot_be_is_refused(any_office: Office, pack: str, kind: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        start_draft(any_office, ME, pack, kind, b"")


texts = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\r\n", b"d\n", b"e"]), max_size=8).map(b"".join)


@given(base=texts, mine=texts)
def test_merging_with_somebody_who_changed_nothing_gives_ones_own_text(base: bytes, mine: bytes) -> None:
    assert merged(base, mine, base, "x") == (mine, True)
    assert merged(base, base, mine, "x") == (mine, True)
    assert merged(base, mine, mine, "x") == (mine, True)


@given(base=texts, mine=texts, theirs=texts)
def test_what_one_added_is_there_after_merging(base: bytes, mine: bytes, theirs: bytes) -> None:
    text, _ = merged(base, mine + b"\nnew of mine\n", theirs, "x")
    assert b"new of mine\n" in text
