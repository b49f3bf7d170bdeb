"""An officer's whole way in a real browser, on a phone and on a desk: from a self-check that was handed over to the
matter's end and after; and an admin's."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from compliance.services.enterprise import Enterprise
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.self_check.keep import save_check, start_check
from compliance.services.visits import request_visit
from tests.browser.looking import look
from tests.browser.test_desk import NEW, fill_in, opened
from tests.browser.test_whole_life import photo
from tests.people import DEPARTMENT, PASSWORD, employed, settled
from tests.self_checking import REQUEST, decided

SHOP = Enterprise("甲便利店", "91110000600037341L", "某路 1 号")
TITLE, ITEM = "招牌、灯箱、条幅等不合城市容貌标准", "items/signage-002"
FITS, SPOILS = "answers/招牌合容貌标准", "answers/招牌影响市容"
SIGN = {
    "answers/所在城市": "=嘉兴",
    "answers/位于城镇建成区": "yes",
    "answers/店外招牌广告": "=招牌",
    FITS: "no",
    SPOILS: "yes",
}
SEEN = {name: said for name, said in SIGN.items() if name != "answers/所在城市"}
SIZES = pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)], ids=["phone", "desk"])


def handed_over(office: Office) -> str:
    """The number of the visit that a self-check was handed over for."""
    token = start_check(office, ["signage"])
    save_check(office, token, {name: [said] for name, said in SIGN.items()})
    decided(office, token)
    return request_visit(office, read_assessment(office, token), replace(REQUEST, enterprise=SHOP)).number


def heading(page: Page, text: str) -> None:
    """Waits for the page with this heading, and looks at it."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)
    look(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()


def control(page: Page, name: str, value: str) -> Locator:
    return page.locator(f'[name="{name}"][value="{value}"]')


def sign_in(page: Page, name: str) -> None:
    fill_in(page, "登录", name=name, password=PASSWORD)
    heading(page, "办公桌")


def take(page: Page, visit: str) -> str:
    """Takes the visit from the inbox; gives the matter's number."""
    follow(page, visit)
    heading(page, visit)
    press(page, "受理")
    heading(page, "发现")
    return page.get_by_role("heading", level=1).inner_text().partition("：")[0]


def walk(page: Page) -> None:
    follow(page, "现场检查")
    heading(page, SHOP.name)
    for name, said in SEEN.items():
        control(page, name, said).check()
    page.locator(f'[name="file:{FITS}"]').set_input_files(photo())
    expect(page.locator("#unsent")).to_have_text("都已发出")
    expect(page.get_by_role("link", name="照片 1")).to_be_visible()
    look(page)
    press(page, "现场检查完成")
    heading(page, "现场检查的回答")


def do(page: Page, deed: str, **said: str) -> None:
    """Does it on the matter's page, with what is to be said."""
    form = page.locator("details.deed", has=page.locator("summary").get_by_text(deed, exact=True))
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for name, text in said.items():
        form.locator(f'[name="{name}"]').fill(text)
    form.get_by_role("button", name=deed, exact=True).click()


def decide(page: Page) -> None:
    """Fills the form in as far as it goes; what the law leaves open isn't chosen beforehand and wants a reason."""
    heading(page, "作出判断")
    control(page, "basics/subject", "=公司等单位").check()
    control(page, "basics/looked_up", "no").check()
    press(page, "继续")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    look(page)
    control(page, f"{ITEM}/已改正", "no").check()
    press(page, "推算结论")
    expect(page.get_by_text("这一项法律留给您决定，请写明理由：")).to_be_visible()
    look(page)
    print(page.locator("main").inner_text())


@SIZES
def test_an_officer_goes_from_the_inbox_to_the_end_of_a_matter(
    browser: Browser, desk: str, office: Office, width: int, height: int
) -> None:
    visit = handed_over(office)
    settled(office, "lisi", department=DEPARTMENT, display_name="李四")
    settled(office, "zhao", "reviewer", department=DEPARTMENT, display_name="赵六")
    with opened(browser, desk, True, width, height) as page:
        sign_in(page, "lisi")
        take(page, visit)
        page.locator("details.deed summary").first.click()
        page.locator("#assign-to_person").select_option("lisi")
        press(page, "交办")
        walk(page)
        follow(page, "按这些回答作出判断")
        decide(page)
