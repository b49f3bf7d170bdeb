"""The legal desk's whole way in a real browser: an article of law becomes an item, is reported on, approved by another,
and an enterprise meets its question."""

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from compliance.services.office import Office
from compliance.services.self_check.finish import finish_check
from compliance.services.self_check.keep import load_check, save_check, start_check
from compliance.services.self_check.pages import SelfCheck
from tests.browser.conftest import Served
from tests.browser.looking import look
from tests.browser.test_desk import heading, opened
from tests.browser.test_rules_desk import signed_in
from tests.people import settled
from tests.self_checking import visited

PACK, PACK_TITLE, ITEM = "gas", "燃气安全负面清单", "gas-026"
TITLE, FACT = "餐饮用气的人没有经过安全培训", "用气人员受过安全培训"
QUESTION = "用气的人是否都经过安全培训、考核合格才上岗？"
HOW = "马上停止上岗，培训、考核合格后再上岗，并把培训记入档案。"
RESTAURANT = {"answers/店内用燃气": ["yes"], "answers/用气场所性质": ["=餐饮店"]}
WITHOUT_GAS = {"answers/店内用燃气": ["no"]}
DESK, PHONE = (1280, 900), (390, 844)
READABLE = 100  # pixels of a control in which the name of a law can be read
MAKING = 120_000  # milliseconds that a report may take beside other work


@pytest.fixture
def visit(office: Office) -> str:
    """Three self-checks have results, one of them without gas; of the others one was handed over for this visit."""
    settled(office, "fa", "legal", display_name="法制")
    settled(office, "shen", "reviewer", display_name="审核", department="应急管理")
    tokens = [checked(office, typed) for typed in (WITHOUT_GAS, RESTAURANT, RESTAURANT)]
    return visited(office, tokens[-1], departments=("应急管理",)).number


def checked(office: Office, typed: Mapping[str, list[str]]) -> str:
    token = start_check(office, [PACK])
    save_check(office, token, typed)
    kept = load_check(office, token)
    finish_check(office, token, SelfCheck(office.library.select(kept.pack_ids), kept.typed, office.today()))
    return token


