"""Writing a rule draft in a real browser: what is wrong shows while one types, and nothing typed is lost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from compliance.services.office import Office
from compliance.services.publishing.drafts import draft_from_published, read_draft
from compliance.services.sign_in import sign_out
from compliance.services.writing.working import working_copies
from compliance.store.deeds import Actor
from tests.browser.conftest import Served
from tests.browser.looking import barriers, too_wide
from tests.people import PASSWORD, settled

TITLE = "燃气安全负面清单"
ITEM = "id: gas-001"


class Desk:
    """A browser at which a lawyer writes."""

    def __init__(self, browser: Browser, served: Served, **settings: object) -> None:
        size = {"width": 1280, "height": 900}
        self.context: BrowserContext = browser.new_context(viewport=size, locale="zh-CN", **settings)
        self.served, self.complaints = served, list[str]()
        self.page = self.new_page()

    def new_page(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if odd(said.text) else None)
        return page

    def sign_in(self, name: str, draft: str) -> "Desk":
        self.page.goto(f"{self.served.address}/desk/rule-drafts/{draft}")
        self.page.locator("#name").fill(name)
        self.page.locator("#password").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
        return self

    def ready(self, page: Page | None = None) -> None:
        (page or self.page).locator("#rule-desk[data-ready] .CodeMirror").wait_for()

    def go_to(self, words: str) -> None:
        """Puts the cursor at the end of the first line that has the words."""
        self.page.evaluate(
            """(words) => {
                const cm = document.querySelector(".CodeMirror").CodeMirror;
                const line = cm.getValue().split("\\n").findIndex((each) => each.includes(words));
                cm.focus();
                cm.setCursor({line, ch: cm.getLine(line).length});
                cm.scrollIntoView(null, 100);
            }""",
            words,
        )

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def complete(self, begun: str, offered: str | re.Pattern[str]) -> None:
        """Types the beginning of a word, and takes the only one that is offered for it."""
        self.type(begun)
        expect(self.page.locator(".CodeMirror-hints li")).to_have_text([offered])
        self.page.keyboard.press("Enter")

    @property
    def text(self) -> str:
        return str(self.page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()"))

    def kept(self, words: str | re.Pattern[str] = "已自动保存") -> None:
        expect(self.page.locator("#kept")).to_contain_text(words)

    def save(self) -> None:
        self.page.get_by_role("button", name="保存", exact=True).click()


def odd(complaint: str) -> bool:
    """Whatever isn't the browser telling that there is no network, or that something was refused."""
    return "Failed to load resource" not in complaint


@pytest.fixture
def draft(office: Office) -> str:
    """A draft of the gas pack; two lawyers may write it."""
    settled(office, "fa", "legal", display_name="法制甲")
    settled(office, "zhi", "legal", display_name="法制乙")
    return draft_from_published(office, Actor("fa", "officer"), "gas").record.id


@pytest.fixture
def desks(browser: Browser, served: Served) -> Iterator[tuple[Desk, Desk]]:
    opened = Desk(browser, served), Desk(browser, served)
    yield opened
    complaints = [each for desk in opened for each in desk.complaints]
    for desk in opened:
        desk.context.close()
    assert complaints == []


@pytest.fixture
def desk(desks: tuple[Desk, Desk], draft: str) -> Desk:
    first = desks[0].sign_in("fa", draft)
    first.ready()
    return first


def test_a_problem_shows_while_one_types_and_goes_when_it_is_mended(desk: Desk) -> None:
    problems = desk.page.locator("#problems")
    desk.go_to("kind: negative_list")
    desk.type("\nodd: 1")
    expect(problems).to_contain_text("不认识的键「odd」")
    expect(desk.page.locator(".CodeMirror-lint-marker-error")).to_have_count(1)
    expect(desk.page.locator(".CodeMirror-lint-mark-error")).to_be_visible()

    desk.go_to("- id: gas-003")
    problems.get_by_role("button", name=re.compile("第 . 行第 1 列")).click()
    desk.page.keyboard.press("End")
    for _ in range(7):
        desk.page.keyboard.press("Backspace")

    expect(problems).not_to_contain_text("odd")
    expect(desk.page.locator(".CodeMirror-lint-marker-error")).to_have_count(0)


