"""Self-checks under way, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from compliance.services.drafts import NoSuchDraft, drop_draft, load_draft, save_draft, start_draft
from compliance.services.library import UnknownPackError
from compliance.services.office import Office
from tests.conftest import NOW


def test_a_new_draft_holds_its_packs_and_no_answers(any_office: Office) -> None:
    draft = load_draft(any_office, start_draft(any_office, ["sign"]))

    assert (draft.pack_ids, draft.raw, draft.updated_at) == (("sign",), {}, NOW)


def test_what_was_typed_comes_back_as_it_was_typed(any_office: Office) -> None:
    typed = {"招牌面积": "二十 <b>", "哪些": ["甲", "乙"], "空": "", "怪": "\0\ud800😀\r\n", "无": None, "勾": True}
    token = start_draft(any_office, ["sign"])

    save_draft(any_office, token, typed)

    assert load_draft(any_office, token).raw == typed


def test_who_saves_last_wins_as_a_whole(any_office: Office) -> None:
    token = start_draft(any_office, ["sign"])
    later = replace(any_office, now=lambda: NOW + timedelta(minutes=5))

    save_draft(any_office, token, {"甲": "1", "乙": "2"})
    save_draft(later, token, {"乙": "3"})

    draft = load_draft(any_office, token)
    assert (draft.raw, draft.updated_at) == ({"乙": "3"}, NOW + timedelta(minutes=5))


def test_drafts_are_kept_apart(any_office: Office) -> None:
    mine, theirs = start_draft(any_office, ["sign"]), start_draft(any_office, ["sign"])

    save_draft(any_office, mine, {"甲": "1"})
    drop_draft(any_office, mine)

    assert load_draft(any_office, theirs).raw == {}


def test_a_dropped_draft_is_gone_and_may_be_dropped_again(any_office: Office) -> None:
    token = start_draft(any_office, ["sign"])

    drop_draft(any_office, token)
    drop_draft(any_office, token)

    with pytest.raises(NoSuchDraft):
        load_draft(any_office, token)


@pytest.mark.parametrize("token", ["", "nothing", "\ud800"])
def test_a_draft_that_is_not_there_can_be_neither_read_nor_saved(any_office: Office, token: str) -> None:
    with pytest.raises(NoSuchDraft, match="重新开始"):
        load_draft(any_office, token)
    with pytest.raises(NoSuchDraft):
        save_draft(any_office, token, {"甲": "1"})


@pytest.mark.parametrize("packs", [["no-such"], [], ["sign", "no-such"]])
def test_no_draft_is_started_for_packs_that_are_not_there(office: Office, packs: list[str]) -> None:
    with pytest.raises(UnknownPackError):
        start_draft(office, packs)


def test_the_database_does_not_hold_the_address_of_a_draft(any_office: Office) -> None:
    token = start_draft(any_office, ["sign"])

    with any_office.store.engine.connect() as connection:
        [row] = connection.execute(text("SELECT * FROM drafts"))
    assert token not in repr(row)