class Form:
    """The form of one item beside the text."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.all = page.locator("#item-form form")

    def at(self, name: str) -> Locator:
        """The control with this name."""
        return self.all.locator(f'[name="{name}"]:not([type=hidden])')

    def fill(self, part: str = "", /, **boxes: str) -> None:
        for name, text in boxes.items():
            self.at(f"{part}{name}").fill(text)

    def choose(self, **words: str) -> None:
        """Of each list the entry with the words; names have __ for a dot."""
        for name, chosen in words.items():
            self.at(name.replace("__", ".")).select_option(label=chosen)

    def press(self, button: str, part: str = "") -> None:
        """Presses the button, the last one of the part that says so, and waits for the form that comes of it."""
        before = self.all.element_handle()
        where = self.all.locator(f'[id="{part}"]') if part else self.all
        where.get_by_role("button", name=button, exact=True).last.click()
        self._page.wait_for_function("before => !before.isConnected", arg=before)

    def hold(self, condition: str, number: int, fact: str) -> Locator:
        """Adds the fact to the condition; gives its row."""
        self.at(f"{condition}.new").fill(fact)
        self.press("加一条", condition)
        return self.all.locator(f'[id="{condition}.{number}"]')

    def restaurants_only(self, condition: str, number: int) -> None:
        row = self.hold(condition, number, "用气场所性质")
        self.at(f"{condition}.{number}.operator").select_option(label="是 …… 之一")
        for kind in ("餐饮店", "企业食堂"):
            row.get_by_label(kind, exact=True).check()

    def example(self, number: int, name: str, expected: str, **answers: str) -> None:
        self.press("加一个例子", "examples")
        place = f"examples.{number}"
        self.fill(f"{place}.", name=name)
        for fact, answer in answers.items():
            self.all.locator(f'[id="{place}"]').get_by_label(fact, exact=True).select_option(label=answer)
        self.at(f"{place}.expect").select_option(label=expected)


def open_a_draft(page: Page) -> None:
    page.get_by_role("link", name="规则", exact=True).click()
    page.get_by_role("link", name=PACK_TITLE).click()
    heading(page, PACK_TITLE)
    page.get_by_role("button", name="照现在的一版新建草稿").click()
    heading(page, f"草稿：{PACK}（{PACK_TITLE}）")
    expect(page.locator("#problem-count")).to_have_text("没有问题。")
    look(page)


def write_the_item(page: Page) -> None:
    """All of it but the article of the penalty, which is forgotten."""
    page.get_by_role("tab", name="这一条的表单").click()
    page.get_by_role("button", name="写新的一项").click()
    form = Form(page)
    expect(form.all).to_contain_text(f"编号 {ITEM}，还没有写进文字")
    form.fill(title=TITLE, department="应急管理")
    form.choose(severity="一般")
    form.press("加一处规定", "duty")
    form.fill("duty.0.", law="安全生产法", article="28", paragraph="1")
    wide = form.at("duty.0.law").bounding_box()
    assert wide
    assert wide["width"] > READABLE
    form.press("加一个新的事实", "facts")
    form.fill("facts.0.", name=FACT, ask=QUESTION)
    form.choose(facts__0__type="是否题")
    form.restaurants_only("facts.0.ask_when", 0)
    form.hold("applies_when", 0, "店内用燃气")
    form.choose(applies_when__0__value="是")
    form.restaurants_only("applies_when", 1)
    form.hold("violated_when", 0, FACT)
    form.choose(violated_when__0__value="否")
    form.fill("penalty.", law="安全生产法", subitem="3", measures="责令限期改正\n罚款\n责令停产停业整顿")
    write_the_fines(form)
    form.fill("rectify.", how=HOW, within_days="15")
    form.example(0, "厨师没有培训就上岗", "违反", 店内用燃气="是", 用气场所性质="餐饮店", 用气人员受过安全培训="否")
    form.example(1, "都培训过", "符合", 店内用燃气="是", 用气场所性质="餐饮店", 用气人员受过安全培训="是")
    form.example(2, "全用电", "不适用", 店内用燃气="否")
    look(page)
    form.press("写进文字")
    expect(page.locator(".CodeMirror-activeline")).to_contain_text(f"id: {ITEM}")


def write_the_fines(form: Form) -> None:
    late = "责令限期改正，逾期不改正才罚"
    fines = (("可以直接罚", "单位", "", "10万"), (late, "单位", "10万", "20万"))
    everybody = (*fines, (late, "直接负责的主管人员和其他直接责任人员", "2万", "5万"))
    for number, (when, who, least, most) in enumerate(everybody):
        form.press("加一档罚款", "penalty.fines")
        form.fill(f"penalty.fines.{number}.", min=least, max=most)
        form.choose(**{f"penalty__fines__{number}__when": when, f"penalty__fines__{number}__who": who})


def end_of(page: Page, words: str, behind: str = "") -> None:
    """Puts the cursor at the end of the first line that has the words, behind the one that has the others."""
    page.evaluate(
        """([words, behind]) => {
            const cm = document.querySelector(".CodeMirror").CodeMirror, lines = cm.getValue().split("\\n");
            const from = lines.findIndex((each) => each.includes(behind));
            const line = lines.findIndex((each, place) => place >= from && each.includes(words));
            cm.focus();
            cm.setCursor({line, ch: cm.getLine(line).length});
        }""",
        [words, behind],
    )


def has(page: Page, words: str, there: bool = True) -> None:
    """Waits until the text has the words, or hasn't."""
    said = "([words, there]) => document.querySelector('.CodeMirror').CodeMirror.getValue().includes(words) === there"
    page.wait_for_function(said, arg=[words, there])


def type_a_wrong_name(page: Page) -> None:
    """A condition typed into the text, of a fact that there isn't; the input method sends it as a whole."""
    end_of(page, "店内用燃气: true", f"id: {ITEM}")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("用气场所: 餐饮店")
    has(page, "      用气场所: 餐饮店\n")


def mend_both(page: Page) -> None:
    """The one in the form, which has both beside it by then, the other one in the text."""
    problems, form = page.locator("#problems"), Form(page)
    expect(problems.locator("li")).to_have_count(2)
    expect(problems).to_contain_text("缺少必填的「article」")
    expect(problems).to_contain_text("没有「用气场所」这个事实")
    expect(page.locator(".CodeMirror-lint-marker-error")).to_have_count(2)
    expect(form.all).to_contain_text("没有「用气场所」这个事实")
    look(page)
    form.fill("penalty.", article="97")
    form.press("写进文字")
    expect(problems.locator("li")).to_have_count(1)
    end_of(page, "用气场所: 餐饮店", f"id: {ITEM}")
    page.keyboard.press("Shift+Home")
    page.keyboard.press("Backspace")
    has(page, "用气场所: 餐饮店\n", there=False)
    expect(page.locator("#problem-count")).to_have_text("没有问题。")


def see_it_as_others_will(page: Page) -> None:
    page.get_by_role("tab", name="企业看到的").click()
    met = page.frame_locator("#panel-met iframe")
    expect(met.locator("body")).to_contain_text(QUESTION)
    expect(met.locator("article.card-of")).to_contain_text(HOW)
    page.get_by_role("tab", name="印出来的").click()
    expect(page.frame_locator("#panel-printed iframe").locator("table.list").first).to_contain_text(TITLE)
    look(page)


def save(page: Page) -> None:
    end_of(page, 'version: "2026.1"')
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type('2"')
    has(page, 'version: "2026.2"')
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("第 2 稿")).to_be_visible()
    expect(page.locator("main")).to_contain_text(f"新增事项「{TITLE}」（{ITEM}）")
    look(page)