def test_what_is_typed_survives_a_reload_and_makes_no_revision(desk: Desk, office: Office, draft: str) -> None:
    desk.go_to(f"title: {TITLE}")
    desk.type("（新）")
    desk.kept()
    desk.page.reload()
    desk.ready()

    assert f"title: {TITLE}（新）" in desk.text
    expect(desk.page.locator("#unsaved")).to_be_visible()
    assert read_draft(office, draft).record.revision == 1
    desk.save()
    expect(desk.page.get_by_text("第 2 稿")).to_be_visible()
    assert working_copies(office, draft) == ()
    expect(desk.page.locator("#unsaved")).to_have_count(0)


def test_what_was_typed_just_before_the_page_was_left_is_there_too(desk: Desk, office: Office, draft: str) -> None:
    desk.go_to(f"title: {TITLE}")
    desk.type("（快）")
    desk.page.reload()
    desk.ready()
    assert f"title: {TITLE}（快）" in desk.text
    desk.kept()
    [copy] = working_copies(office, draft)
    assert "（快）" in copy.text.decode()


def test_two_who_write_other_lines_get_each_others(desks: tuple[Desk, Desk], desk: Desk, draft: str) -> None:
    other = desks[1].sign_in("zhi", draft)
    other.ready()
    desk.go_to(f"title: {TITLE}")
    desk.type("（甲写的）")
    desk.save()
    expect(desk.page.get_by_text("第 2 稿")).to_be_visible()

    last = other.text.rstrip("\n").split("\n")[-1]
    other.go_to(last)
    other.type("\n# 乙写的")

    other.kept("别人改了另外几行")
    assert f"title: {TITLE}（甲写的）" in other.text
    assert "# 乙写的" in other.text
    other.save()
    expect(other.page.get_by_text("第 3 稿")).to_be_visible()


def test_two_who_write_the_same_line_are_told_and_nothing_is_lost(
    desks: tuple[Desk, Desk], desk: Desk, office: Office, draft: str
) -> None:
    other = desks[1].sign_in("zhi", draft)
    other.ready()
    desk.go_to(f"title: {TITLE}")
    desk.type("（甲）")
    desk.save()
    expect(desk.page.get_by_text("第 2 稿")).to_be_visible()

    other.go_to(f"title: {TITLE}")
    other.type("（乙）")

    expect(other.page.locator("#conflict")).to_contain_text("fa同时改了同样的几行")
    other.type("，又写了")
    other.page.get_by_role("button", name="看两边的文字").click()
    expect(other.page.get_by_role("heading", level=1)).to_have_text("两个人改了同样的几行")
    expect(other.page.locator("#text")).to_have_value(re.compile("（乙），又写了(.|\n)*（甲）"))
    mended = re.sub(r"<<<<<<<.*\n|=======\n.*\n|>>>>>>>.*\n", "", other.page.locator("#text").input_value())
    other.page.locator("#text").fill(mended)
    other.save()
    other.ready()
    assert f"title: {TITLE}（乙），又写了" in other.text
    expect(other.page.locator("#conflict")).to_be_hidden()
    assert "（乙），又写了" in read_draft(office, draft).text.decode()
    assert working_copies(office, draft) == ()


def test_without_a_network_the_text_stays_in_the_browser_and_is_sent_later(
    desk: Desk, served: Served, office: Office, draft: str
) -> None:
    served.end()
    desk.go_to(f"title: {TITLE}")
    desk.type("（断网时写的）")
    desk.kept("没有网络")
    served.begin()
    desk.page.evaluate("dispatchEvent(new Event('online'))")
    desk.kept()
    [copy] = working_copies(office, draft)
    assert "（断网时写的）" in copy.text.decode()
    assert desk.page.evaluate("Object.keys(localStorage)") == []


