"""An officer's whole way in a real browser, on a phone and on a desk: from a self-check that was handed over to the
matter's end and after; and an admin's."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from compliance.services.enterprise import Enterprise
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.self_check.keep import save_check, start_check
from compliance.services.visits import request_visit
from tests.browser.looking import look, refused
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
    """Takes the visit from the inbox, and the matter on; gives the matter's number."""
    page.get_by_role("link", name=visit).click()
    heading(page, visit)
    press(page, "受理")
    heading(page, "：发现")
    press(page, "交办")
    heading(page, "：交办")
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
    expect(page.locator("dl > div", has_text="位置、大小、样式")).to_contain_text("否，照片 1 张")


def decide(page: Page) -> None:
    """What the law leaves open isn't chosen beforehand, and wants a reason."""
    follow(page, "按这些回答作出判断")
    heading(page, "作出判断")
    control(page, "basics/subject", "=公司等单位").check()
    control(page, "basics/looked_up", "no").check()
    press(page, "继续")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    look(page)
    control(page, f"{ITEM}/已改正", "no").check()
    press(page, "推算结论")
    expect(page.get_by_text("这一项法律留给您决定，请写明理由：")).to_be_visible()
    expect(page.locator("[name='rulings/signage-002/verdict']:checked")).to_have_count(0)
    look(page)
    page.get_by_label("依法处罚（一般情形）").check()
    with refused(page):
        press(page, "作出判断")
        expect(page.get_by_role("alert")).to_contain_text("请写明理由：罚不罚、罚多少")
    look(page)
    page.get_by_label("理由").fill("两次提醒都没有改")
    page.get_by_label("罚款（不罚的不填）").fill("500")
    press(page, "作出判断")
    heading(page, "作出的判断")
    expect(page.locator("p.verdict")).to_have_text("决定：依法处罚（一般情形），罚款500元")
    expect(page.get_by_text("两次提醒都没有改")).to_be_visible()


def do(page: Page, deed: str, **said: str) -> None:
    """Does it on the matter's page, with what is to be said."""
    form = page.locator("details.deed", has=page.locator("summary").get_by_text(deed, exact=True))
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for name, text in said.items():
        form.locator(f"[name={name}]").fill(text)
    form.get_by_role("button", name=deed, exact=True).click()


def issue(page: Page) -> str:
    """The notice, with one press; gives its number."""
    follow(page, "出具文书")
    heading(page, "的文书")
    press(page, "出具责令限期改正通知书")
    expect(page.get_by_role("status")).to_contain_text("已经出具：清责改〔2026〕1号")
    look(page)
    with page.expect_download() as download:
        follow(page, "下载 PDF")
    assert download.value.suggested_filename == "清责改〔2026〕1号.pdf"
    printed = "".join(page.extract_text() for page in PdfReader(download.value.path()).pages)
    assert SHOP.name in printed
    assert "两次提醒" not in printed  # the officer's reason stays in the office
    return "清责改〔2026〕1号"


def follow_up(page: Page, number: str) -> None:
    """Planned on one day, made on the same, with what the enterprise thinks of it."""
    follow(page, "安排回访")
    heading(page, "的回访")
    page.get_by_label("哪天回访", exact=True).fill("2026-11-21")
    press(page, "安排")
    expect(page.get_by_text("李四安排了 2026年11月21日 回访")).to_be_visible()
    page.get_by_role("navigation", name="办公桌").get_by_role("link", name="回访").click()
    heading(page, "要回访的")
    page.get_by_role("main").get_by_role("link", name=number).click()
    expect(page.get_by_label("哪天回访的")).to_have_value("2026-11-21")
    page.get_by_label("怎样回访的").select_option("visit")
    page.get_by_label("受访人和职务").fill("王店长")
    page.get_by_label("问了什么、听到什么、看到什么").fill("招牌已经换好")
    page.get_by_label("单位的满意程度").select_option("5")
    press(page, "记下回访")
    expect(page.get_by_role("heading", name="2026年11月21日上门回访")).to_be_visible()
    expect(page.get_by_text("5 分", exact=True)).to_be_visible()
    look(page)


