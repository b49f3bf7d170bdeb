"""Amended laws at the desk: from the page of a law to the last item that was reviewed."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from compliance.services.amendments.worklist import read_worklist
from compliance.services.office import Office
from tests.packs import FIRST_OFFENCE, SIGN, dumped
from tests.people import settled
from tests.services.amendments.marks import LAW
from tests.services.test_law_uses import REGISTER
from tests.web.desk.conftest import Clock, SignIn
from tests.web.packs import HOSTILE
from tests.web.visitor import Visitor

MARK = {"effective": "2027-01-01", "articles": "第十八条", "note": "罚款提高", "source": "国务院令第 1 号"}
TEXT = """# 某条例

2019年1月1日 某某通过

<!-- INFO END -->

第十七条 甲。

第十八条 设置大型招牌的，应当取得许可。

未经许可不得设置。
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    for data in (SIGN, FIRST_OFFENCE, REGISTER):
        (folder / f"{data['id']}.yaml").write_bytes(dumped(data))
    return folder


def post(page: Visitor, path: str, **said: str | list[str]) -> Visitor:
    """Sends a form that is on the page at hand."""
    assert f'action="{path}"' in page.html, path
    sent = {"csrf_token": page.form()["csrf_token"], **said}
    return page._at(page.client.post(path, data=sent, follow_redirects=True))


def marked(page: Visitor, **said: str) -> Visitor:
    address = page.go(f"/desk/statutes/{LAW}").html
    action = re.search(r'action="([^"]+/amended)"', address)
    assert action
    return post(page, action[1], **{**MARK, **said})


def keys(page: Visitor) -> list[str]:
    return re.findall(r'name="entry" id="[^"]+" value="([^"]+)"', page.html)


def settle(page: Visitor, deed: str, *chosen: str, **said: str) -> Visitor:
    return post(page.go("/desk/to-review"), "/desk/to-review", entry=list(chosen), deed=deed, **said)


def test_what_stands_on_an_amended_law_is_listed_everywhere_until_it_was_reviewed(
    lawyer: Visitor, reviewer: Visitor
) -> None:
    page = marked(lawyer)
    assert page.path == "/desk/to-review"
    assert "已经标记：第十八条" in page.html
    assert SIGN["items"][0]["title"] in page.html

    for path, said in (
        ("/desk/", "2 处待复核"),
        ("/desk/packs", "1 项待复核"),
        ("/desk/packs/sign", "逐项复核"),
        ("/desk/statutes", "2 项待复核"),
        (f"/desk/statutes/{LAW}", "待复核</span>"),
        (f"/laws/{LAW}", "正在对照新的文本复核"),
    ):
        assert said in reviewer.go(path).html, path

    item, register = keys(lawyer.go("/desk/to-review"))
    settle(lawyer, "right", item, note="第十八条只改了文字")
    page = settle(lawyer, "changed", register, note="登记里改了")

    assert "现在没有待复核的项" in page.html
    page = lawyer.go("/desk/to-review?state=all")
    assert "fa 在2026年11月21日" in page.html
    assert "第十八条只改了文字" in page.html
    for path in ("/desk/", "/desk/packs", "/desk/packs/sign", "/desk/statutes", f"/laws/{LAW}"):
        assert not re.search("[项处]待复核|待复核</span>|正在对照", reviewer.go(path).html), path


def test_in_a_new_draft_leads_there_and_stays_on_the_list(lawyer: Visitor) -> None:
    item = keys(marked(lawyer))[0]
    page = settle(lawyer, "drafting", item, draft="new")
    assert page.path.startswith("/desk/rule-drafts/")
    page = lawyer.go("/desk/to-review")
    assert "待复核，正在草稿里改" in page.html
    assert "打开草稿" in page.html


def test_what_was_typed_and_ticked_is_still_there_after_an_error(lawyer: Visitor) -> None:
    item, register = keys(marked(lawyer))
    page = settle(lawyer, "drafting", item, note="写了很多")
    assert page.status == 409
    assert "选在哪一份草稿" in page.html
    assert "写了很多" in page.html
    assert f'value="{item}" checked' in page.html
    assert f'value="{register}" checked' not in page.html


