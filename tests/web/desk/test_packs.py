"""Rule files at the desk: from a draft to what counts, by two."""

import re
from pathlib import Path

import pytest
from werkzeug.test import encode_multipart

from compliance.services.office import Office
from compliance.services.publishing.drafts import read_draft, save_draft, start_draft
from compliance.store.deeds import Actor
from compliance.web.desk.rule_drafts import as_it_was
from tests.packs import SIGN, dumped
from tests.people import settled
from tests.web.desk.conftest import Clock, SignIn
from tests.web.packs import DISCRETION, LAMPS, write_rules
from tests.web.visitor import Visitor

OTHER = Actor("zhi", "officer")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A pack with examples, one without, and discretion."""
    return write_rules(tmp_path, SIGN, LAMPS, DISCRETION)


def post(page: Visitor, path: str, **said: str) -> Visitor:
    """Sends a form that is on the page at hand."""
    assert f'action="{path}"' in page.html, path
    sent = {"csrf_token": page.form()["csrf_token"], **said}
    boundary, body = encode_multipart(sent)
    kind = f"multipart/form-data; boundary={boundary}"
    return page._at(page.client.post(path, data=body, content_type=kind, follow_redirects=True))


def begun(page: Visitor, pack: str = "sign") -> str:
    """The address of a new draft of what counts."""
    return post(page.go(f"/desk/packs/{pack}"), "/desk/new-draft", pack=pack).path


def saved(page: Visitor, path: str, text: str) -> Visitor:
    page.go(path)
    return post(page, path, revision=page.form()["revision"], text=text.replace("\n", "\r\n"))


def shown_text(page: Visitor) -> str:
    return page.form()["text"]


def hash_shown(page: Visitor) -> str:
    found = re.findall(r'name="text" value="([0-9a-f]{64})"', page.html)
    return str(found[0])


def publish(lawyer: Visitor, reviewer: Visitor, text: str, effective: str = "2026-11-21") -> Visitor:
    path = begun(lawyer)
    saved(lawyer, path, text)
    post(lawyer, f"{path}/submit", text=hash_shown(lawyer))
    reviewer.go(path)
    whole = hash_shown(reviewer)
    address = re.search(r'action="(/desk/submissions/\d+/approve)"', reviewer.html)
    assert address
    return post(reviewer, address[1], text=whole, seen=whole[:8], effective=effective)


def newer(old: str = dumped(SIGN).decode()) -> str:
    return old.replace("version: '2026.1'", "version: '2026.2'").replace(SIGN["title"], "招牌新清单")


def test_a_draft_becomes_what_enterprises_are_asked_by(lawyer: Visitor, reviewer: Visitor) -> None:
    page = publish(lawyer, reviewer, newer())

    assert page.path == "/desk/packs/sign"
    assert "发布，2026年11月21日起（shen 审核）" in page.html
    assert "招牌新清单" in reviewer.go("/").html


def test_the_draft_says_what_it_changes_and_what_is_wrong(lawyer: Visitor) -> None:
    path = begun(lawyer)
    page = saved(lawyer, path, newer())
    assert "名称由「" in page.html
    assert "改为「招牌新清单」" in page.html

    page = saved(lawyer, path, newer().replace("type: boolean", "type: bolean", 1))

    assert re.search(r"第 \d+ 行第 \d+ 列，<b>错误</b>：.*bolean", page.html)
    page = post(page, f"{path}/submit", text=hash_shown(page))
    assert page.status == 400
    assert "没有提交" in page.html


def test_a_text_is_kept_as_it_was_whatever_line_ends_browsers_send() -> None:
    for before in (b"a\nb\n", b"a\r\nb\r\n", b"a\r\nb\nc\rd", b"\xef\xbb\xbfa\n"):
        typed = before.decode().replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
        assert as_it_was(typed, before) == before
    assert as_it_was("a\r\nc\r\n", b"a\nb\n") == b"a\nc\n"
    assert as_it_was("a\r\nc\r\n", b"a\r\nb\r\n") == b"a\r\nc\r\n"


def test_saving_the_page_as_it_stands_makes_no_new_revision(lawyer: Visitor, office: Office) -> None:
    path = begun(lawyer)
    lawyer.go(path)
    saved(lawyer, path, shown_text(lawyer))
    assert read_draft(office, path.split("/")[-1]).record.revision == 1


def test_who_may_not_approve_finds_no_way_to(lawyer: Visitor, sign_in: SignIn, office: Office) -> None:
    path = begun(lawyer)
    saved(lawyer, path, newer())
    page = post(lawyer, f"{path}/submit", text=hash_shown(lawyer))
    assert "等审核" in page.html
    assert "/approve" not in page.html
    settled(office, "lisi")
    page = sign_in("lisi").go(path)
    assert page.status == 200
    assert "招牌新清单" in page.html
    assert "<textarea" not in page.html


@pytest.mark.parametrize("seen", ["", "12345678"])
def test_who_approves_has_to_have_seen_which_text(lawyer: Visitor, reviewer: Visitor, seen: str) -> None:
    path = begun(lawyer)
    saved(lawyer, path, newer())
    post(lawyer, f"{path}/submit", text=hash_shown(lawyer))
    reviewer.go(path)

    page = post(reviewer, "/desk/submissions/1/approve", text=hash_shown(reviewer), seen=seen, effective="2026-11-21")

    assert page.status == 409
    assert "照抄" in page.html
    assert SIGN["title"] in reviewer.go("/").html


def test_two_that_change_the_same_line_are_shown_both_texts(lawyer: Visitor, office: Office) -> None:
    path = begun(lawyer)
    text = dumped(SIGN).decode()
    lawyer.go(path)
    save_draft(office, OTHER, path.split("/")[-1], newer(text).encode(), 1)

    page = post(lawyer, path, revision="1", text=text.replace(SIGN["title"], "别的名称"))

    assert page.status == 409
    assert "&lt;&lt;&lt;&lt;&lt;&lt;&lt; 您写的" in page.html
    assert "别的名称" in page.html
    assert "招牌新清单" in page.html
    assert page.form()["revision"] == "2"
    page = post(page, path, revision="2", text=newer(text))
    assert "没有问题" in page.html or "提醒" in page.html


def test_two_that_change_other_lines_are_merged_and_told_so(lawyer: Visitor, office: Office) -> None:
    path = begun(lawyer)
    text = dumped(SIGN).decode()
    save_draft(office, OTHER, path.split("/")[-1], f"{text}# 最后\n".encode(), 1)
    page = post(lawyer.go(path), path, revision="1", text=f"# 最前\n{text}")
    assert "合到一起保存了" in page.html
    assert read_draft(office, path.split("/")[-1]).text == f"# 最前\n{text}# 最后\n".encode()


def test_what_begins_later_counts_from_that_day(lawyer: Visitor, reviewer: Visitor, clock: Clock) -> None:
    publish(lawyer, reviewer, newer(), effective="2026-12-01")
    assert "招牌新清单" not in reviewer.go("/").html
    clock.go_on(days=10)
    assert "招牌新清单" in reviewer.go("/").html


def test_going_back_and_ending_are_submitted_too(lawyer: Visitor, reviewer: Visitor, office: Office) -> None:
    publish(lawyer, reviewer, newer())
    lawyer.go("/desk/packs/sign")
    [shipped] = [each.sha256 for each in office.library.rulebook.files if each.content.id == "sign"]
    page = post(lawyer, "/desk/new-draft", pack="sign", text=shipped, version="2026.3")
    assert "2026.3" in shown_text(page)

    post(lawyer.go("/desk/packs/lamps"), "/desk/end-pack", pack="lamps", reason="条例废止")
    page = reviewer.go("/desk/packs/lamps")
    assert "条例废止" in page.html
    whole = hash_shown(page)
    page = post(page, "/desk/submissions/3/approve", text=whole, seen=whole[:8], effective="2026-11-21")
    assert "撤下，2026年11月21日起" in page.html
    assert LAMPS["title"] not in page.go("/").html


def test_what_was_returned_says_why(lawyer: Visitor, reviewer: Visitor) -> None:
    path = begun(lawyer)
    saved(lawyer, path, newer())
    post(lawyer, f"{path}/submit", text=hash_shown(lawyer))
    page = post(reviewer.go(path), "/desk/submissions/1/return", reason="罚款的上限不对")
    assert "罚款的上限不对" in page.html
    assert "等审核" not in lawyer.go("/desk/packs/sign").html


def test_everybody_sees_how_far_each_pack_is_and_admins_no_more(admin: Visitor, lawyer: Visitor) -> None:
    begun(lawyer)
    page = admin.go("/desk/packs")
    assert "草稿（fa）" in page.html
    assert DISCRETION["title"] in page.html
    assert "/desk/packs/sign" not in page.html
    assert admin.go("/desk/packs/sign").status == 403


def test_a_file_as_large_as_may_be_can_be_saved(lawyer: Visitor, office: Office) -> None:
    path = begun(lawyer)
    page = saved(lawyer, path, "# 一行\n" * 200_000)
    assert page.status == 200
    page = saved(lawyer, path, "# 一行\n" * 300_000)
    assert page.status == 400
    assert "2 MB" in page.html


def test_a_text_that_no_form_can_show_is_not_spoilt(lawyer: Visitor, office: Office) -> None:
    draft = start_draft(office, OTHER, "sign", "negative_list", b"\xff\xfe")
    page = lawyer.go(f"/desk/rule-drafts/{draft.record.id}")
    assert "不是 UTF-8" in page.html
    assert "<textarea" not in page.html


def test_hostile_texts_are_shown_as_texts(lawyer: Visitor, office: Office) -> None:
    hostile = "</textarea><script>alert(1)</script>"
    draft = start_draft(office, OTHER, "sign", "negative_list", f"kind: '{hostile}'".encode())
    page = lawyer.go(f"/desk/rule-drafts/{draft.record.id}")
    assert "<script>alert" not in page.html


def test_the_desk_is_told_where_the_rules_of_today_are_not_in_use(
    lawyer: Visitor, reviewer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr("compliance.services.publishing.following.library_on", fail)
    publish(lawyer, reviewer, newer())

    assert "disk on fire" in reviewer.go("/desk/").html
    assert "disk on fire" not in reviewer.go("/").html
    assert SIGN["title"] in reviewer.html


def test_a_register_of_statutes_has_a_page_too(lawyer: Visitor, office: Office) -> None:
    text = b"schema: 1\nkind: statutes\nid: laws\ntitle: x\nstatutes: []\n"
    start_draft(office, OTHER, "laws", "statutes", text)
    assert lawyer.go("/desk/packs/laws").status == 200
