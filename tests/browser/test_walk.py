"""A walk on a phone whose network comes and goes: nothing that was answered is lost, and nothing arrives twice."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect

from compliance.services.matters.opening import Found, report_found
from compliance.services.office import Office
from compliance.services.sign_in import sign_out
from tests.browser.conftest import Served
from tests.browser.looking import look
from tests.browser.test_whole_life import photo
from tests.packs import TODAY
from tests.people import DEPARTMENT, PASSWORD, settled
from tests.services.matters.officers import SHOP, officer

TOWN, SIGNS, FITS = "answers/位于城镇建成区", "answers/店外招牌广告", "answers/招牌合容貌标准"
GAS, KIND = "answers/店内用燃气", "answers/用气场所性质"


class Phone:
    """A phone with one page open, whose network can be cut."""

    def __init__(self, browser: Browser, served: Served, **settings: bool) -> None:
        size = {"width": 390, "height": 844}
        self.context: BrowserContext = browser.new_context(viewport=size, locale="zh-CN", **settings)
        self.page: Page = self.context.new_page()
        self.served, self.errors = served, []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if unexpected(said.text) else None)

    def sign_in(self, name: str, path: str) -> "Phone":
        self.page.goto(f"{self.served.address}{path}")
        self.page.locator("#name").fill(name)
        self.page.locator("#password").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
        return self

    def control(self, field: str, value: str) -> Locator:
        return self.page.locator(f'[name="{field}"][value="{value}"]')

    def box(self, field: str) -> Locator:
        return self.page.locator(f'[data-name="{field}"]')

    def shoot(self, field: str) -> None:
        self.page.locator(f'[name="file:{field}"]').set_input_files(photo())

    @property
    def unsent(self) -> Locator:
        return self.page.locator("#unsent")

    @property
    def line(self) -> Locator:
        return self.page.locator("#line")

    def settled(self) -> None:
        """Waits until everything has arrived."""
        expect(self.unsent).to_have_text("都已发出")

    def settled_but_for_others(self) -> None:
        """The same, where somebody else's answers wait on the phone."""
        expect(self.unsent).to_have_text(re.compile("^都已发出，"))

    def ready(self) -> None:
        """Waits until the page could be shown without a network."""
        self.page.wait_for_function(
            """async () => {
                const kept = await (await caches.open("qingdan-walk")).keys();
                const has = (part) => kept.some((each) => new URL(each.url).pathname.endsWith(part));
                return navigator.serviceWorker.controller && ["/walk", "walk.js", "walk-queue.js", "walk-sender.js",
                    "alone.js", "site.css"].every(has);
            }"""
        )

    @contextmanager
    def offline(self) -> Iterator[None]:
        """No network: neither for the page nor, as the browser's own switch would have it, for its worker."""
        self.context.set_offline(True)
        self.served.end()
        yield
        self.served.begin()
        self.context.set_offline(False)


def unexpected(complaint: str) -> bool:
    """Whatever isn't the browser telling that there is no network, or that something was refused."""
    return not any(each in complaint for each in ("Failed to load resource", "when fetching the script"))


@pytest.fixture
def phones(browser: Browser, served: Served) -> Iterator[list[Phone]]:
    opened: list[Phone] = [Phone(browser, served), Phone(browser, served)]
    yield opened
    errors = [error for each in opened for error in each.errors]
    for each in opened:
        each.context.close()
    assert errors == []


@pytest.fixture
def matter(office: Office) -> str:
    """A matter's number: a shop's sign, and its gas."""
    for name, shown in (("lisi", "李四"), ("wangwu", "王五")):
        settled(office, name, "officer", display_name=shown, department=DEPARTMENT)
    found = Found(SHOP, ("signage-002", "gas-001"), TODAY)
    return report_found(office, officer(), found).number


@pytest.fixture
def path(matter: str) -> str:
    return f"/desk/matters/{quote(matter)}/walk"


def came(office: Office, matter: str) -> list[tuple[str, tuple[str, ...], str]]:
    """All that arrived, in order: the field, what was said, and by whom."""
    with office.store.reading() as records:
        return [(each.field, each.typed, each.by) for each in records.walks.entries(matter)]


def photos(office: Office, matter: str) -> list[str]:
    with office.store.reading() as records:
        return [each.field for each in records.walks.photos(matter)]


