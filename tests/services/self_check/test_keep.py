"""Self-checks under way, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from compliance.services.library import UnknownPackError
from compliance.services.office import Office
from compliance.services.self_check.keep import NoSuchSelfCheck, delete_check, load_check, save_check, start_check
from tests.conftest import NOW


def test_a_new_draft_holds_its_packs_and_no_answers(any_office: Office) -> None:
    draft = load_check(any_office, start_check(any_office, ["sign"]))

    assert (draft.pack_ids, draft.typed, draft.updated_at) == (("sign",), {}, NOW)


def test_what_was_typed_comes_back_as_it_was_typed(any_office: Office) -> None:
    typed = {"招牌面积": "二十 <b>", "哪些": ["甲", "乙"], "空": "", "怪": "\0\ud800😀\r\n", "无": None, "勾": True}
    token = start_check(any_office, ["sign"])

    save_check(any_office, token, typed)

    assert load_check(any_office, token).typed == typed


def test_who_saves_last_wins_field_by_field(any_office: Office) -> None:
    token = start_check(any_office, ["sign"])
    later = replace(any_office, now=lambda: NOW + timedelta(minutes=5))

    save_check(any_office, token, {"甲": "1", "乙": "2"})
    save_check(later, token, {"乙": "3"})

    draft = load_check(any_office, token)
    assert (draft.typed, draft.updated_at) == ({"甲": "1", "乙": "3"}, NOW + timedelta(minutes=5))


def test_drafts_are_kept_apart(any_office: Office) -> None:
    mine, theirs = start_check(any_office, ["sign"]), start_check(any_office, ["sign"])

    save_check(any_office, mine, {"甲": "1"})
    delete_check(any_office, mine)

    assert load_check(any_office, theirs).typed == {}


def test_a_dropped_draft_is_gone_and_may_be_dropped_again(any_office: Office) -> None:
    token = start_check(any_office, ["sign"])

    delete_check(any_office, token)
    delete_check(any_office, token)

    with pytest.raises(NoSuchSelfCheck):
        load_check(any_office, token)


@pytest.mark.parametrize("token", ["", "nothing", "\ud800"])
def test_a_draft_that_is_not_there_can_be_neither_read_nor_saved(any_office: Office, token: str) -> None:
    with pytest.raises(NoSuchSelfCheck, match="重新开始"):
        load_check(any_office, token)
    with pytest.raises(NoSuchSelfCheck):
        save_check(any_office, token, {"甲": "1"})


@pytest.mark.parametrize("packs", [["no-such"], [], ["sign", "no-such"]])
def test_no_draft_is_started_for_packs_that_are_not_there(office: Office, packs: list[str]) -> None:
    with pytest.raises(UnknownPackError):
        start_check(office, packs)


def test_the_database_does_not_hold_the_address_of_a_draft(any_office: Office) -> None:
    token = start_check(any_office, ["sign"])

    with any_office.store.engine.connect() as connection:
        [row] = connection.execute(text("SELECT * FROM self_checks"))
    assert token not in repr(row)