def test_a_mark_with_flaws_says_them_and_keeps_what_was_typed(lawyer: Visitor, office: Office) -> None:
    page = marked(lawyer, effective="明年一月", articles="最后一条", note=HOSTILE)
    assert page.status == 400
    assert "从哪一天起施行" in page.html
    assert "不是条号" in page.html
    assert page.form()["source"] == MARK["source"]
    assert page.form()["note"] == HOSTILE
    assert "<script>alert" not in page.html
    assert read_worklist(office) == ()


def test_a_mistaken_mark_is_taken_back(lawyer: Visitor) -> None:
    marked(lawyer)
    page = post(lawyer.go(f"/desk/statutes/{LAW}"), "/desk/amendments/1/cancel", reason="看错了")
    assert "标记已经撤销" in page.html
    assert "现在没有待复核的项" in page.go("/desk/to-review").html


def test_others_read_and_press_nothing(lawyer: Visitor, reviewer: Visitor, officer: Visitor) -> None:
    marked(lawyer)
    page = reviewer.go("/desk/to-review")
    assert SIGN["items"][0]["title"] in page.html
    assert keys(page) == []
    assert "/amended" not in reviewer.go(f"/desk/statutes/{LAW}").html
    assert officer.go(f"/desk/statutes/{LAW}").status == 200
    assert officer.go("/desk/to-review").status == 403


def test_the_text_stands_article_by_article_where_it_is_at_hand(
    lawyer: Visitor, office: Office, tmp_path: Path
) -> None:
    texts = tmp_path / "laws"
    texts.mkdir()
    (texts / "某条例(2019-01-01).md").write_text(TEXT, encoding="utf-8")
    (texts / "某条例(2026-05-01).md").write_text(TEXT.replace("许可", "批准"), encoding="utf-8")
    assert "没有配置法律文本" in lawyer.go(f"/desk/statutes/{LAW}").html
    object.__setattr__(office.settings, "laws", texts)

    page = lawyer.go(f"/desk/statutes/{LAW}")

    assert "应当取得许可" in page.html
    assert "2026年5月1日的新文本" in page.html
    assert "甲。" not in page.html
    assert "甲。" in page.go(f"/desk/statutes/{LAW}?whole=1").html


def test_an_enterprise_is_told_that_its_items_are_being_reviewed_and_its_result_stays(
    lawyer: Visitor, visitor: Visitor
) -> None:
    result = visitor.start("sign").through()
    before = result.html
    assert "正在复核" not in before
    marked(lawyer)

    after = visitor.go(result.path).html

    assert "这次自查依据的法律有修改" in after
    assert f"《{LAW}》" in after
    counts = r'<ul class="counts">.*?</ul>'
    assert re.findall(counts, after, re.DOTALL) == re.findall(counts, before, re.DOTALL)


def test_rules_past_review_stand_on_top_for_who_has_to_look_at_them(
    reviewer: Visitor, officer: Visitor, office: Office, clock: Clock, sign_in: SignIn
) -> None:
    never, once = FIRST_OFFENCE["title"], SIGN["title"]
    top = r'<section class="note warning" aria-labelledby="rules-waiting">.*?</section>'
    [shown] = re.findall(top, reviewer.go("/desk/").html, re.DOTALL)
    assert never in shown
    assert "没有写日期" in shown
    assert once not in shown  # 265 days ago
    assert re.findall(top, officer.go("/desk/").html, re.DOTALL) == []

    clock.now = datetime(2027, 3, 2, 2, tzinfo=UTC)  # 366 days after the review
    settled(office, "fa", "legal")
    assert once not in re.findall(top, sign_in("fa").go("/desk/").html, re.DOTALL)[0]
    clock.go_on(days=1)
    [shown] = re.findall(top, sign_in("fa").go("/desk/").html, re.DOTALL)
    assert once in shown
    assert "新建草稿" in shown
    page = sign_in("fa").go("/desk/packs")
    assert "该再审核" in page.html
    assert "已经 367 天没有审核" in page.go("/desk/packs/sign").html
