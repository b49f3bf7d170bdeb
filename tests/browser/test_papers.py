"""A matter's papers, follow-ups and credit repair in a real browser, on a telephone."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from compliance.services.enterprise import Enterprise
from compliance.services.matters.credit_repair import move_repair
from compliance.services.matters.deciding import Verified, decide_matter
from compliance.services.matters.follow_ups import Said, plan, record
from compliance.services.matters.moving import Details, do
from compliance.services.matters.opening import Found, report_found
from compliance.services.matters.papers import issue
from compliance.services.matters.people import Officer
from compliance.services.matters.rulings import Ruling
from compliance.services.office import Office
from compliance.settings import Settings
from tests.browser.looking import look
from tests.browser.test_desk import fill_in, heading, opened
from tests.packs import FIRST_OFFENCE, SIGN, TODAY, dumped
from tests.people import DEPARTMENT, PASSWORD, settled

ZHAO = Officer("zhao", "reviewer", DEPARTMENT)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """With one small pack, which answers can be written for by hand."""
    folder = tmp_path / "small"
    folder.mkdir()
    for data in (SIGN, FIRST_OFFENCE):
        (folder / f"{data['id']}.yaml").write_bytes(dumped(data))
    checklists = tmp_path / "checklists"
    return replace(settings, rules=folder, checklists=checklists)


@pytest.fixture
def matter(office: Office) -> str:
    """A matter that was decided on, with one of everything."""
    settled(office, "zhao", "reviewer", department=DEPARTMENT, display_name="赵六")
    number = report_found(office, ZHAO, Found(Enterprise("甲商店", "", "城东路 1 号"), ("sign-001",), TODAY)).number
    do(office, ZHAO, number, "assign", Details(to_person="李某"))
    known = Verified({"设有招牌": True, "招牌面积": Decimal(20), "取得许可": False}, looked_up=True)
    decide_matter(office, ZHAO, number, known, {"sign-001": Ruling(fine=Decimal(20000), reason="逾期没有改正")})
    record(office, ZHAO, number, Said(str(TODAY), "visit", "王店长", "招牌已经拆除\n墙面修好了", "", "5"))
    plan(office, ZHAO, number, str(TODAY))
    move_repair(office, ZHAO, number, "told", "2027-03-01")
    for kind in ("guidance", "correction"):
        issue(office, ZHAO, number, kind)
    return number


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_paper_is_issued_with_one_press_and_downloaded(
    browser: Browser, desk: str, matter: str, scripts: bool
) -> None:
    with opened(browser, f"{desk}matters/{matter}", scripts) as page:
        fill_in(page, "登录", name="zhao", password=PASSWORD)
        page.get_by_role("link", name="文书", exact=True).click()
        page.get_by_role("button", name="出具信用修复指引").click()
        expect(page.get_by_role("status")).to_contain_text("已经出具：清信〔2026〕1号")
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("下载 PDF.*清信〔2026〕1号")).click()
        assert download.value.suggested_filename == "清信〔2026〕1号.pdf"
        assert download.value.path().read_bytes().startswith(b"%PDF")


def test_no_page_of_papers_has_barriers_or_is_too_wide(browser: Browser, desk: str, matter: str) -> None:
    with opened(browser, f"{desk}papers", scripts=True) as page:
        fill_in(page, "登录", name="zhao", password=PASSWORD)
        heading(page, "成批出具文书")
        look(page)
        for place in (f"matters/{matter}/papers", f"matters/{matter}/follow-ups", f"matters/{matter}/credit-repair"):
            page.goto(f"{desk}{place}")
            look(page)
        for place in ("follow-ups", "credit-repair", f"matters/{matter}"):
            page.goto(f"{desk}{place}")
            look(page)


def test_a_batch_is_watched_until_it_is_done(browser: Browser, desk: str, matter: str) -> None:
    with opened(browser, f"{desk}papers", scripts=False) as page:
        fill_in(page, "登录", name="zhao", password=PASSWORD)
        page.get_by_label(re.compile("甲商店")).check()
        page.get_by_label("出什么文书").select_option("guidance")
        page.get_by_role("button", name="给选中的出").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("企业合规整改指导清单：做完了", timeout=60_000)
        expect(page.get_by_role("status")).to_contain_text("共 1 件，出具了 1 份")
