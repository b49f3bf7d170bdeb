"""Amended laws and tables at the desk in a real browser, on a telephone."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from compliance.services.law_uses import all_laws
from compliance.services.office import Office
from tests.browser.looking import look, refused
from tests.browser.test_desk import fill_in, heading, opened
from tests.people import PASSWORD, settled
from tests.services.tables.made import HEADINGS, POSTER, SIGN, workbook


def test_from_an_amended_law_to_a_reviewed_item(browser: Browser, desk: str, office: Office) -> None:
    settled(office, "fa", "legal", display_name="法制员")
    law = max(all_laws(office.library.rulebook), key=lambda each: len(each.items))
    with opened(browser, desk, scripts=False) as page:
        fill_in(page, "登录", name="fa", password=PASSWORD)
        heading(page, "办公桌")
        page.goto(f"{desk}statutes")
        page.get_by_role("link", name=law.statute.title if law.statute else law.name, exact=True).click()
        page.get_by_text("标记为已修改").click()
        fill_in(page, "标记，列出要复核的项", effective="2027-01-01", source="主席令")
        heading(page, "待复核")
        first = page.get_by_role("checkbox").first
        first.check()
        page.locator("#note-1").fill("只改了文字")
        page.get_by_role("button", name="选中的仍然正确").first.click()
        expect(page.get_by_role("status")).to_have_text("已经记下 1 项")


def test_no_page_about_amended_laws_and_tables_has_barriers_or_is_too_wide(
    browser: Browser, desk: str, office: Office, tmp_path: Path
) -> None:
    settled(office, "fa", "legal", display_name="法制员")
    law = max(all_laws(office.library.rulebook), key=lambda each: len(each.items)).name
    odd = (*SIGN[:2], "某法第三条至第五条", *SIGN[3:5], None, "很重", *SIGN[7:])
    file = workbook(tmp_path / "清单.xlsx", [HEADINGS, odd, POSTER])
    with opened(browser, desk, scripts=True) as page:
        fill_in(page, "登录", name="fa", password=PASSWORD)
        heading(page, "办公桌")
        page.goto(f"{desk}statutes/{law}")
        page.get_by_text("标记为已修改").click()
        look(page)
        fill_in(page, "标记，列出要复核的项", effective="2027-01-01", source="主席令")
        heading(page, "待复核")
        for place in ("", "packs", "statutes", f"statutes/{law}", "to-review?state=all", "rule-tables", "new-pack"):
            page.goto(f"{desk}{place}")
            look(page)
        page.goto(f"{desk}rule-tables")
        page.locator("#list").set_input_files(file)
        page.get_by_role("button", name="看读懂了什么").click()
        expect(page.get_by_role("heading", name="没有读懂的")).to_be_visible()
        look(page)
        with refused(page):
            fill_in(page, "起草", id="", title="", since="明年")
            expect(page.get_by_role("alert")).to_have_count(3)
            look(page)
