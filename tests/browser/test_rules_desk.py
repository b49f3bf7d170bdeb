"""Changing the law at the desk in a real browser: one writes and submits, another approves, and enterprises see it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from compliance.services.office import Office
from tests.browser.looking import look
from tests.browser.test_desk import fill_in, heading, opened
from tests.people import PASSWORD, settled

OLD, NEW = "燃气安全负面清单", "燃气安全新清单"


@pytest.fixture
def people(office: Office) -> Iterator[None]:
    settled(office, "fa", "legal", display_name="法制")
    settled(office, "shen", "reviewer", display_name="审核")
    return


def signed_in(page: Page, desk: str, name: str) -> None:
    page.goto(f"{desk}login")
    fill_in(page, "登录", name=name, password=PASSWORD)
    heading(page, "办公桌")


def write(page: Page, text: str) -> None:
    """Puts the text in the place of that in the editor."""
    page.locator("#rule-desk[data-ready]").wait_for()
    page.evaluate("async (text) => (await import('/static/rule-editor.js')).editor.replace(text)", text)


@pytest.mark.usefixtures("people")
def test_a_new_title_goes_from_the_draft_to_the_home_page(browser: Browser, desk: str) -> None:
    with opened(browser, desk, scripts=True) as lawyer, opened(browser, desk, scripts=True) as reviewer:
        signed_in(lawyer, desk, "fa")
        lawyer.get_by_role("link", name="规则", exact=True).click()
        heading(lawyer, "规则")
        look(lawyer)
        lawyer.get_by_role("link", name=OLD).click()
        heading(lawyer, OLD)
        look(lawyer)
        lawyer.get_by_role("button", name="照现在的一版新建草稿").click()
        heading(lawyer, f"草稿：gas（{OLD}）")
        expect(lawyer.get_by_text("和今天在用的一版说的一样")).to_be_visible()
        text = lawyer.locator("#text").input_value()
        write(lawyer, text.replace(OLD, NEW).replace('version: "2026.1"', 'version: "2026.9"'))
        lawyer.get_by_role("button", name="保存", exact=True).click()
        expect(lawyer.get_by_text(f"名称由「{OLD}」改为「{NEW}」")).to_be_visible()
        look(lawyer)
        lawyer.get_by_role("button", name="提交已保存的这一稿").click()
        expect(lawyer.get_by_text("等审核")).to_be_visible()

        signed_in(reviewer, desk, "shen")
        reviewer.goto(lawyer.url)
        look(reviewer)
        reviewer.get_by_label("编码的前 8 位").fill(reviewer.locator(".note code").first.inner_text())
        reviewer.get_by_role("button", name="审核通过，发布").click()
        heading(reviewer, NEW)
        look(reviewer)
        reviewer.goto(desk.removesuffix("desk/"))
        expect(reviewer.locator("main")).to_contain_text(NEW)