def lists_that_show_it(page: Page, number: str) -> None:
    def go(name: str, title: str) -> None:
        page.get_by_role("navigation", name="办公桌").get_by_role("link", name=name).click()
        heading(page, title)

    go("信用修复", "信用修复")
    expect(page.get_by_role("listitem").filter(has_text=number)).to_contain_text("罚款500元")
    go("以前的违法", "以前的违法记录")
    page.get_by_label("企业的名称").fill("甲便利")
    press(page, "查找")
    expect(page.get_by_role("heading", name=SHOP.name)).to_be_visible()
    look(page)
    expect(page.get_by_role("listitem").filter(has_text=TITLE)).to_contain_text(f"罚款500元 2026年11月21日；{number}")
    go("统计", "事项统计：违反和处理")
    expect(page.get_by_role("row", name="认定有违反的事项（件） 1")).to_be_visible()
    look(page)
    page.get_by_role("navigation", name="统计什么").get_by_role("link", name="办理和上门").click()
    expect(page.get_by_role("row", name="办结 1")).to_be_visible()
    look(page)
    go("事项", "事项")
    page.get_by_role("link", name="办结 1").click()
    expect(page.get_by_role("link", name=SHOP.name)).to_be_visible()
    look(page)


@SIZES
def test_an_officer_goes_from_the_inbox_to_the_end_of_a_matter_and_after(
    browser: Browser, desk: str, office: Office, width: int, height: int
) -> None:
    visit = handed_over(office)
    settled(office, "lisi", department=DEPARTMENT, display_name="李四")
    settled(office, "zhao", "reviewer", department=DEPARTMENT, display_name="赵六")
    with opened(browser, desk, True, width, height) as page:
        sign_in(page, "lisi")
        number = take(page, visit)
        walk(page)
        decide(page)
        follow(page, "接着办这件事项")
        do(page, "责令整改")
        heading(page, "：整改")
        paper = issue(page)
        follow(page, number)
        do(page, "报告整改完成", reason="店长带照片来说，招牌已经换好")
        heading(page, "：评价")
        expect(page.get_by_text("下一步“办结”，要由本部门的审核人员办。")).to_be_visible()
    with opened(browser, desk, True, width, height) as page:
        sign_in(page, "zhao")
        page.get_by_role("link", name=number).click()
        heading(page, "：评价")
        do(page, "办结", reason="看过照片，已经改好")
        heading(page, "：办结")
    with opened(browser, f"{desk}matters/{quote(number)}", True, width, height) as page:
        fill_in(page, "登录", name="lisi", password=PASSWORD)
        heading(page, "：办结")
        follow_up(page, number)
        lists_that_show_it(page, number)
        page.goto(f"{desk.removesuffix('desk/')}verify/{quote(paper)}")
        heading(page, "文书查验")
        expect(page.get_by_text(f"编号 {paper} 的文书是本系统出具的，现在有效。")).to_be_visible()


def told_once(page: Page) -> str:
    """The password that a page tells once."""
    heading(page, "一次性密码")
    return page.locator(".code").inner_text()


def change_password(page: Page, name: str, password: str) -> None:
    """From the one-time password to the first page."""
    fill_in(page, "登录", name=name, password=password)
    heading(page, "改密码")
    fill_in(page, "改密码", old=password, new=NEW, again=NEW)
    heading(page, "办公桌")


@SIZES
def test_an_admin_makes_an_officers_account_and_closes_it(
    browser: Browser, desk: str, office: Office, width: int, height: int
) -> None:
    _, password = employed(office, "boss", "admin", display_name="老板")
    with opened(browser, desk, True, width, height) as boss, opened(browser, desk, True, width, height) as officer:
        change_password(boss, "boss", password)
        follow(boss, "管理账号")
        follow(boss, "添加账号")
        boss.get_by_label("部门").select_option(DEPARTMENT)
        fill_in(boss, "添加", name="lisi", display_name="李四")
        change_password(officer, "lisi", told_once(boss))
        expect(officer.get_by_text(f"李四，执法人员，{DEPARTMENT}。")).to_be_visible()
        follow(boss, "回到账号")
        heading(boss, "账号")
        expect(boss.get_by_role("row", name="lisi")).to_contain_text("在用")
        follow(boss, "lisi")
        heading(boss, "账号：lisi")
        press(boss, "停用")
        heading(boss, "账号")
        expect(boss.get_by_role("row", name="lisi")).to_contain_text("已停用")
        officer.get_by_role("link", name="事项", exact=True).click()
        heading(officer, "登录办公桌")
        with refused(officer):
            fill_in(officer, "登录", name="lisi", password=NEW)
            expect(officer.get_by_role("alert")).to_contain_text("登录名或者密码不对")
