"""Reading the rules at the desk in a real browser: searching, one item, and two files side by side, on both screens."""

from playwright.sync_api import Browser, expect

from compliance.services.office import Office
from compliance.services.publishing.drafts import start_draft
from compliance.store.deeds import Actor
from tests.browser.looking import look
from tests.browser.test_desk import heading, opened
from tests.browser.test_rules_desk import signed_in
from tests.people import settled


def test_the_rules_are_searched_read_and_compared(browser: Browser, desk: str, office: Office) -> None:
    settled(office, "fa", "legal", display_name="法制")
    text = office.library.pack_file("gas").text.replace(b"id: gas\n", b"id: elsewhere\n", 1).replace(b"gas-", b"their-")
    text = text.replace("燃气安全负面清单".encode(), "外市的燃气清单".encode(), 1)
    draft = start_draft(office, Actor("fa", "officer"), "elsewhere", "negative_list", text).record
    with opened(browser, desk, scripts=True) as page:
        signed_in(page, desk, "fa")
        page.get_by_role("link", name="规则", exact=True).click()
        page.get_by_role("link", name="查找规则").click()
        heading(page, "查找规则")
        page.get_by_label("要找的词").fill("燃气具")
        page.get_by_role("button", name="查找", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("在 2 份规则里")
        expect(page.locator("mark").first).to_have_text("燃气具")
        look(page)
        page.get_by_text("再缩小范围").click()
        look(page)
        page.get_by_role("link", name="燃气具、软管、管路不合消防要求").click()
        heading(page, "燃气具、软管、管路不合消防要求")
        look(page)

        page.goto(f"{desk}rule-compare")
        look(page)
        page.goto(f"{desk}rule-compare?old=today.gas&new=draft.1.{draft.id}")
        expect(page.get_by_role("status")).to_contain_text("依据和标题相近而配成对的")
        expect(page.locator("td ins").first).to_be_visible()
        look(page)
        page.get_by_role("link", name="一条一条列").click()
        expect(page.locator(".one-row ins").first).to_be_visible()
        look(page)
