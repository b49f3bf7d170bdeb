"""Signing in at the desk in a real browser, with scripts and without."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from compliance.services.office import Office
from compliance.web import create_web
from tests.people import employed

NEW = "drei Kähne am 旧渡口"


@pytest.fixture
def desk(office: Office) -> Iterator[str]:
    """Where the desk is: the site knows its own address, which it opens the desk at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        site = create_web(replace(office, settings=replace(office.settings, public_url=address)))
        server = make_server("127.0.0.1", 0, site, threaded=True, fd=free.fileno())
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"{address}/desk/"
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def opened(browser: Browser, address: str, scripts: bool) -> Iterator[Page]:
    """The page at the address, on a telephone; at the end no page may have complained."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", java_script_enabled=scripts)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    assert complaints == []


def fill_in(page: Page, button: str, **fields: str) -> None:
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name=button).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_one_time_password_to_a_colleague_s_account(
    browser: Browser, desk: str, office: Office, scripts: bool
) -> None:
    _, password = employed(office, "boss", "admin", display_name="老板")
    with opened(browser, desk, scripts) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("登录办公桌")
        fill_in(page, "登录", 登录名="boss", 密码=password)
        expect(page.get_by_role("heading", level=1)).to_have_text("改密码")
        page.get_by_label("一次性密码").fill(password)
        page.get_by_label("新密码", exact=True).fill(NEW)
        page.get_by_label("再写一遍新密码").fill(NEW)
        page.get_by_role("main").get_by_role("button", name="改密码").click()
        expect(page.get_by_text("老板，管理员")).to_be_visible()
        page.get_by_role("link", name="管理账号").click()
        page.get_by_role("link", name="添加账号").click()
        page.get_by_label("部门").select_option("综合行政执法")
        fill_in(page, "添加", 登录名="lisi", 姓名="李四")
        expect(page.get_by_text("只显示这一次")).to_be_visible()
        page.get_by_role("link", name="回到账号").click()
        expect(page.get_by_role("row", name="lisi")).to_contain_text("综合行政执法")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390 if scripts else True
        page.get_by_role("button", name="退出（老板）").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("登录办公桌")
        page.goto(f"{desk}accounts")
        expect(page.get_by_role("heading", level=1)).to_have_text("登录办公桌")
