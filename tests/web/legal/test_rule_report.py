"""The report on a draft at the desk: started, watched, read, and followed to single cases."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from compliance.services.office import Office
from compliance.services.publishing.drafts import read_draft, save_draft, start_draft
from compliance.services.replaying import making
from compliance.services.replaying.making import make_all
from compliance.store.deeds import Actor
from tests.packs import FIRST_OFFENCE, SIGN, SIGN_QUESTIONS, dumped, item, pack
from tests.people import DEPARTMENT, settled
from tests.self_checking import visited
from tests.services.matters.officers import MARKET
from tests.services.matters.test_deciding import FIRST, decided
from tests.services.publishing.writers import LAWYER, submitted
from tests.services.replaying.replays import SMALL, larger, run_here, stored
from tests.web.conftest import SignIn
from tests.web.legal.test_packs import post
from tests.web.visitor import Visitor

WRITER = Actor("fa", "officer")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    market = pack(SIGN_QUESTIONS, item({"取得许可": False}, id="m-1", department=MARKET), id="market", title="市场")
    for data in (SIGN, FIRST_OFFENCE, market):
        (folder / f"{data['id']}.yaml").write_bytes(dumped(data))
    return folder


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Nothing is made as long as this holds something."""
    still: list[bool] = []
    monkeypatch.setattr("compliance.web.legal.rule_report.go_on", lambda office: None if still else make_all(office, 1))
    return still


@pytest.fixture
def here(office: Office, monkeypatch: pytest.MonkeyPatch, waiting: list[bool]) -> Office:
    monkeypatch.setattr(making, "run_tasks", run_here(office))
    return office


def signed_in(office: Office, sign_in: SignIn, name: str, role: str, **said: str) -> Visitor:
    settled(office, name, role, **said)
    return sign_in(name)


def drafted(office: Office, text: bytes | None = None) -> str:
    """The address of a draft."""
    draft = start_draft(office, WRITER, "sign", "negative_list", larger() if text is None else text)
    return f"/desk/rule-drafts/{draft.record.id}"


def started(page: Visitor, draft: str) -> Visitor:
    page.go(f"{draft}/report")
    return post(page, f"{draft}/report")


def test_a_report_is_started_watched_and_read(here: Office, sign_in: SignIn, waiting: list[bool]) -> None:
    lawyer, draft = signed_in(here, sign_in, "fa", "legal"), drafted(here)
    stored(here, SMALL)
    assert "还没有做过报告" in lawyer.go(f"{draft}/report").html
    waiting.append(True)

    page = started(lawyer, draft)

    assert "正在数要重放多少件" in page.html
    assert '<meta http-equiv="refresh" content="5">' in page.html
    waiting.clear()
    lawyer.go(f"{draft}/report")
    page = lawyer.go(f"{draft}/report")
    assert "可以提交。" in page.html
    assert "refresh" not in page.html
    assert re.search(r"变轻</th><td class=\"number\">1</td>", page.html)
    assert "大型招牌面积" in page.html
    assert "<script>" not in page.html
    assert "style=" not in page.html


def test_a_text_that_cannot_be_submitted_says_so_at_the_top(here: Office, sign_in: SignIn) -> None:
    lawyer = signed_in(here, sign_in, "fa", "legal")
    page = started(lawyer, drafted(here, larger(30)))  # of which an example fails
    assert "不能提交。" in page.html
    assert page.html.index("不能提交。") < page.html.index("<h2>")


def test_a_report_of_an_older_text_says_so_and_the_text_can_be_asked_for(here: Office, sign_in: SignIn) -> None:
    lawyer, draft = signed_in(here, sign_in, "fa", "legal"), drafted(here)
    started(lawyer, draft)
    first = read_draft(here, draft.rpartition("/")[2]).record.rule_file
    save_draft(here, WRITER, draft.rpartition("/")[2], larger(13), 1)

    assert "草稿又改过了" in lawyer.go(f"{draft}/report").html
    assert first[:8] in lawyer.go(f"{draft}/report?text={first}").html
    assert "还没有做过报告" in lawyer.go(f"{draft}/report?text={'0' * 64}").html


def test_an_item_that_is_only_in_the_draft_is_called_by_its_title(here: Office, sign_in: SignIn) -> None:
    reviewer = signed_in(here, sign_in, "shen", "reviewer", department=DEPARTMENT)
    more = item({"取得许可": False}, id="sign-002", title="新的一项")
    text = dumped(pack(SIGN["questions"], *SIGN["items"], more, version="2026.2", parameters=SIGN["parameters"]))
    visited(here, stored(here, SMALL))

    page = started(reviewer, drafted(here, text))

    assert re.search(r"新的一项：\s*变重", page.html)
    assert re.search(r"新的一项：\s*变重", reviewer.go(link(page, "harsher")).html)
    assert "sign-002：" not in page.html


