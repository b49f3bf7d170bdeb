"""An item changed by its form in a real browser, without scripts."""

import pytest
from playwright.sync_api import Browser, expect

from compliance.services.office import Office
from compliance.services.publishing.drafts import draft_from_published, read_draft
from compliance.store.deeds import Actor
from tests.browser.looking import look
from tests.browser.test_desk import heading, opened
from tests.browser.test_rules_desk import signed_in
from tests.people import settled

ITEM = "未报账号日期"


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)], ids=["desk", "telephone"])
def test_an_amount_and_a_row_are_changed_without_scripts(
    browser: Browser, desk: str, office: Office, size: tuple[int, int]
) -> None:
    settled(office, "fa", "legal", display_name="法制")
    [pack] = [each for each in office.library.packs if any(ITEM in name for name in each.questions)]
    draft = draft_from_published(office, Actor("fa", "legal"), pack.id)
    with opened(browser, desk, False, *size) as page:
        signed_in(page, desk, "fa")
        page.goto(f"{desk}rule-drafts/{draft.record.id}/items")
        heading(page, f"草稿的事项：{pack.id}")
        look(page)
        page.get_by_role("link", name=pack.items[0].title).click()
        heading(page, pack.items[0].title)
        look(page)
        page.locator('[id="penalty.fines.0.max"]').fill("3千")
        page.get_by_role("button", name="加一处规定").click()
        expect(page.locator('[id="penalty.fines.0.max"]')).to_have_value("3千")
        page.get_by_role("button", name="删去第 3 个").first.click()
        page.get_by_role("button", name="保存", exact=True).first.click()
        expect(page.get_by_role("status")).to_have_text("已经保存。")
        look(page)
    changed = set(read_draft(office, draft.record.id).text.splitlines()) - set(draft.text.splitlines())
    assert [each.strip() for each in changed] == [b"- {when: immediate, who: any, max: 3000, may: true}"]