def test_what_is_typed_after_the_session_ended_waits_for_signing_in_again(
    desk: Desk, office: Office, draft: str
) -> None:
    sign_out(office, "fa")
    desk.go_to(f"title: {TITLE}")
    desk.type("（退出以后写的）")
    desk.kept("已经退出登录")
    assert working_copies(office, draft) == ()

    with desk.context.expect_page() as opened:
        desk.page.get_by_role("link", name="在新的页面登录").click()
    door = opened.value
    door.locator("#name").fill("fa")
    door.locator("#password").fill(PASSWORD)
    door.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    expect(door.get_by_role("heading", level=1)).to_have_text("办公桌")
    desk.page.bring_to_front()
    desk.page.evaluate("dispatchEvent(new Event('focus'))")

    desk.kept()
    [copy] = working_copies(office, draft)
    assert "（退出以后写的）" in copy.text.decode()


def test_another_account_at_the_same_browser_sends_nothing_of_the_first_one(
    desk: Desk, office: Office, draft: str
) -> None:
    sign_out(office, "fa")
    desk.go_to(f"title: {TITLE}")
    desk.type("（甲没有发出的）")
    desk.kept("已经退出登录")
    desk.page.goto(f"{desk.served.address}/desk/login")
    desk.sign_in("zhi", draft)
    desk.ready()

    assert "（甲没有发出的）" not in desk.text
    assert working_copies(office, draft) == ()


def test_two_pages_of_one_account_are_merged(desk: Desk, office: Office, draft: str) -> None:
    second = desk.new_page()
    second.goto(desk.page.url)
    desk.ready(second)
    desk.go_to(f"title: {TITLE}")
    desk.type("（第一页）")
    desk.kept()
    second.evaluate(
        "async () => { const {editor} = await import('/static/rule-editor.js');"
        " editor.replace(editor.text() + '# 第二页\\n'); }"
    )
    expect(second.locator("#kept")).to_contain_text("合到一起")
    [copy] = working_copies(office, draft)
    assert "（第一页）" in copy.text.decode()
    assert "# 第二页" in copy.text.decode()


def test_words_are_offered_with_what_they_mean(desk: Desk) -> None:
    desk.go_to("- id: gas-001")
    desk.type("\nseverity: ")
    desk.page.keyboard.press("Control+Space")
    expect(desk.page.locator(".CodeMirror-hints li")).to_have_text(["minor轻微", "general一般", "serious严重"])
    desk.page.keyboard.press("Escape")
    desk.complete("s", "serious严重")
    desk.complete("\nviol", "violated_when什么情况是违反（必填）")
    assert "\n    severity: serious\n    violated_when: " in desk.text
    desk.complete("{店内用", re.compile("店内用燃气"))
    desk.complete("tr", "true是")
    assert "violated_when: {店内用燃气: true" in desk.text


def test_the_item_at_the_cursor_is_shown_as_enterprises_meet_it_and_as_it_is_printed(desk: Desk) -> None:
    beside = desk.page.locator("#beside")
    expect(beside).to_contain_text("把光标放到某一项里")
    desk.go_to(ITEM)
    frame = desk.page.frame_locator("#panel-met iframe")
    expect(frame.get_by_role("heading", name="自查时问的")).to_be_visible()
    expect(frame.locator("article.card-of")).to_be_visible()
    title = frame.locator("article.card-of h3").inner_text().removeprefix("1. ")

    desk.page.get_by_role("tab", name="印出来的").click()
    printed = desk.page.frame_locator("#panel-printed iframe")
    expect(printed.locator("table.list").first).to_contain_text(title)
    border = "each => getComputedStyle(each).borderTopStyle"
    assert printed.locator("table.list").first.evaluate(border) == "solid"  # the papers' own style

    desk.go_to(ITEM)
    desk.type("\nodd: 1")
    expect(beside).to_contain_text("草稿还有错误")
    expect(desk.page.locator("#panel-printed iframe")).to_have_class("stale")
    expect(printed.locator("table.list").first).to_contain_text(title)


