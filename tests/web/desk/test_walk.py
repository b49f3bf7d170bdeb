"""The pages of a walk, and what its script sends."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import event

from compliance.services.matters.moving import Details, do
from compliance.services.office import Office
from compliance.services.walks.adding import Said, add_answers
from compliance.services.walks.opening import open_walk
from tests.auditing import told
from tests.conftest import NOW
from tests.evidence.made import telling
from tests.people import DEPARTMENT, settled
from tests.services.matters.officers import MARKET, begun, officer
from tests.services.walks.walking import answered, said
from tests.web.conftest import SignIn
from tests.web.visitor import Visitor

HAS, AREA = "answers/设有招牌", "answers/招牌面积"


@pytest.fixture
def number(office: Office) -> str:
    return begun(office).number


@pytest.fixture
def path(number: str) -> str:
    return f"/desk/matters/{quote(number)}/walk"


@pytest.fixture
def walker(office: Office, sign_in: SignIn, path: str) -> Visitor:
    settled(office, "lisi", "officer", display_name="李四", department=DEPARTMENT)
    return sign_in("lisi", wanted=path)


def post(visitor: Visitor, path: str, body: Any) -> Any:
    """What the script is told of what it sends."""
    visitor.go(path.rsplit("/", 1)[0]) if "csrf_token" not in visitor.html else None
    headers = {"X-CSRFToken": visitor.form()["csrf_token"]}
    return visitor.client.post(path, json=body, headers=headers)


def sent(field: str, *typed: str, id: str = "a" * 16, account: str = "lisi", at: Any = 1_000) -> dict[str, Any]:
    return {"account": account, "answers": [{"id": id, "field": field, "typed": typed, "at": at}]}


def test_the_page_asks_what_the_matter_s_items_hang_on(walker: Visitor) -> None:
    assert "现场检查：甲商店" in walker.html
    assert walker.form().getlist("shown") == [HAS]
    walker.send({HAS: "yes"})
    assert walker.status == 200
    assert walker.form().getlist("shown") == [HAS, AREA]
    assert "李四 11月21日 10:00" in walker.html


def test_the_whole_form_keeps_what_was_typed_and_says_what_cannot_be_read(
    walker: Visitor, office: Office, number: str
) -> None:
    walker.send({HAS: "yes"}).send({AREA: "很大"})
    assert "有 1 处要改" in walker.html
    assert "请填数字" in walker.html
    assert walker.form()[AREA] == "很大"
    walker.send({AREA: "20"})
    assert "要改" not in walker.html
    assert answered(office, number) == {HAS: ("yes",), AREA: ("20",)}


def test_the_end_says_what_is_open_and_what_was_found(walker: Visitor, path: str) -> None:
    walker.send({HAS: "yes"}, button="end")
    assert walker.path.endswith("/end")
    assert "还有 1 题没有结果" in walker.html
    assert "按“尚不能确定”算" in walker.html
    walker.go(path).send({AREA: "20"}, button="end")
    assert "要问的都有结果了" in walker.html
    assert "20平方米" in walker.html


def test_lists_are_chosen_and_asked_along(walker: Visitor, path: str) -> None:
    walker.go(f"{path}/lists").send({"list": "lamps"})
    assert "answers/灯具安全" in walker.form().getlist("shown")
    assert "清单" in walker.go(f"{path}/lists").html
    assert walker.form().getlist("list") == ["lamps"]
    answer = walker.client.post(f"{path}/lists", data={**walker.form(), "list": "nothing"})
    assert answer.status_code == 400
    assert "没有编号为「nothing」的清单" in answer.text


def test_photos_of_the_form_are_kept_once_and_can_be_taken_back(walker: Visitor, office: Office, number: str) -> None:
    form = walker.form().to_dict(flat=False)
    for _ in range(2):
        data = {**form, f"file:{HAS}": (BytesIO(telling("PNG")), "x.png")}
        assert walker.client.post(walker.path, data=data).status_code == 303
    [photo] = open_walk(office, officer(), number).photos
    walker.go(walker.path)
    got = walker.client.get(f"{walker.path}/photos/{photo.id}")
    assert (got.status_code, got.headers["Content-Disposition"]) == (200, "attachment")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    walker.send({"remove": photo.id})
    assert open_walk(office, officer(), number).photos == ()


def test_a_file_that_is_no_photo_is_told_of_with_the_page(walker: Visitor) -> None:
    data = {**walker.form(), f"file:{HAS}": (BytesIO(b"no picture"), "x.png")}
    answer = walker.client.post(walker.path, data=data)
    assert answer.status_code == 400
    assert "只收照片" in answer.text


class TestTheScript:
    def test_is_told_how_the_walk_stands_for_what_it_sent(
        self, walker: Visitor, path: str, office: Office, number: str
    ) -> None:
        answer = post(walker, f"{path}/answers", sent(HAS, "yes"))
        assert answer.status_code == 200
        told = answer.json
        assert (told["account"], told["basis"], told["answered"], told["asked"]) == ("lisi", 1, 1, 2)
        fields = {each["name"]: each for each in told["fields"].values()}
        assert (fields[HAS]["typed"], fields[HAS]["shown"], fields[AREA]["shown"]) == (["yes"], True, True)
        assert told["refused"] == {}
        [entry] = open_walk(office, officer(), number).entries
        assert (entry.by, entry.said_at.year) == ("lisi", 1970)

    def test_may_send_again(self, walker: Visitor, path: str, office: Office, number: str) -> None:
        for _ in range(3):
            assert post(walker, f"{path}/answers", sent(HAS, "yes")).status_code == 200
        assert len(open_walk(office, officer(), number).entries) == 1

    @pytest.mark.parametrize("at", [1e300, -1e300, 1e18])
    def test_may_have_any_clock(self, walker: Visitor, path: str, office: Office, number: str, at: float) -> None:
        assert post(walker, f"{path}/answers", sent(HAS, "yes", at=at)).status_code == 200
        assert open_walk(office, officer(), number).entries[0].said_at == NOW

    def test_is_told_of_what_is_not_taken(self, walker: Visitor, path: str) -> None:
        told = post(walker, f"{path}/answers", sent("answers/别的", "yes")).json
        assert told["refused"] == {"a" * 16: "现在的规则里没有这个问题"}

    def test_sends_nothing_as_somebody_else(self, walker: Visitor, path: str, office: Office, number: str) -> None:
        answer = post(walker, f"{path}/answers", sent(HAS, "yes", account="wangwu"))
        assert (answer.status_code, answer.json["account"]) == (409, "lisi")
        assert open_walk(office, officer(), number).entries == ()

    @pytest.mark.parametrize(
        "body",
        [[], "x", 1, {}, {"account": "lisi"}, {"account": "lisi", "answers": [1]}, {"account": 1, "answers": []},
         {"account": "lisi", "answers": [{"id": "a", "field": HAS, "typed": "yes", "at": 1}]},
         {"account": "lisi", "answers": sent(HAS)["answers"] * 201}],
    )  # fmt: skip
    def test_that_sends_nonsense_is_refused(self, walker: Visitor, path: str, body: Any) -> None:
        assert post(walker, f"{path}/answers", body).status_code == 400

    @pytest.mark.parametrize("place", ["answers", "photos", "photos/x/remove"])
    def test_without_the_token_does_nothing(self, walker: Visitor, path: str, place: str) -> None:
        assert walker.client.post(f"{path}/{place}", json=sent(HAS, "yes")).status_code == 400

    def test_sends_photos(self, walker: Visitor, path: str, office: Office, number: str) -> None:
        headers = {"X-CSRFToken": walker.form()["csrf_token"]}
        for content in (telling("PNG"), b"no picture"):
            data = {"account": "lisi", "id": content[:1].hex() * 10, "field": HAS, "at": "5"}
            data["photo"] = (BytesIO(content), "x")  # type: ignore[assignment]
            answer = walker.client.post(f"{path}/photos", data=data, headers=headers)
            assert answer.status_code == 200
        assert "只收照片" in next(iter(answer.json["refused"].values()))
        [photo] = open_walk(office, officer(), number).photos
        told = walker.client.post(f"{path}/photos/{photo.id}/remove", headers=headers).json
        assert [each["photos"] for each in told["fields"].values() if each["photos"]] == []
        assert open_walk(office, officer(), number).photos == ()

    def test_is_told_why_a_closed_matter_takes_nothing(
        self, walker: Visitor, path: str, office: Office, number: str
    ) -> None:
        do(office, officer(), number, "close", Details("查无此事"))
        answer = post(walker, f"{path}/answers", sent(HAS, "yes"))
        assert answer.status_code == 409
        assert "已经办结" in answer.json["problem"]
        assert "account" not in answer.json

    def test_learns_nothing_of_a_matter_that_is_not_to_be_seen(self, walker: Visitor, office: Office) -> None:
        hidden = f"/desk/matters/{quote(begun(office, MARKET).number)}/walk"
        assert walker.client.get(hidden).status_code == 404
        assert walker.client.get(f"{hidden}/state").status_code == 404
        answer = post(walker, f"{hidden}/answers", sent(HAS, "yes"))
        assert (answer.status_code, "没有编号为" in answer.json["problem"]) == (404, True)


def test_a_page_that_only_shows_has_no_script_and_nothing_to_send(office: Office, sign_in: SignIn, path: str) -> None:
    settled(office, "fawu", "legal", department=DEPARTMENT)
    visitor = sign_in("fawu", wanted=path)
    assert "walk.js" not in visitor.html
    assert "保存" not in re.sub(r'aria-hidden="true">保存', "", visitor.html).replace("按“保存”", "")
    assert visitor.form().getlist("shown") == []


def test_the_worker_is_a_script_for_the_whole_desk_and_says_nothing_of_anybody(walker: Visitor) -> None:
    answer = walker.client.get("/desk/walk-worker.js")
    assert answer.mimetype in ("text/javascript", "application/javascript")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "甲商店" not in answer.text
    answer.close()


def test_hostile_answers_are_shown_as_texts(walker: Visitor, path: str, office: Office, number: str) -> None:
    hostile = "\"><script>alert(1)</script>'"
    add_answers(office, officer(), number, [said("a", HAS, "yes"), said("b", AREA, hostile)])
    for place in ("", "/end"):
        assert "<script>alert" not in walker.go(f"{path}{place}").html


def statements(office: Office, deed: Callable[[], Any]) -> int:
    asked = []
    engine = office.store.engine
    event.listen(engine, "before_cursor_execute", count := lambda *_: asked.append(1))
    deed()
    event.remove(engine, "before_cursor_execute", count)
    return len(asked)


def test_the_number_of_statements_does_not_grow_with_the_answers(
    walker: Visitor, path: str, office: Office, number: str
) -> None:
    def look() -> None:
        assert walker.go(path).status == 200

    add_answers(office, officer(), number, [Said("x" * 16, HAS, ["yes"], NOW)])
    few = statements(office, look)
    more = [Said(f"{place:016}", HAS, ["yes", "no"][place % 2 :][:1], NOW) for place in range(100)]
    add_answers(office, officer(), number, more)
    assert statements(office, look) == few


def test_the_log_tells_of_looking_and_answering_and_not_what(
    walker: Visitor, path: str, office: Office, number: str
) -> None:
    post(walker, f"{path}/answers", sent(HAS, "yes"))
    done = [(who, deed, json.loads(detail)) for who, deed, about, detail in told(office.store) if about == number]
    assert done[-3:] == [
        ("lisi", "walk shown", {}),
        ("lisi", "walk answered", {"count": 1}),
        ("lisi", "walk shown", {}),
    ]
