"""A matter's page at the desk, and what is done on it."""

import re

import pytest

from compliance.services.matters.moving import Details, do
from compliance.services.office import Office
from tests.people import settled
from tests.services.matters.officers import CITY, MARKET, begun
from tests.services.matters.officers import officer as somebody
from tests.web.conftest import SignIn
from tests.web.visitor import Visitor


@pytest.fixture
def number(office: Office) -> str:
    """A matter of the town 甲镇."""
    return begun(office, town="甲镇").number


@pytest.fixture
def reviewer(office: Office, sign_in: SignIn) -> Visitor:
    settled(office, "zhang", "reviewer", department=CITY, display_name="张审核")
    return sign_in("zhang")


def deeds(page: Visitor) -> list[str]:
    """What the page offers to do."""
    return re.findall(r'action="/desk/matters/[^"]+/deeds/(\w+)"', page.html)


def send(page: Visitor, number: str, deed: str, **said: str) -> Visitor:
    """Sends the form of the deed from the matter's page."""
    page.go(f"/desk/matters/{number}")
    sent = {each: page.form()[each] for each in ("csrf_token", "steps")} | said
    return page._at(page.client.post(f"/desk/matters/{number}/deeds/{deed}", data=sent, follow_redirects=True))


def test_the_page_says_what_it_is_about_who_has_it_and_by_when(reviewer: Visitor, number: str) -> None:
    page = reviewer.go(f"/desk/matters/{number}")

    assert page.status == 200
    said = ("事〔2026〕1号：发现", "甲商店", "91110000600037341L", "甲镇", "一般", CITY, "2026年11月24日以前", "受理")
    assert [each for each in said if each not in page.html] == []
    assert "已超期" not in page.html


def test_what_it_offers_to_do_is_what_may_be_done(office: Office, sign_in: SignIn, number: str) -> None:
    settled(office, "lisi", "officer", department=CITY)
    settled(office, "zhao", "legal", department=CITY)
    settled(office, "all", "reviewer")
    address = f"/desk/matters/{number}"

    assert deeds(sign_in("lisi").go(address)) == ["assign", "offer"]
    assert deeds(sign_in("zhao").go(address)) == ["refer"]
    assert deeds(sign_in("all").go(address)) == []


def test_it_is_assigned_to_one_of_the_department_by_the_name_that_people_know(
    office: Office, reviewer: Visitor, number: str
) -> None:
    settled(office, "lisi", department=CITY, display_name="李四")
    settled(office, "wang", department=MARKET, display_name="王五")
    settled(office, "far", department=CITY, town="乙镇", display_name="远处的人")
    page = reviewer.go(f"/desk/matters/{number}")
    assert "李四（lisi）" in page.html
    assert "王五" not in page.html
    assert "远处的人" not in page.html

    send(page, number, "assign", to_person="lisi")

    assert (page.path, page.status) == (f"/desk/matters/{number}", 200)
    assert "交办</b>给李四" in page.html
    assert "李四" in page.html.split("承办人")[1][:30]


@pytest.mark.parametrize("person", ["wang", "nobody", ""])
def test_it_is_not_assigned_to_anybody_else(office: Office, reviewer: Visitor, number: str, person: str) -> None:
    settled(office, "wang", department=MARKET)

    page = send(reviewer, number, "assign", to_person=person, reason="他熟悉")

    assert page.status == 400
    assert "他熟悉" in page.html
    assert "交办</b>" not in page.html


def test_what_was_typed_stays_where_something_is_wrong(reviewer: Visitor, number: str) -> None:
    page = send(reviewer, number, "offer", to_department="", reason="招牌归别处管")

    assert page.status == 400
    assert "<title>错误：" in page.html
    assert "招牌归别处管" in page.html
    assert "请写明要移交的部门" in page.html


def test_it_is_offered_only_to_another_department_that_the_rules_know(reviewer: Visitor, number: str) -> None:
    page = send(reviewer, number, "offer", to_department="没有的局", reason="归他们管")

    assert page.status == 400
    assert "请从列出的部门里选" in page.html


def test_a_form_sent_twice_does_its_deed_once(office: Office, reviewer: Visitor, number: str) -> None:
    settled(office, "lisi", department=CITY)
    page = reviewer.go(f"/desk/matters/{number}")
    sent = {each: page.form()[each] for each in ("csrf_token", "steps")} | {"to_person": "lisi"}

    answers = [page.client.post(f"/desk/matters/{number}/deeds/assign", data=sent) for _ in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    with office.store.reading() as records:
        assert [each.deed for each in records.matters.steps(number)] == ["take", "assign"]


def test_nothing_is_done_on_a_page_that_is_older_than_somebody_s_deed(
    office: Office, reviewer: Visitor, number: str
) -> None:
    settled(office, "lisi", department=CITY)
    page = reviewer.go(f"/desk/matters/{number}")
    sent = {each: page.form()[each] for each in ("csrf_token", "steps")} | {"to_person": "lisi", "reason": "快去"}
    do(office, somebody(), number, "assign", Details(to_person="李某"))

    answer = page.client.post(f"/desk/matters/{number}/deeds/assign", data=sent)

    assert answer.status_code == 409
    assert "又有了进展" in answer.text
    assert "快去" in answer.text
    with office.store.reading() as records:
        assert len(records.matters.steps(number)) == 2


def test_what_can_not_be_done_now_is_said_on_the_page(reviewer: Visitor, number: str) -> None:
    page = send(reviewer, number, "report")

    assert page.status == 409
    assert "不能“报告整改完成”" in page.html


@pytest.mark.parametrize("deed", ["take", "decide", "nonsense"])
def test_there_is_no_form_for_what_has_a_page_of_its_own(reviewer: Visitor, number: str, deed: str) -> None:
    assert send(reviewer, number, deed).status == 404


def test_what_is_another_role_s_is_refused(office: Office, sign_in: SignIn, number: str) -> None:
    settled(office, "lisi", "officer", department=CITY)

    page = send(sign_in("lisi"), number, "close", reason="重复")

    assert page.status == 403
    assert "您的身份不能“办结”" in page.html


@pytest.mark.parametrize(
    ("role", "department", "town", "seen"),
    [
        ("officer", CITY, "", True),
        ("legal", "", "", True),
        ("reviewer", "", "甲镇", True),
        ("officer", CITY, "乙镇", False),
        ("officer", MARKET, "", False),
    ],
)
def test_a_matter_that_is_not_one_s_to_see_is_not_there(
    office: Office, sign_in: SignIn, number: str, role: str, department: str, town: str, seen: bool
) -> None:
    settled(office, "who", role, department=department, town=town)

    page = sign_in("who").go(f"/desk/matters/{number}")

    assert page.status == (200 if seen else 404)
    assert ("甲商店" in page.html) == seen
    if not seen:
        assert send_anyway(page, number) == 404


def send_anyway(page: Visitor, number: str) -> int:
    sent = {"csrf_token": page.form()["csrf_token"], "steps": "1", "reason": "重复"}
    return page.client.post(f"/desk/matters/{number}/deeds/close", data=sent).status_code
