"""Two rule files side by side at the desk."""

import io
import re
from pathlib import Path

import pytest

from compliance.services.office import Office
from compliance.services.publishing.drafts import read_draft, save_draft, start_draft
from compliance.store.deeds import Actor
from tests.packs import SIGN, changed, dumped
from tests.web.packs import DISCRETION, HOSTILE, write_rules
from tests.web.visitor import Visitor

LAWYER = Actor("fa", "officer")
THEIRS = {
    **SIGN,
    "id": "theirs",
    "title": "外市招牌清单",
    "items": [{**SIGN["items"][0], "id": "their-7", "title": "未经批准设置大型招牌", "department": "市场监管"}],
}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_rules(tmp_path, SIGN, DISCRETION)


def drafted(office: Office, text: bytes, pack: str = "sign") -> str:
    return start_draft(office, LAWYER, pack, "negative_list", text).record.id


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_what_counts_today_gets_an_address_that_stays(officer: Visitor, office: Office) -> None:
    draft = drafted(office, dumped(changed(SIGN, "items", 0, "department", to="市场监管")))
    answer = officer.client.get(f"/desk/rule-compare?old=today.sign&new=draft.1.{draft}")
    assert answer.status_code == 303
    assert re.search(r"old=version\.[0-9a-f]{64}\.sign", answer.headers["Location"])
    page = officer.go(answer.headers["Location"])
    assert "有 1 处不一样。" in page.html
    assert "<del>综合行政执法</del>" in page.html
    assert "<ins>市场监管</ins>" in page.html


def test_all_that_can_be_compared_can_be_chosen(officer: Visitor, office: Office) -> None:
    drafted(office, dumped(SIGN))
    page = officer.go("/desk/rule-compare")
    assert page.status == 200
    assert "招牌负面清单：2026.1，现在用的" in page.html
    assert "招牌负面清单：草稿，fa 的第 1 稿" in page.html
    assert "裁量规则：" in page.html


def test_another_offices_items_are_paired_and_the_page_says_why(officer: Visitor, office: Office) -> None:
    draft = drafted(office, dumped(THEIRS), "theirs")
    page = officer.go(f"/desk/rule-compare?old=today.sign&new=draft.1.{draft}&view=list")
    said = plain(page.html)
    assert "依据和标题相近而配成对的 1 对" in said
    assert "左边「未经许可设置大型招牌」（sign-001），右边「未经批准设置大型招牌」（their-7）。都依据《某条例》" in said
    assert "标题不一样：“未经许可设置大型招牌” → “未经批准设置大型招牌”" in said


def test_a_file_is_compared_and_not_kept(officer: Visitor, office: Office) -> None:
    page = officer.go("/desk/rule-compare")
    sent = {
        "csrf_token": page.form()["csrf_token"],
        "old": "today.sign",
        "file": (io.BytesIO(dumped(THEIRS)), "外市.yaml"),
    }
    answer = officer.client.post("/desk/rule-compare", data=sent)
    assert answer.status_code == 200
    assert "上传的 外市.yaml" in answer.text
    assert "上传的文件没有保存" in answer.text
    assert "没有" in officer.go("/desk/packs/theirs").html
    with office.store.reading() as records:
        assert not records.packs.drafts()


@pytest.mark.parametrize(("name", "content"), [("x.yaml", b"{"), ("x.yaml", dumped(DISCRETION)), ("", b"")])
def test_a_file_that_cannot_be_compared_is_refused_with_the_reason(officer: Visitor, name: str, content: bytes) -> None:
    page = officer.go("/desk/rule-compare")
    sent = {"csrf_token": page.form()["csrf_token"], "old": "today.sign", "file": (io.BytesIO(content), name)}
    answer = officer.client.post("/desk/rule-compare", data=sent)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_a_draft_with_errors_is_told_of(officer: Visitor, office: Office) -> None:
    draft = drafted(office, b"kind: negative_list\n")
    page = officer.go(f"/desk/rule-compare?old=today.sign&new=draft.1.{draft}")
    assert page.status == 400
    assert "有错误，改好以后才能比较" in page.html
    assert officer.go("/desk/rule-compare?old=today.sign&new=draft.1.nowhere").status == 404


def test_other_revisions_of_a_draft_are_a_click_away(officer: Visitor, office: Office) -> None:
    draft = drafted(office, dumped(SIGN))
    save_draft(office, LAWYER, draft, dumped(changed(SIGN, "title", to="招牌清单")), 1)
    assert read_draft(office, draft).record.revision == 2
    page = officer.go(f"/desk/rule-compare?old=draft.1.{draft}&new=draft.2.{draft}")
    assert "名称" in page.html
    assert f"draft.1.{draft}" in page.html
    assert "第 1 稿</a>" in page.html


def test_the_same_text_says_so(officer: Visitor) -> None:
    page = officer.go("/desk/rule-compare?old=today.sign&new=today.sign")
    assert "两份说的一样，一个字节都不差。" in page.html
    page = officer.go("/desk/rule-compare?old=today.sign&new=today.sign&same=1&whole=1")
    assert "未经许可设置大型招牌" in page.html


def test_no_text_of_a_file_becomes_a_part_of_the_page(officer: Visitor, office: Office) -> None:
    draft = drafted(office, dumped(changed(changed(SIGN, "title", to=HOSTILE), "items", 0, "title", to=HOSTILE)))
    for view in ("table", "list"):
        page = officer.go(f"/desk/rule-compare?old=today.sign&new=draft.1.{draft}&view={view}")
        assert "&lt;script&gt;" in page.html
        assert "<script>alert" not in page.html


def test_admins_do_not_read_rules(admin: Visitor) -> None:
    assert admin.go("/desk/rule-compare").status == 403
