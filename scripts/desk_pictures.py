"""Pictures of the desk's pages in a made-up town, on a phone and on a computer. Used by gallery.py and pictures.py."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from compliance.services.demo.filling import fill
from compliance.services.demo.people import DEMO, Person
from compliance.services.matters.reading import all_matters
from compliance.services.office import Office, open_office
from compliance.settings import Settings
from compliance.web import create_web
from scripts.site_pictures import FLAGS, NOON, write_picture

SIZES: Mapping[str, Mapping[str, int]] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1200, "height": 800},
}
PAGES: Mapping[str, tuple[str, str, str]] = {
    "inbox": ("办公桌首页", "officer", "/desk/"),
    "matters": ("事项", "reviewer", "/desk/matters"),
    "matter": ("一件事项", "officer", "/desk/matters/{matter}"),
    "walk": ("现场检查", "officer", "/desk/matters/{matter}/walk"),
    "papers": ("文书", "officer", "/desk/matters/{matter}/papers"),
    "follow-ups": ("回访", "reviewer", "/desk/follow-ups"),
    "decision": ("作出判断", "officer", "/desk/matters/{matter}/decision"),
    "decisions": ("已作的判断", "officer", "/desk/matters/{matter}/decisions"),
    "history": ("以前的违法记录", "reviewer", "/desk/history?q=演示"),
    "differing": ("情形一样、结论不同的案件", "reviewer", "/desk/differing"),
    "numbers": ("统计：违反和处理", "reviewer", "/desk/numbers"),
    "course": ("统计：办理和上门", "reviewer", "/desk/numbers/course"),
    "visit": ("企业预约的上门指导", "officer", "/desk/visits/{visit}"),
    "new-matter": ("登记发现的问题", "officer", "/desk/new-matter"),
    "accounts": ("账号", "admin", "/desk/accounts"),
}
"""Each with its title, as whom it is seen, and its address."""
ALL = tuple((page, size) for page in PAGES for size in SIZES)
_SPOKEN = {"phone": "手机", "desktop": "电脑"}


@dataclass(frozen=True, slots=True)
class Town:
    """A made-up town that is served, who may sign in, and what stands in its pages' addresses."""

    address: str
    people: Sequence[Person]
    places: Mapping[str, str]
    office: Office


def photograph_desk(folder: Path, wanted: Sequence[tuple[str, str]] = ALL) -> list[tuple[str, str]]:
    """Writes pictures to the folder, each of one of PAGES in one of SIZES; gives their titles and file names."""
    with made_up_town() as town, a_browser() as browser:
        for name, size in wanted:
            _, role, path = PAGES[name]
            page = browser.new_page(viewport=SIZES[size], locale="zh-CN")
            sign_in(page, town, role)
            page.goto(town.address + path.format(**town.places))
            write_picture(page.screenshot(full_page=True), folder / f"desk-{name}-{size}.png")
            page.context.close()
    return [(f"{PAGES[name][0]}（{_SPOKEN[size]}）", f"desk-{name}-{size}.png") for name, size in wanted]


@contextmanager
def made_up_town() -> Iterator[Town]:
    """The same town each time, on its day at noon."""
    with TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        settings = Settings.for_demo(address, Path(folder) / "town")
        office = replace(open_office(settings), now=lambda: NOON)
        people = fill(office)
        server = make_server("127.0.0.1", 0, create_web(office), threaded=True, fd=free.fileno())
        Thread(target=server.serve_forever, daemon=True).start()
        yield Town(address, people, _places(office, people), office)
        server.shutdown()
        office.store.close()


def _places(office: Office, people: Sequence[Person]) -> dict[str, str]:
    """A matter that an officer has in hand, and a visit that became one."""
    who = _who(people, "officer")
    own = [each for each in all_matters(office, DEMO) if (each.department, each.town) == (who.department, who.town)]
    longest = max(own, key=lambda each: each.steps)
    asked = next(each for each in all_matters(office, DEMO) if each.visit and each.department == who.department)
    return {"matter": longest.number, "visit": asked.visit or ""}


def sign_in(page: Page, town: Town, role: str) -> None:
    """As the first of the role's people."""
    who = _who(town.people, role)
    page.goto(f"{town.address}/desk/login")
    page.locator("#name").fill(who.name)
    page.locator("#password").fill(who.password)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"{town.address}/desk/")


def _who(people: Sequence[Person], role: str) -> Person:
    return next(each for each in people if each.role == role)


@contextmanager
def a_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()
