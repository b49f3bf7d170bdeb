"""Finding what to check."""

from typing import Any

import pytest

from tests.packs import dumped
from tests.web.visitor import Visitor

FINDER: dict[str, Any] = {
    "schema": 1,
    "kind": "finder",
    "id": "finder",
    "title": "选清单",
    "questions": [
        {
            "id": "trade",
            "ask": "您经营什么？",
            "type": "choices",
            "options": [
                {"text": "小店", "packs": ["sign", "lamps"]},
                {"text": "灯具店", "packs": ["lamps"]},
                {"text": "<网店>"},
            ],
        }
    ],
}


@pytest.fixture
def checklists(checklists):
    (checklists / "finder.yaml").write_bytes(dumped(FINDER))
    return checklists


def test_the_first_page_asks_plain_questions(visitor: Visitor) -> None:
    visitor.go("/")
    assert "您经营什么？" in visitor.html
    assert "小店" in visitor.html
    assert "&lt;网店&gt;" in visitor.html


def test_what_the_answers_call_for_is_ticked_with_the_reason_and_can_be_started(visitor: Visitor) -> None:
    visitor.go("/find?trade=小店&trade=灯具店")
    assert visitor.form().getlist("pack") == ["sign", "lamps"]
    assert "因为选了：小店；灯具店" in visitor.html
    started = visitor.client.post("/", data=visitor.form(), follow_redirects=True)
    assert "招牌清单" in started.text
    assert "/questions/1" in started.request.path


@pytest.mark.parametrize("said", ["", "?trade=<网店>", "?trade=made-up", "?other=x"])
def test_who_chose_nothing_that_has_a_list_is_asked_again(visitor: Visitor, said: str) -> None:
    visitor.go(f"/find{said}")
    assert visitor.status == 200
    assert "查哪几份" in visitor.html
    assert not visitor.form().getlist("pack")


def test_words_find_lists_and_say_where_they_stand(visitor: Visitor) -> None:
    visitor.go("/find?q=灯具")
    assert "有 1 份和“灯具”有关" in visitor.html
    assert "灯具不安全" in visitor.html
    assert 'value="lamps"' in visitor.html
    assert 'value="sign"' not in visitor.html


def test_words_that_no_list_has_lead_to_all_lists(visitor: Visitor) -> None:
    visitor.go("/find?q=<b>航天")
    assert "没有和“&lt;b&gt;航天”有关的清单" in visitor.html
    assert 'href="/#all"' in visitor.html


def test_too_many_words_are_refused_beside_the_box(visitor: Visitor) -> None:
    visitor.go(f"/find?q={'招牌' * 31}")
    assert visitor.status == 400
    assert "最多写 60 个字" in visitor.html
