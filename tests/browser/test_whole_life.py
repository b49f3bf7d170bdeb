"""A self-check's whole life in a real browser, on a phone and on a desk: from choosing lists to deleting it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from compliance.rulepacks.rulebook import read_rulebook
from compliance.services.library import RuleLibrary
from compliance.services.office import Office
from compliance.services.visits import finish_visit
from compliance.web.context import keep_office
from tests.auditing import OFFICER
from tests.browser.looking import look, refused

Open = Callable[..., AbstractContextManager[Page]]
SIGN, SPOILS, ITEM = "answers/招牌合容貌标准", "answers/招牌影响市容", "items/signage-002"
TITLE = "招牌、灯箱、条幅等不合城市容貌标准"


def control(page: Page, name: str, value: str) -> Locator:
    return page.locator(f'[name="{name}"][value="{value}"]')


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    """Waits for the page with this heading, and looks at it."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)
    look(page)


def photo() -> dict[str, str | bytes]:
    """As a phone makes them: it tells where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    made = BytesIO()
    Image.new("RGB", (1200, 900), "teal").save(made, "jpeg", exif=exif)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def choose_by_the_finder(page: Page) -> None:
    heading(page, "看看自己的店合不合规")
    page.get_by_label("超市、水果店、服装店等沿街门店").check()
    press(page, "看看该查哪几份")
    heading(page, "您该查的")
    expect(page.get_by_label("招牌广告设置负面清单")).to_be_checked()
    expect(page.get_by_text("因为选了：超市、水果店、服装店等沿街门店").first).to_be_visible()
    for other in ("占道经营和非机动车停放负面清单", "生活垃圾分类负面清单"):
        page.get_by_label(other).uncheck()
    press(page, "开始自查")


def answer_the_first_page(page: Page) -> str:
    """Answers without sending the page; gives the code to go on with."""
    heading(page, "招牌广告设置负面清单")
    control(page, "answers/所在城市", "=嘉兴").check()
    control(page, "answers/位于城镇建成区", "yes").check()
    control(page, "answers/店外招牌广告", "=招牌").check()
    control(page, SIGN, "no").check()
    control(page, SPOILS, "yes").check()
    expect(page.locator("#saved")).to_have_text("已自动保存")
    look(page)
    return page.locator(".code").inner_text()


def resume(page: Page, code: str) -> None:
    page.get_by_role("link", name="以前填过，用续填码接着填").click()
    heading(page, "接着填、看结果")
    page.get_by_label("续填码").fill(code.replace("-", " ").lower().replace("0", "o"))
    press(page, "打开")


def add_a_photo(page: Page) -> None:
    question = page.locator("fieldset", has=page.locator(f'[name="{SIGN}"]'))
    question.get_by_text("添加证明材料").click()
    question.locator("input[type=file]").set_input_files(photo())
    question.get_by_role("button", name="上传").click()
    expect(page.get_by_text("（已有 1 份）")).to_be_visible()
    look(page)


def to_the_answers(page: Page) -> None:
    """Passes over everything but the circumstances of the violation."""
    for _ in range(12):
        if page.get_by_role("heading", level=1).inner_text() == TITLE:
            tell_the_circumstances(page)
        press(page, "继续")
        if page.url.endswith("/answers"):
            return
        look(page)
    raise AssertionError(f"no end after 12 pages; at {page.url}")


def tell_the_circumstances(page: Page) -> None:
    control(page, f"{ITEM}/危害后果", "=没有").check()
    control(page, f"{ITEM}/已改正", "no").check()
    control(page, f"{ITEM}/特殊情况", "none").check()
    control(page, f"{ITEM}/prior.earlier", "=没有").check()


def see_the_result(page: Page) -> None:
    heading(page, "核对回答")
    expect(page.locator("dl > div", has_text="位置、大小、样式")).to_contain_text("否，材料 1 份")
    press(page, "查看结果")
    heading(page, "自查结果")
    first = page.locator(".first li").first
    expect(first).to_contain_text("改好可以争取：不予处罚（以执法机关核实为准）")
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", name=f"1. {TITLE}")).to_be_in_viewport()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载指导清单（PDF）").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def mend(page: Page) -> None:
    page.get_by_role("link", name="这一项已整改").click()
    heading(page, TITLE)
    control(page, f"{ITEM}/已改正", "yes").check()
    page.locator(f'[name="file:{ITEM}/已改正"]').set_input_files(photo())
    press(page, "重新判断")
    heading(page, "自查结果（第 2 次）")
    expect(page.locator("#changes")).to_have_text("和上一次比，1 项不一样")
    expect(page.locator(".verdict")).to_have_text("不予处罚（依自述，以执法机关核实为准）")
    page.get_by_text("这一项历次的判断").click()
    expect(page.locator(".card-of .past li")).to_have_count(2)
    past = page.locator("ol.past").last
    expect(past).to_contain_text("整改以后")
    past.get_by_role("link").click()
    heading(page, "自查结果（第 1 次）")
    page.get_by_role("link", name="看最新的第 2 次").click()


def ask_for_a_visit(page: Page) -> tuple[str, str]:
    """The receipt's number and code."""
    page.get_by_role("link", name="请人上门指导").click()
    heading(page, "预约上门指导")
    page.get_by_label("单位名称").fill("某某便利店")
    page.get_by_label("上门的地址").fill("某路 1 号")
    page.get_by_label("希望的日期 1").fill("2026-11-25")
    page.get_by_label("联系人").fill("某某")
    with refused(page):
        press(page, "提交并预约指导")
        expect(page.get_by_role("heading", name="有 1 处要改")).to_be_visible()
    look(page)
    page.get_by_label("电话").fill("13800000000")
    press(page, "提交并预约指导")
    heading(page, "上门指导预约：已提交，等待安排")
    expect(page.get_by_text("2026年11月25日上午")).to_be_visible()
    number, code = page.locator(".note b").nth(1).inner_text(), page.locator(".code").inner_text()
    return number, code