def test_the_form_of_the_item_at_the_cursor_and_the_text_change_each_other(desk: Desk) -> None:
    desk.page.get_by_role("tab", name="这一条的表单").click()
    desk.go_to(ITEM)
    form = desk.page.locator("#item-form form")
    title = form.locator("#title")
    old = title.input_value()
    title.fill("表单里写的标题")
    before = desk.text
    form.get_by_role("button", name="写进文字").click()
    expect(form.get_by_role("heading", level=2).first).to_have_text("表单里写的标题")
    assert desk.text == before.replace(f"title: {old}", "title: 表单里写的标题")
    desk.kept()

    desk.go_to("title: 表单里写的标题")
    desk.type("，又写")
    expect(title).to_have_value("表单里写的标题，又写")
    form.get_by_role("button", name="加一处规定").click()
    expect(form.locator('[name="duty.1.law"]')).to_be_visible()
    desk.go_to("id: gas-002")
    expect(form.locator("xpath=..")).to_contain_text("表单里的改动还没有写进文字")
    assert not barriers(desk.page)


def test_the_editor_can_be_used_by_keys_alone_and_read_aloud(desk: Desk) -> None:
    desk.go_to(ITEM)
    expect(desk.page.frame_locator("#panel-met iframe").locator("article.card-of")).to_be_visible()
    assert barriers(desk.page) == []
    assert too_wide(desk.page) == []
    before = desk.text
    desk.page.locator(".CodeMirror textarea, .CodeMirror [contenteditable]").first.focus()
    desk.page.keyboard.press("Tab")
    expect(desk.page.get_by_role("button", name="保存", exact=True)).to_be_focused()
    desk.page.keyboard.press("Shift+Tab")
    assert desk.page.evaluate("document.activeElement.closest('.CodeMirror') !== null")
    assert desk.text == before


def test_what_is_undone_can_be_submitted_again(desk: Desk, office: Office, draft: str) -> None:
    desk.go_to('version: "2026.1"')
    desk.type("  # x")
    desk.kept()
    desk.page.get_by_role("button", name="提交已保存的这一稿").click()
    desk.kept("请先保存，再提交")
    desk.go_to('version: "2026.1"')
    for _ in range(5):
        desk.page.keyboard.press("Control+z")
    desk.kept("和已保存的一稿一样")
    expect(desk.page.get_by_role("button", name="不要没有保存的改动")).to_be_hidden()
    assert working_copies(office, draft) == ()


def test_unsaved_changes_can_be_let_go(desk: Desk, office: Office, draft: str) -> None:
    desk.go_to(f"title: {TITLE}")
    desk.type("（不要了）")
    desk.kept()
    desk.page.once("dialog", lambda dialog: dialog.accept())
    desk.page.get_by_role("button", name="不要没有保存的改动").click()
    expect(desk.page.locator("#unsaved")).to_have_count(0)
    desk.ready()
    assert "（不要了）" not in desk.text
    assert working_copies(office, draft) == ()


def test_without_scripts_the_text_is_a_form(browser: Browser, served: Served, office: Office, draft: str) -> None:
    plain = Desk(browser, served, java_script_enabled=False).sign_in("fa", draft)
    text = plain.page.locator("#text")
    text.fill(text.input_value().replace(TITLE, f"{TITLE}（没有脚本）"))
    plain.save()
    expect(plain.page.get_by_text("第 2 稿")).to_be_visible()
    assert "（没有脚本）" in read_draft(office, draft).text.decode()
    plain.context.close()
