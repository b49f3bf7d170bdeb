"""Looking at a page as somebody would who can't see it, or has a narrow screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from playwright.sync_api import Page, Route

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
NARROW = 360  # CSS pixels


def barriers(page: Page) -> list[str]:
    """What axe finds wrong with the page: the rule, and where."""
    page.wait_for_load_state()  # a click is over when the next page has only begun
    page.evaluate(AXE)  # not by a script element, which the site's policy forbids
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {node['html']}" for each in found["violations"] for node in each["nodes"]]


def too_wide(page: Page) -> list[str]:
    """What reaches beyond a narrow screen."""
    size = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 800})
    found = page.evaluate(
        """(most) => document.documentElement.scrollWidth <= most ? [] : [...document.querySelectorAll("main *")]
            .filter((each) => each.getBoundingClientRect().right > most).map((each) => each.outerHTML.slice(0, 120))""",
        NARROW,
    )
    page.set_viewport_size(size)
    return found


def look(page: Page) -> None:
    """Holds the page at hand to what every page promises."""
    found = [*barriers(page), *(f"too wide: {each}" for each in too_wide(page))]
    assert not found, "\n".join([page.url, *found])


@contextmanager
def refused(page: Page) -> Iterator[None]:
    """What is sent within is refused with a page; the console, which tells of every such answer, isn't told of it."""

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        response = route.fetch(max_redirects=0)
        assert 400 <= response.status < 500
        route.fulfill(response=response, status=200)

    page.route("**/*", answer)
    yield
    page.unroute("**/*", answer)