def see_how_it_stands(page: Page, number: str, code: str) -> None:
    page.get_by_role("link", name="查预约").click()
    heading(page, "查预约")
    page.get_by_label("回执编号").fill(number)
    page.get_by_label("查询码").fill(code.lower())
    press(page, "查询")


def rate(page: Page) -> None:
    heading(page, "上门指导预约：已上门")
    with refused(page):
        press(page, "提交评价")
        expect(page.get_by_text("请从 1 到 5 里选一个")).to_be_visible()
    look(page)
    page.get_by_label("很有帮助").check()
    press(page, "提交评价")
    expect(page.get_by_role("heading", name="您的评价")).to_be_visible()
    expect(page.get_by_label("很有帮助")).to_be_checked()
    look(page)


def newer(library: RuleLibrary, office: Office, folder: Path) -> RuleLibrary:
    """The rules with a higher fine in a newer version of the pack."""
    rules = copytree(office.settings.rules, folder / "newer")
    path = rules / "negative_lists" / "signage.yaml"
    before, item, after = path.read_text(encoding="utf-8").partition("id: signage-002")
    assert "max: 2000}" in after.partition("- id:")[0]
    newer_text = before.replace('"2026.2"', '"2026.3"') + item + after.replace("max: 2000}", "max: 3000}", 1)
    path.write_text(newer_text, encoding="utf-8")
    return RuleLibrary(read_rulebook([rules]), finder=library.finder)


def take_the_new_rules(page: Page) -> None:
    expect(page.get_by_text("按现在的规定，有 1 项的结论不一样")).to_be_visible()
    page.get_by_role("link", name="新旧对照").click()
    heading(page, "规定有变化")
    old, new = page.locator(".sides > div").all()
    expect(old).to_contain_text("200元以上2000元以下")
    expect(new).to_contain_text("200元以上3000元以下")
    press(page, "按现在的规定重新判断")
    heading(page, "自查结果（第 3 次）")
    expect(page.locator("ol.past").last).to_contain_text("按新的规定")


def delete(page: Page) -> None:
    page.get_by_role("link", name="删除这次自查").click()
    heading(page, "删除这次自查")
    press(page, "现在删除")
    heading(page, "已经删除")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)], ids=["phone", "desk"])
def test_a_self_check_lives_from_the_finder_to_new_rules(
    open_page: Open, site: Flask, office: Office, tmp_path: Path, width: int, height: int
) -> None:
    with open_page(width, height) as page:
        choose_by_the_finder(page)
        code = answer_the_first_page(page)
    with open_page(width, height) as page:
        resume(page, code)
        expect(control(page, SIGN, "no")).to_be_checked()
        add_a_photo(page)
        to_the_answers(page)
        see_the_result(page)
        mend(page)
        number, receipt = ask_for_a_visit(page)
    with open_page(width, height) as page:
        see_how_it_stands(page, number, receipt)
        heading(page, "上门指导预约：已提交，等待安排")
        finish_visit(office, OFFICER, number)
        page.goto(page.url.removesuffix("/visits"))
        see_how_it_stands(page, number, receipt)
        rate(page)
        keep_office(site, replace(office, library=newer(office.library, office, tmp_path)))
        page.goto(page.url.split("/visits")[0])
        resume(page, code)
        take_the_new_rules(page)
        page.get_by_role("link", name="删除这次自查").click()
        heading(page, "删除这次自查")
        expect(page.get_by_text("已经上门的，由办理的部门按档案规定保存。")).to_be_visible()


def test_a_self_check_that_nobody_was_given_is_deleted_at_once(open_page: Open) -> None:
    with open_page() as page:
        choose_by_the_finder(page)
        code = answer_the_first_page(page)
        delete(page)
        page.get_by_role("link", name="回首页").click()
        with refused(page):
            resume(page, code)
            expect(page.get_by_text("没有找到这次自查")).to_be_visible()
        look(page)


def test_the_search_finds_lists_by_words(open_page: Open) -> None:
    with open_page() as page:
        page.get_by_label("按词找").fill("油烟")
        press(page, "找")
        heading(page, "找清单")
        page.get_by_label("餐饮与油烟负面清单").check()
        press(page, "开始自查")
        heading(page, "餐饮与油烟负面清单")
