"""Signing in at the desk in a real browser, with scripts and without."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from compliance.services.office import Office
from tests.browser.looking import look, refused
from tests.people import PASSWORD, employed, settled

NEW = "drei Kähne am 旧渡口"


@contextmanager
def opened(browser: Browser, address: str, scripts: bool, width: int = 390, height: int = 844) -> Iterator[Page]:
    """The page at the address, on a telephone unless another size is given; at the end no page may have complained."""
    size = {"width": width, "height": height}
    context = browser.new_context(viewport=size, locale="zh-CN", java_script_enabled=scripts)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    assert complaints == []


def heading(page: Page, text: str) -> None:
    """Waits for the page with this heading."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def fill_in(page: Page, button: str, **fields: str) -> None:
    for name, text in fields.items():
        page.locator(f"#{name}").fill(text)
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_one_time_password_to_a_colleague_s_account(
    browser: Browser, desk: str, office: Office, scripts: bool
) -> None:
    _, password = employed(office, "boss", "admin", display_name="老板")
    with opened(browser, desk, scripts) as page:
        heading(page, "登录办公桌")
        fill_in(page, "登录", name="boss", password=password)
        heading(page, "改密码")
        fill_in(page, "改密码", old=password, new=NEW, again=NEW)
        heading(page, "办公桌")
        expect(page.get_by_text("老板，管理员")).to_be_visible()
        page.get_by_role("link", name="管理账号").click()
        page.get_by_role("link", name="添加账号").click()
        heading(page, "添加账号")
        page.get_by_label("部门").select_option("综合行政执法")
        fill_in(page, "添加", name="lisi", display_name="李四")
        heading(page, "一次性密码")
        page.get_by_role("link", name="回到账号").click()
        heading(page, "账号")
        expect(page.get_by_role("row", name="lisi")).to_contain_text("综合行政执法")
        page.get_by_role("link", name="lisi").click()
        heading(page, "账号：lisi")
        page.get_by_role("button", name="退出（老板）").click()
        heading(page, "登录办公桌")
        page.goto(f"{desk}accounts")
        heading(page, "登录办公桌")


def test_no_page_of_the_desk_has_barriers_or_is_too_wide(browser: Browser, desk: str, office: Office) -> None:
    settled(office, "boss", "admin", display_name="老板")
    settled(office, "lisi", department="综合行政执法", display_name="李四")
    with opened(browser, desk, scripts=True) as page:
        look(page)
        with refused(page):
            fill_in(page, "登录", name="boss", password="wrong")
            expect(page.get_by_role("alert")).to_contain_text("登录名或者密码不对")
            look(page)
        for name in ("lisi", "boss"):
            page.goto(f"{desk}login")
            fill_in(page, "登录", name=name, password=PASSWORD)
            heading(page, "办公桌")
            look(page)
        for place in ("password", "accounts", "new-account", "accounts/lisi"):
            page.goto(f"{desk}{place}")
            look(page)
        with refused(page):
            page.goto(f"{desk}new-account")
            fill_in(page, "添加", name="a b", display_name="")
            expect(page.get_by_role("alert")).to_have_count(2)
            look(page)
        fill_in(page, "添加", name="wangwu", display_name="王五")
        heading(page, "一次性密码")
        look(page)
