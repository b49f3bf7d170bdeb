"""What can be held side by side, and that an address means the same tomorrow."""

from dataclasses import replace

import pytest

from compliance.services.comparing.changes import NotComparableError
from compliance.services.comparing.sides import (
    choices,
    draft_ref,
    revisions_of,
    side_of,
    today_ref,
    uploaded_side,
    version_ref,
)
from compliance.services.office import Office
from compliance.services.publishing.drafts import save_draft
from compliance.services.publishing.errors import NoSuchDraft, NoSuchRules
from compliance.services.publishing.following import Following
from compliance.store.hashes import text_hash
from tests.packs import SIGN, dumped
from tests.services.publishing.writers import LAWYER, drafted, published, sign


def of_today(office: Office) -> Office:
    return Following(office).office()


def test_today_is_answered_with_the_version_that_stays(office: Office) -> None:
    shipped = side_of(office, today_ref("sign"))
    assert shipped.ref == version_ref(text_hash(dumped(SIGN)), "sign")
    published(office)
    later = of_today(office)
    assert side_of(later, today_ref("sign")).file.text == sign()
    assert side_of(later, shipped.ref).file.text == dumped(SIGN)


def test_all_versions_and_drafts_of_a_pack_can_be_chosen(office: Office) -> None:
    draft = drafted(office, sign("2026.9")).record
    step = published(office)
    (chosen,) = (each for each in choices(of_today(office)) if each.pack == "sign")
    refs = dict(chosen.refs)
    assert refs[version_ref(text_hash(dumped(SIGN)), "sign")] == "2026.1，规则文件夹里的"
    assert refs[version_ref(step.rule_file, "sign")] == "2026.2，现在用的"
    assert refs[draft_ref(draft.id, 1)] == "草稿，fa 的第 1 稿"
    assert all(side_of(of_today(office), ref).ref == ref for ref in refs)


def test_each_revision_of_a_draft_stays_what_it_was(office: Office) -> None:
    draft = drafted(office).record
    save_draft(office, LAWYER.actor, draft.id, sign("2026.3"), 1)
    first, second = (side_of(office, draft_ref(draft.id, number)) for number in (1, 2))
    assert (first.file.text, second.file.text) == (sign(), sign("2026.3"))
    assert revisions_of(office, second) == ((first.ref, "第 1 稿"),)


def test_a_text_that_was_never_published_is_no_version(office: Office) -> None:
    draft = drafted(office, sign("2026.9")).record
    with pytest.raises(NoSuchRules):
        side_of(office, version_ref(draft.rule_file, "sign"))


@pytest.mark.parametrize("ref", ["", "x", "today.nowhere", "version..", "version.0.sign", "draft.x.y", "draft.²."])
def test_words_that_mean_nothing_are_refused(office: Office, ref: str) -> None:
    with pytest.raises((NoSuchRules, NoSuchDraft)):
        side_of(office, ref)
    with pytest.raises(NoSuchDraft):
        side_of(office, draft_ref("nowhere", 1))


def test_a_draft_with_errors_is_told_of_and_not_compared(office: Office) -> None:
    draft = drafted(office, b"kind: negative_list\n").record
    with pytest.raises(NotComparableError, match="有错误"):
        side_of(office, draft_ref(draft.id, 1))


def test_a_file_that_is_brought_has_no_address(office: Office) -> None:
    side = uploaded_side("外市.yaml", dumped(SIGN))
    assert (side.ref, side.name) == ("", "上传的 外市.yaml")
    with pytest.raises(NotComparableError, match=r"外市\.yaml"):
        uploaded_side("外市.yaml", b"{")


def test_an_office_without_folders_still_has_its_library(office: Office) -> None:
    assert side_of(replace(office, folders=None), today_ref("sign")).file.text == dumped(SIGN)
