"""A matter's page puts first what is to be done next, and whatever page one is on, the next isn't far."""

import re

import pytest

from compliance.services.matters.computing import Verified
from compliance.services.matters.deciding import decide_matter
from compliance.services.matters.made import decisions_made
from compliance.services.matters.moving import Details, do
from compliance.services.matters.opening import take_visit
from compliance.services.office import Office
from compliance.store.records.matters import MatterRecord
from compliance.web.desk.decision_view import DecisionView
from tests.people import settled
from tests.self_checking import finished, visited
from tests.services.matters.officers import CITY, MARKET, begun
from tests.services.matters.officers import officer as somebody
from tests.web.conftest import SignIn
from tests.web.visitor import Visitor

LISI = somebody(role="officer", name="lisi")
REVIEWER = somebody()


@pytest.fixture
def page(office: Office, sign_in: SignIn) -> Visitor:
    """Of an officer of the department."""
    settled(office, "lisi", department=CITY, display_name="李四")
    return sign_in("lisi")


def begin(office: Office, *deeds: str) -> str:
    """The number of a matter with which this was done."""
    number = begun(office).number
    for deed in deeds:
        if deed == "decide":
            decide_matter(office, LISI, number, Verified({}), {})
        else:
            do(office, REVIEWER, number, deed, Details("理由", to_person="lisi" if deed == "assign" else ""))
    return number


def buttons(page: Visitor) -> list[str]:
    """The pages to go on to that stand out."""
    part = page.html.partition("现在可以做什么")[2].partition("<details")[0].partition("<nav")[0]
    return re.findall(r'<a class="btn[^"]*" href="[^"]*">([^<]+)</a>', part)


def deeds(page: Visitor) -> list[str]:
    """What can be done, in order; those whose forms are open are marked."""
    found = re.findall(r'<details class="deed"( open)?>\s*<summary>([^<]+)', page.html)
    return [f"{name} 打开" if is_open else name for is_open, name in found]


@pytest.mark.parametrize(
    ("done", "stand_out", "first"),
    [
        ((), [], "交办 打开"),
        (("assign",), ["现场检查", "作出判断"], "交办"),
        (("assign", "decide"), ["出具文书"], "责令整改"),
        (("assign", "decide", "order"), ["出具文书"], "报告整改完成"),
        (("assign", "close", "reopen"), ["现场检查", "作出判断"], "交办"),
        (("assign", "decide", "close", "reopen"), ["现场检查", "作出判断"], "交办"),
    ],
)
def test_the_next_step_comes_first(
    office: Office, page: Visitor, done: tuple[str, ...], stand_out: list[str], first: str
) -> None:
    page.go(f"/desk/matters/{begin(office, *done)}")

    assert buttons(page) == stand_out
    assert deeds(page)[0] == first


def test_who_takes_a_matter_is_chosen_to_have_it_beforehand(office: Office, page: Visitor) -> None:
    page.go(f"/desk/matters/{begin(office)}")

    assert '<option value="lisi" selected>' in page.html


def test_who_cannot_close_a_matter_reads_who_can(office: Office, page: Visitor, sign_in: SignIn) -> None:
    number = begin(office, "assign", "order", "report")
    waits = "下一步“办结”，要由本部门的审核人员办。"
    assert waits in page.go(f"/desk/matters/{number}").html
    settled(office, "zhao", "reviewer", department=CITY)

    reviewer = sign_in("zhao").go(f"/desk/matters/{number}")

    assert deeds(reviewer)[0] == "办结 打开"
    assert waits not in reviewer.html


def test_a_closed_matter_is_followed_up(office: Office, page: Visitor) -> None:
    assert buttons(page.go(f"/desk/matters/{begin(office, 'assign', 'close')}")) == ["安排回访"]


def test_the_end_of_a_walk_leads_to_the_decision_or_to_what_comes_before(office: Office, page: Visitor) -> None:
    number = begin(office)
    assert "作出判断以前，要先交办" in page.go(f"/desk/matters/{number}/walk/end").html
    assert "按这些回答作出判断" not in page.html
    do(office, REVIEWER, number, "assign", Details(to_person="lisi"))

    page.go(f"/desk/matters/{number}/walk/end")

    assert "按这些回答作出判断" in page.html
    assert "要先交办" not in page.html


def test_a_colleague_of_another_department_is_not_led_to_a_decision_that_is_not_his(
    office: Office, sign_in: SignIn
) -> None:
    number = begin(office, "assign")
    do(office, REVIEWER, number, "offer", Details("请接收", to_department=MARKET))
    settled(office, "wang", department=MARKET)
    page = sign_in("wang")

    assert "作出判断" not in page.go(f"/desk/matters/{number}/walk/end").html
    assert deeds(page.go(f"/desk/matters/{number}"))[0] == "接收移交 打开"


def test_what_cannot_be_done_now_leads_back_to_the_matter_and_other_errors_to_the_desk(
    office: Office, page: Visitor
) -> None:
    number = begin(office)

    assert page.go(f"/desk/matters/{number}/decision").status == 409
    assert f"回到事项 {number}" in page.html
    assert page.go("/desk/matters/事〔2020〕9号").status == 404
    assert '<a class="btn btn-primary btn-lg" href="/desk/">回办公桌</a>' in page.html


def test_the_walk_of_a_visit_reminds_of_saying_that_it_was_made(office: Office, page: Visitor) -> None:
    visit = visited(office, finished(office))
    matter: MatterRecord = take_visit(office, LISI, visit.number)

    assert "里记“已经上门”，企业才能评价" in page.go(f"/desk/matters/{matter.number}/walk/end").html
    assert 'href="tel:13800000000"' in page.go(f"/desk/visits/{visit.number}").html


def test_only_what_contradicts_the_enterprise_is_told_as_a_difference(office: Office) -> None:
    [made] = decisions_made(office, LISI, begin(office, "assign", "decide")).decisions
    view = DecisionView(made.engine, made.decision, made.sheet)
    assert view.decision.findings[0].status == "undetermined"

    def told(claimed: str) -> list[str]:
        return [each.decided for each in view.differing({"sign-001": claimed}, {})]

    assert told("符合") == told("不适用") == told("尚不能确定") == []
    assert told("违反，依法处罚（一般情形）") == ["尚不能确定"]


@pytest.mark.parametrize("role", ["officer", "reviewer", "legal", "admin"])
def test_the_navigation_leads_to_each_page_once(office: Office, sign_in: SignIn, role: str) -> None:
    settled(office, "qian", role, department=CITY)
    head = sign_in("qian").html.partition('class="desk-head"')[2].partition("</nav>")[0]
    names = re.findall(r"<a [^>]*>([^<]+)</a>", head)

    assert len(names) > 1
    assert sorted(names) == sorted(set(names))