def test_a_walk_goes_on_without_a_network_and_everything_arrives_once(
    phones: list[Phone], office: Office, matter: str, path: str
) -> None:
    phone = phones[0].sign_in("lisi", path)
    phone.control(TOWN, "yes").check()
    expect(phone.box(FITS)).to_be_hidden()
    phone.control(SIGNS, "=招牌").check()
    expect(phone.box(FITS)).to_be_visible()
    phone.settled()
    phone.ready()
    assert came(office, matter) == [(TOWN, ("yes",), "lisi"), (SIGNS, ("=招牌",), "lisi")]

    with phone.offline():
        phone.control(FITS, "no").check()
        phone.control(GAS, "yes").check()
        phone.shoot(FITS)
        expect(phone.unsent).to_have_text("3 条没有发出")
        expect(phone.line).to_contain_text("没有网络")
        expect(phone.box(KIND).get_by_text("没有网络，判断不了")).to_be_visible()
        phone.page.reload()
        expect(phone.unsent).to_have_text("3 条没有发出")
        for field, value in ((TOWN, "yes"), (SIGNS, "=招牌"), (FITS, "no"), (GAS, "yes")):
            expect(phone.control(field, value)).to_be_checked()
        expect(phone.box(FITS).get_by_text("照片（没有发出）")).to_be_visible()
        phone.control(FITS, "yes").check()
        expect(phone.unsent).to_have_text("4 条没有发出")
        look(phone.page)

    phone.settled()
    assert came(office, matter)[2:] == [(FITS, ("no",), "lisi"), (GAS, ("yes",), "lisi"), (FITS, ("yes",), "lisi")]
    assert photos(office, matter) == [FITS]
    expect(phone.box(KIND)).to_be_visible()
    expect(phone.box(FITS).get_by_role("link", name="照片 1")).to_be_visible()
    before = came(office, matter)
    phone.page.reload()
    phone.settled()
    expect(phone.control(FITS, "yes")).to_be_checked()
    assert came(office, matter) == before
    look(phone.page)


def test_what_was_answered_after_the_session_ended_waits_for_signing_in_again(
    phones: list[Phone], office: Office, matter: str, path: str
) -> None:
    phone = phones[0].sign_in("lisi", path)
    phone.ready()
    with phone.offline():
        phone.control(TOWN, "yes").check()
        phone.shoot(GAS)
        expect(phone.unsent).to_have_text("2 条没有发出")
        sign_out(office, "lisi")  # on another device, say
    expect(phone.line).to_contain_text("请重新登录，没有发出的回答还在这台手机上")
    assert came(office, matter) == []

    phone.line.get_by_role("link", name="去登录").click()
    phone.page.locator("#name").fill("lisi")
    phone.page.locator("#password").fill(PASSWORD)
    phone.page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()

    phone.settled()
    assert came(office, matter) == [(TOWN, ("yes",), "lisi")]
    assert photos(office, matter) == [GAS]


def test_another_account_on_the_phone_never_sends_what_the_first_one_answered(
    phones: list[Phone], office: Office, matter: str, path: str
) -> None:
    phone = phones[0].sign_in("lisi", path)
    phone.ready()
    with phone.offline():
        phone.control(TOWN, "yes").check()
        expect(phone.unsent).to_have_text("1 条没有发出")
        sign_out(office, "lisi")
    expect(phone.line).to_contain_text("请重新登录")
    phone.sign_in("wangwu", path)
    expect(phone.unsent).to_have_text("都已发出，另一个账号 1 条没有发出")
    expect(phone.control(TOWN, "yes")).not_to_be_checked()
    phone.control(GAS, "no").check()
    phone.settled_but_for_others()
    assert came(office, matter) == [(GAS, ("no",), "wangwu")]

    phone.page.get_by_role("button", name="退出（王五）").click()
    phone.sign_in("lisi", path)
    phone.settled()
    assert came(office, matter) == [(GAS, ("no",), "wangwu"), (TOWN, ("yes",), "lisi")]


def test_a_page_left_open_while_another_signs_in_sends_nothing_in_the_other_s_name(
    phones: list[Phone], office: Office, matter: str, path: str
) -> None:
    phone = phones[0].sign_in("lisi", path)
    phone.ready()
    other = phone.context.new_page()
    other.goto(f"{phone.served.address}/desk/password")
    other.get_by_role("button", name="退出（李四）").click()
    other.locator("#name").fill("wangwu")
    other.locator("#password").fill(PASSWORD)
    other.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    expect(other.get_by_text("王五，执法人员")).to_be_visible()

    phone.control(TOWN, "yes").check()

    expect(phone.line).to_contain_text("现在登录的是另一个账号")
    assert came(office, matter) == []


