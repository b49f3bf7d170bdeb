"""The whole way through a shipped list in a real browser, with scripts and without."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

CITY, TOWN, SIGNS = "answers/所在城市", "answers/位于城镇建成区", "answers/店外招牌广告"
LONGEST, STANDARD = "answers/广告最长边", "answers/广告合容貌标准"

Open = Callable[..., Any]


def control(page: Page, name: str, value: str | None = None) -> Locator:
    return page.locator(f'[name="{name}"]' + (f'[value="{value}"]' if value else ":not([type=checkbox])"))


def start(page: Page) -> None:
    page.get_by_text("份清单").click()
    page.get_by_label("招牌广告设置负面清单").check()
    page.get_by_role("button", name="开始自查").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("招牌广告设置负面清单")


def answer_first_page(page: Page) -> None:
    control(page, CITY, "=舟山").check()
    control(page, TOWN, "yes").check()
    control(page, SIGNS, "=长期户外广告").check()


def wait_for_what_the_answers_bring_up(page: Page) -> None:
    """A page sent before the script has shown it comes back once, as it does without scripts."""
    expect(control(page, STANDARD, "no")).to_be_visible()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="继续").click()


def to_the_result(page: Page) -> None:
    for _ in range(30):
        if page.get_by_role("button", name="查看结果").is_visible():
            break
        go_on(page)
    page.get_by_role("button", name="查看结果").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("自查结果")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_choosing_a_list_to_the_pdf(open_page: Open, scripts: bool) -> None:
    with open_page(java_script_enabled=scripts) as page:
        start(page)
        answer_first_page(page)
        if not scripts:
            expect(control(page, STANDARD, "no")).to_be_hidden()
            go_on(page)
            expect(page.get_by_text("根据您的回答，还有下面的问题")).to_be_visible()
        control(page, STANDARD, "no").check()
        go_on(page)
        control(page, LONGEST).fill("很长")
        go_on(page)
        expect(page.get_by_role("heading", name="有 1 处要改")).to_be_visible()
        expect(control(page, LONGEST)).to_have_value("很长")
        control(page, LONGEST).fill("12")
        go_on(page)
        to_the_result(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="下载指导清单（PDF）").click()
        assert download.value.suggested_filename == "指导清单.pdf"
        assert download.value.path().read_bytes().startswith(b"%PDF")


def test_scripts_show_a_question_as_soon_as_an_answer_brings_it_up_and_hide_it_again(open_page: Open) -> None:
    with open_page() as page:
        start(page)
        expect(control(page, STANDARD, "no")).to_be_hidden()
        answer_first_page(page)
        control(page, STANDARD, "no").check()
        control(page, TOWN, "no").check()
        expect(control(page, STANDARD, "no")).to_be_hidden()
        control(page, TOWN, "yes").check()
        expect(control(page, STANDARD, "no")).to_be_checked()


def test_scripts_let_not_known_and_an_answer_exclude_each_other(open_page: Open) -> None:
    with open_page() as page:
        start(page)
        answer_first_page(page)
        wait_for_what_the_answers_bring_up(page)
        control(page, SIGNS, "unknown").check()
        expect(control(page, SIGNS, "=长期户外广告")).not_to_be_checked()
        control(page, SIGNS, "=长期户外广告").check()
        expect(control(page, SIGNS, "unknown")).not_to_be_checked()
        wait_for_what_the_answers_bring_up(page)
        go_on(page)
        control(page, LONGEST).fill("12")
        control(page, LONGEST, "unknown").check()
        expect(control(page, LONGEST)).to_have_value("")


def test_scripts_lead_the_keyboard_to_what_is_wrong(open_page: Open) -> None:
    with open_page() as page:
        start(page)
        answer_first_page(page)
        wait_for_what_the_answers_bring_up(page)
        go_on(page)
        control(page, LONGEST).fill("很长")
        page.keyboard.press("Enter")
        expect(page.locator("#summary")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(control(page, LONGEST)).to_be_focused()
