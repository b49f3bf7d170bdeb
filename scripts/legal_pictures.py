"""Pictures of the legal desk in the made-up town, with a report made there. Used by gallery.py and pictures.py."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect

from compliance.services.amendments.worklist import pending, read_worklist
from compliance.services.office import Office
from compliance.services.publishing.drafts import read_draft
from compliance.services.publishing.states import PackState, pack_states
from compliance.services.replaying.making import make_all
from compliance.services.replaying.proposals import Proposal
from compliance.services.replaying.reports import ask, read_report
from compliance.store.deeds import Actor
from scripts.desk_pictures import Town, a_browser, made_up_town, sign_in
from scripts.site_pictures import write_picture

SIZES: Mapping[str, Mapping[str, int]] = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
}
BOTH, WIDE = ("desktop", "phone"), ("desktop",)
PATIENCE = 60_000
"""Milliseconds that a page may take to come to rest beside other work."""
_SPOKEN = {"phone": "手机", "desktop": "电脑"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page by its title, as whom it is seen, where it is, in which sizes, and what is done on it before."""

    title: str
    role: str
    path: str
    sizes: Sequence[str] = BOTH
    first: Callable[[Page], None] = lambda page: None


def at_the_mistake(page: Page) -> None:
    """The text where it is wrong."""
    page.locator("#problems button").first.click()
    expect(page.locator("#panel-met [role=status]")).to_contain_text("草稿还有错误")


def in_the_first_item(page: Page) -> None:
    page.locator(".CodeMirror").wait_for()
    page.evaluate(
        """() => {
            const cm = document.querySelector(".CodeMirror").CodeMirror, lines = cm.getValue().split("\\n");
            const line = lines.indexOf("items:") + 1;
            cm.setCursor({line: lines.findIndex((each, place) => place >= line && each.includes("id: ")), ch: 0});
            cm.scrollIntoView(null, 200);
        }"""
    )


def as_met(page: Page) -> None:
    in_the_first_item(page)
    expect(page.frame_locator("#panel-met iframe").locator("article.card-of")).to_be_visible()


def by_the_form(page: Page) -> None:
    in_the_first_item(page)
    page.get_by_role("tab", name="这一条的表单").click()
    expect(page.locator("#item-form [name=title]")).to_be_visible()


PICTURES: Mapping[str, Picture] = {
    "start": Picture("法制人员的办公桌，要看的规则在最上面", "legal", "/desk/"),
    "rules": Picture("规则", "legal", "/desk/packs"),
    "editor": Picture("写规则，当场指出错误", "legal", "/desk/rule-drafts/{wrong}", BOTH, at_the_mistake),
    "preview": Picture("写规则，旁边是企业看到的", "legal", "/desk/rule-drafts/{draft}", WIDE, as_met),
    "form": Picture("一边是文字，一边是这一项的表单", "legal", "/desk/rule-drafts/{draft}", WIDE, by_the_form),
    "item": Picture("一项的表单", "legal", "/desk/rule-drafts/{draft}/items/{item}"),
    "report": Picture("发布前的报告，存下的结果按草稿重放", "legal", "/desk/rule-drafts/{draft}/report"),
    "case": Picture("重放的一件，新旧对照", "reviewer", "/desk/rule-drafts/{draft}/report/{change}/0"),
    "review": Picture("等审核的一稿", "reviewer", "/desk/rule-drafts/{draft}"),
    "search": Picture("查找规则", "legal", "/desk/rule-search?q=没有"),
    "compare": Picture("两版并排", "legal", "/desk/rule-compare?old=today.{pack}&new=draft.2.{draft}"),
    "statutes": Picture("依据的法律", "legal", "/desk/statutes", WIDE),
    "statute": Picture("改了的法律，和依据它的各项", "legal", "/desk/statutes/{law}"),
    "to-review": Picture("待复核", "legal", "/desk/to-review"),
    "tables": Picture("表格和规则互换", "legal", "/desk/rule-tables", WIDE),
}
ALL = tuple((name, size) for name, each in PICTURES.items() for size in each.sizes)


def photograph_legal_desk(folder: Path, wanted: Sequence[tuple[str, str]] = ALL) -> list[tuple[str, str]]:
    """Writes pictures to the folder, each of one of PICTURES in one of SIZES; gives their titles and file names."""
    with made_up_town() as town, a_browser() as browser:
        places = {name: quote(value) for name, value in _places(town.office)}
        for name, size in wanted:
            page = browser.new_page(viewport=SIZES[size], locale="zh-CN")
            page.set_default_timeout(PATIENCE)
            _take(page, town, PICTURES[name], places, folder / f"legal-{name}-{size}.png")
            page.context.close()
    return [(f"{PICTURES[name].title}（{_SPOKEN[size]}）", f"legal-{name}-{size}.png") for name, size in wanted]


def _take(page: Page, town: Town, picture: Picture, places: Mapping[str, str], path: Path) -> None:
    sign_in(page, town, picture.role)
    page.goto(town.address + picture.path.format(**places))
    picture.first(page)
    page.evaluate("scrollTo(0, 0)")  # what sticks to the screen stands where the page begins
    write_picture(page.screenshot(full_page=True), path)


def _places(office: Office) -> Iterator[tuple[str, str]]:
    """What stands in the pages' addresses: the draft that waits for review, reported on; one with a mistake; a law."""
    drafted = {bool(each.submitted): each for each in pack_states(office) if each.drafts}
    yield "wrong", drafted[False].drafts[0].id
    yield "pack", drafted[True].id
    yield "draft", drafted[True].drafts[0].id
    yield from _replayed(office, drafted[True])
    yield "law", pending(read_worklist(office))[0].amendment.statute


def _replayed(office: Office, state: PackState) -> Iterator[tuple[str, str]]:
    """Makes the report; gives a change of which there are cases to be looked at, and an item that came to it."""
    draft = state.drafts[0]
    proposal = Proposal(draft.id, state.id, state.kind, read_draft(office, draft.id).text)
    made = ask(office, Actor(draft.last.by, "officer"), proposal)
    make_all(office)
    told = read_report(office, made).told
    assert told
    yield "item", told.items[0].item
    yield "change", next(row.change for row in told.rows if row.listed and row.change != "same")