def test_two_phones_fill_in_one_walk_and_see_who_said_what(
    phones: list[Phone], office: Office, matter: str, path: str
) -> None:
    first, second = phones[0].sign_in("lisi", path), phones[1].sign_in("wangwu", path)
    first.control(TOWN, "yes").check()
    first.settled()
    second.control(GAS, "yes").check()
    second.settled()
    expect(second.control(TOWN, "yes")).to_be_checked()
    expect(second.box(TOWN)).to_contain_text("李四 ")
    second.control(TOWN, "no").check()
    second.settled()
    first.page.reload()
    expect(first.control(TOWN, "no")).to_be_checked()
    expect(first.box(TOWN)).to_contain_text("别人的回答不同：李四")
    assert came(office, matter) == [(TOWN, ("yes",), "lisi"), (GAS, ("yes",), "wangwu"), (TOWN, ("no",), "wangwu")]


def test_nothing_of_the_walk_can_be_seen_on_the_phone_after_signing_out(
    phones: list[Phone], office: Office, path: str
) -> None:
    phone = phones[0].sign_in("lisi", path)
    phone.control(TOWN, "yes").check()
    phone.settled()
    phone.ready()
    phone.page.get_by_role("button", name="退出（李四）").click()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("登录办公桌")
    left = phone.page.evaluate(
        """async () => {
            const names = await caches.keys(), texts = [];
            for (const name of names) {
                const kept = await caches.open(name);
                for (const each of await kept.matchAll()) texts.push(await each.text());
            }
            return texts.join();
        }"""
    )
    assert SHOP.name not in left
    assert TOWN not in left
    with phone.offline(), pytest.raises(Error, match="ERR_"):
        phone.page.goto(f"{phone.served.address}{path}")


def test_a_photo_that_is_no_photo_is_told_of_and_holds_nothing_up(
    phones: list[Phone], office: Office, matter: str, path: str
) -> None:
    phone = phones[0].sign_in("lisi", path)
    fake = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    phone.page.locator(f'[name="file:{TOWN}"]').set_input_files(fake)
    phone.control(TOWN, "yes").check()
    expect(phone.box(TOWN).get_by_text("照片没有收：只收照片")).to_be_visible()
    expect(phone.unsent).to_have_text("1 条没有发出")
    assert came(office, matter) == [(TOWN, ("yes",), "lisi")]
    phone.box(TOWN).get_by_role("button", name="不要了").click()
    phone.settled()
    phone.shoot(TOWN)
    phone.settled()
    assert photos(office, matter) == [TOWN]
    phone.box(TOWN).get_by_role("button", name=re.compile("删去.*照片 1")).click()
    expect(phone.box(TOWN).get_by_role("link", name="照片 1")).to_have_count(0)
    assert photos(office, matter) == []


def test_a_number_is_kept_while_it_is_typed_and_what_cannot_be_read_is_said(
    phones: list[Phone], office: Office, path: str, matter: str
) -> None:
    phone = phones[0].sign_in("lisi", f"{path}/lists")
    look(phone.page)
    phone.page.get_by_label("招牌广告设置负面清单").check()
    phone.page.get_by_role("button", name="就查这些").click()
    phone.control(TOWN, "yes").check()
    phone.control("answers/所在城市", "=舟山").check()
    phone.control(SIGNS, "=长期户外广告").check()
    side = phone.box("answers/广告最长边")
    expect(side).to_be_visible()
    side.get_by_role("textbox").fill("很长")
    expect(side).to_contain_text("这样读不了：请填数字")
    look(phone.page)
    side.get_by_role("textbox").fill("12")
    expect(side).not_to_contain_text("读不了")
    phone.page.get_by_role("button", name="现场检查完成").click()
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("现场检查的回答")
    expect(phone.page.get_by_text("12米")).to_be_visible()
    look(phone.page)


def test_the_walk_can_be_filled_in_without_scripts(
    browser: Browser, served: Served, office: Office, matter: str, path: str
) -> None:
    phone = Phone(browser, served, java_script_enabled=False).sign_in("lisi", path)
    phone.control(TOWN, "yes").check()
    phone.control(SIGNS, "=招牌").check()
    phone.shoot(TOWN)
    phone.page.get_by_role("button", name="保存", exact=True).last.click()
    phone.control(FITS, "no").check()
    phone.page.get_by_role("button", name="现场检查完成").click()
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("现场检查的回答")
    said = [(TOWN, ("yes",), "lisi"), (SIGNS, ("=招牌",), "lisi"), (FITS, ("no",), "lisi")]
    assert (came(office, matter), photos(office, matter)) == (said, [TOWN])
    phone.context.close()