def test_the_list_leads_to_a_case_beside_itself(here: Office, sign_in: SignIn) -> None:
    reviewer, draft = signed_in(here, sign_in, "shen", "reviewer", department=DEPARTMENT), drafted(here)
    number = visited(here, stored(here, SMALL)).number
    page = started(reviewer, draft)

    page = reviewer.go(link(page, "lighter"))
    assert number in page.html
    assert "甲商店" in page.html
    page = reviewer.go(link(page, "lighter/0"))

    assert number in page.html
    for said in ("当时", "按这一稿", "违反", "符合", "删去了2026年1月1日起的数「8」", "大型招牌面积"):
        assert said in page.html, said
    assert f"/desk/visits/{quote(number)}" in page.html


def test_a_lawyer_sees_what_changes_and_not_whose_it_is(here: Office, sign_in: SignIn) -> None:
    lawyer, draft = signed_in(here, sign_in, "fa", "legal", department=MARKET), drafted(here)
    visit, matter = visited(here, stored(here, SMALL)).number, decided(here, FIRST)
    started(lawyer, draft)

    pages = [lawyer.go(link(lawyer, "lighter")).html]
    pages.append(lawyer.go(link(lawyer, "lighter/0")).html)

    for page in pages:
        assert "一份交出的自查" in page
        for secret in (visit, matter, "甲商店", "某路", "王五"):
            assert secret not in page


def test_an_officer_of_another_department_opens_nothing(here: Office, sign_in: SignIn) -> None:
    lawyer, draft = signed_in(here, sign_in, "fa", "legal"), drafted(here)
    visited(here, stored(here, SMALL))
    page = started(lawyer, draft)
    address = link(page, "lighter")
    officer = signed_in(here, sign_in, "lisi", "officer", department=MARKET)

    listed = officer.go(address)

    assert "一份交出的自查" in listed.html
    assert "lighter/0" not in listed.html
    assert officer.go(address.replace("lighter?", "lighter/0?")).status == 403


def test_a_check_not_handed_over_is_on_no_page(here: Office, sign_in: SignIn) -> None:
    leader, draft = signed_in(here, sign_in, "shen", "reviewer"), drafted(here)
    token = stored(here, SMALL, name="没有交出的店")

    page = started(leader, draft)
    pages = [page.html]
    assert re.search(r"变轻</th><td class=\"number\">1</td>.*?<td class=\"number\">0</td>", page.html, re.DOTALL)
    report = re.search(r"编码 <code>(\w+)</code>", page.html)
    assert report
    for kind in ("lighter", "harsher", "same"):
        pages.append(leader.go(f"{draft}/report/{kind}").html)
        assert "没有这样的" in pages[-1]
        assert leader.go(f"{draft}/report/{kind}/0").status == 404

    for html in pages:
        assert token not in html
        assert "没有交出的店" not in html


def test_what_is_no_report_is_not_found(here: Office, sign_in: SignIn) -> None:
    lawyer, draft, other = signed_in(here, sign_in, "fa", "legal"), drafted(here), drafted(here)
    started(lawyer, draft)
    report = next(iter(making.all_reports(here))).id
    for address in ("lighter?of=..", f"lighter?of={'0' * 16}", "lightest", f"lighter/{10**30}"):
        assert lawyer.go(f"{draft}/report/{address}").status == 404, address
    assert lawyer.go(f"{other}/report/lighter").status == 404
    assert lawyer.go(f"{other}/report/lighter?of={report}").status == 404


def test_an_officer_reads_the_report_and_cannot_start_one(here: Office, sign_in: SignIn) -> None:
    officer, draft = signed_in(here, sign_in, "lisi", "officer"), drafted(here)
    page = officer.go(f"{draft}/report")
    assert page.status == 200
    assert "<form" not in page.html.partition("<main")[2]


def test_who_approves_is_led_to_the_report_on_exactly_the_text_submitted(here: Office, sign_in: SignIn) -> None:
    reviewer = signed_in(here, sign_in, "shen", "reviewer")
    made = start_draft(here, WRITER, "sign", "negative_list", larger())
    step = submitted(here, made)
    draft = f"/desk/rule-drafts/{made.record.id}"

    assert "还没有做过" in reviewer.go(draft).html

    started(reviewer, draft)
    page = reviewer.go(draft)
    assert f'href="{draft}/report?text={step.rule_file}"' in page.html
    assert "这一稿的发布前报告" in page.html
    assert LAWYER.name == step.by


def link(page: Visitor, end: str) -> str:
    """The address on the page whose path ends so."""
    found: Any = re.search(rf'href="(/desk/rule-drafts/[^"]*/report/{end}(?:\?[^"]*)?)"', page.html)
    assert found, end
    return str(found[1]).replace("&amp;", "&")
