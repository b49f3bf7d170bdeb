"""Garbage is looked for between requests."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from flask import Flask

from compliance.web.collecting import MOST, CollectingBetween


class Knot:
    """Holds itself, so that only a collection lets it go."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def _site(made: list[weakref.ref[Knot]]) -> Flask:
    site = Flask("knots")
    site.wsgi_app = CollectingBetween(site.wsgi_app)  # type: ignore[method-assign]

    @site.get("/")
    def page() -> str:
        made.append(weakref.ref(Knot()))
        return "a page"

    return site


def test_what_a_request_leaves_behind_is_gone_when_its_answer_has_been_sent() -> None:
    made: list[weakref.ref[Knot]] = []
    answer = _site(made).test_client().get("/")
    assert answer.text == "a page"
    assert made[0]() is not None
    answer.close()
    assert made[0]() is None


def test_no_page_is_held_up_by_a_collection() -> None:
    collections: list[int] = []

    def seen(phase: str, about: dict[str, int]) -> None:
        collections.append(about["generation"])

    site = _site([])

    @site.get("/much")
    def much() -> str:
        gc.collect()
        gc.callbacks.append(seen)
        try:
            return str(len([[n] for n in range(MOST // 2)]))
        finally:
            gc.callbacks.remove(seen)

    assert site.test_client().get("/much").text == str(MOST // 2)
    assert collections == []


def test_what_was_kept_a_while_and_then_let_go_is_found_in_time() -> None:
    client, made = _site([]).test_client(), Knot()
    gone = weakref.ref(made)
    gc.collect()  # among the oldest now
    del made
    for _ in range(500):
        client.get("/").close()
    assert gone() is None