def report(page: Page, visit: str) -> None:
    """Two of the three can't be decided any more; the one that was handed over can be opened."""
    page.get_by_role("link", name="发布前的报告").click()
    page.get_by_role("button", name="做一份报告").click()
    expect(page.get_by_text("可以提交。")).to_be_visible(timeout=MAKING)
    row = page.get_by_role("row", name="原来有结论，变得不能确定")
    expect(row.get_by_role("cell")).to_have_text(["2", re.compile("^1 件"), "2", "0"])
    expect(page.get_by_role("row", name="不变").get_by_role("cell").first).to_have_text("1")
    look(page)
    row.get_by_role("link").click()
    expect(page.get_by_role("listitem")).to_contain_text(TITLE)
    look(page)
    page.get_by_role("listitem").get_by_role("link").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.locator("main")).to_contain_text(f"还要回答：{QUESTION}")
    look(page)


def test_an_article_of_law_becomes_a_question_of_the_self_check(
    browser: Browser, served: Served, desk: str, visit: str
) -> None:
    with opened(browser, desk, True, *DESK) as lawyer:
        signed_in(lawyer, desk, "fa")
        open_a_draft(lawyer)
        draft = lawyer.url
        write_the_item(lawyer)
        expect(lawyer.locator("#problems li")).to_have_count(1)
        type_a_wrong_name(lawyer)
        mend_both(lawyer)
        see_it_as_others_will(lawyer)
        save(lawyer)
        report(lawyer, visit)
        lawyer.goto(draft)
        lawyer.get_by_role("button", name="提交已保存的这一稿").click()
        expect(lawyer.get_by_text("等审核")).to_be_visible()
    with opened(browser, desk, True, *DESK) as reviewer:
        signed_in(reviewer, desk, "shen")
        approve(reviewer)
    with opened(browser, served.address, True, *PHONE) as enterprise:
        check_oneself(enterprise)


def approve(page: Page) -> None:
    """From the list of what waits, through the report on exactly this text, to publishing from today on."""
    look(page)
    page.get_by_role("region", name="规则要看的").get_by_role("link", name=PACK_TITLE).click()
    heading(page, PACK_TITLE)
    look(page)
    page.get_by_role("link", name="看等审核的这一稿").click()
    look(page)
    page.get_by_role("link", name="这一稿的发布前报告").click()
    expect(page.get_by_text("可以提交。")).to_be_visible()
    page.go_back()
    page.get_by_label("编码的前 8 位").fill(page.locator(".note code").first.inner_text())
    expect(page.get_by_label("从哪一天起生效")).to_have_value("2026-11-21")
    page.get_by_role("button", name="审核通过，发布").click()
    heading(page, PACK_TITLE)
    expect(page.get_by_text("审核通过 2026.2")).to_be_visible()
    look(page)


def check_oneself(page: Page) -> None:
    page.get_by_text("份清单").click()
    page.get_by_label(PACK_TITLE).check()
    page.get_by_role("button", name="开始自查").click()
    heading(page, PACK_TITLE)
    for name, values in RESTAURANT.items():
        page.locator(f'[name="{name}"][value="{values[0]}"]').check()
    question = page.locator(f'[name="answers/{FACT}"][value="no"]')
    go_on_until(page, question)
    look(page)
    question.check()
    go_on_until(page, page.get_by_role("button", name="查看结果"))
    page.get_by_role("button", name="查看结果").click()
    heading(page, "自查结果")
    card = page.locator("article.card-of", has=page.get_by_role("heading", name=TITLE))
    expect(card).to_contain_text("10万元以下罚款")
    expect(card).to_contain_text(HOW)
    look(page)


def go_on_until(page: Page, wanted: Locator) -> None:
    """Passes over questions."""
    for _ in range(40):
        if wanted.is_visible():
            return
        page.get_by_role("button", name="继续").click()
    raise AssertionError(f"not met within 40 pages; at {page.url}")


def test_the_form_comes_back_after_a_text_that_was_no_yaml(browser: Browser, desk: str, visit: str) -> None:
    with opened(browser, desk, True, *DESK) as lawyer:
        signed_in(lawyer, desk, "fa")
        open_a_draft(lawyer)
        lawyer.get_by_role("tab", name="这一条的表单").click()
        end_of(lawyer, "id: gas-001")
        form = Form(lawyer)
        expect(form.at("title")).to_be_visible()
        lawyer.keyboard.press("Enter")
        lawyer.keyboard.insert_text("没有冒号")
        expect(lawyer.locator("#item-form")).to_contain_text("没有表单可用")
        end_of(lawyer, "没有冒号")
        for _ in "没有冒号":
            lawyer.keyboard.press("Backspace")
        expect(form.at("title")).to_be_visible()
