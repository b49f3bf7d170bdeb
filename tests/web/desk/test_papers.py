"""A matter's papers, follow-ups and credit repair at the desk, and papers for many matters at once."""

import re
from decimal import Decimal

import pytest

from compliance.rulepacks.workflow import Role
from compliance.services.enterprise import Enterprise
from compliance.services.matters.batch_making import make_all
from compliance.services.matters.deciding import Verified, decide_matter
from compliance.services.matters.moving import Details, do
from compliance.services.matters.opening import Found, report_found
from compliance.services.matters.people import Officer
from compliance.services.matters.rulings import Ruling
from compliance.services.office import Office
from tests.packs import TODAY
from tests.people import DEPARTMENT, settled
from tests.web.conftest import SignIn
from tests.web.packs import HOSTILE
from tests.web.visitor import Visitor

KNOWN = Officer("zhao", "reviewer", DEPARTMENT)
FINED = Ruling("ordinary", Decimal(20000), "逾期没有改正")


def decided(office: Office, name: str = "甲商店", ruling: Ruling = FINED) -> str:
    """A matter that was decided on, by hand."""
    number = report_found(office, KNOWN, Found(Enterprise(name), ("sign-001",), TODAY)).number
    do(office, KNOWN, number, "assign", Details(to_person="李某"))
    decide_matter(office, KNOWN, number, Verified({"设有招牌": True, "招牌面积": 12}), {"sign-001": ruling})
    return number


def signed_in(office: Office, sign_in: SignIn, role: Role = "reviewer", town: str = "") -> Visitor:
    settled(office, f"{role}1", role, department=DEPARTMENT, town=town, display_name="李四")
    return sign_in(f"{role}1")


def post(page: Visitor, path: str, **said: str | list[str]) -> Visitor:
    token = page.form()["csrf_token"]
    return page._at(page.client.post(path, data={"csrf_token": token, **said}, follow_redirects=True))


def test_one_press_issues_a_paper_and_a_second_one_gives_the_same(office: Office, sign_in: SignIn) -> None:
    number = decided(office)
    page = signed_in(office, sign_in).go(f"/desk/matters/{number}/papers")
    assert "出具责令限期改正通知书" in page.html
    assert "教育记录" not in page.html

    for _ in range(2):
        post(page, f"/desk/matters/{number}/papers", kind="correction", follow_up="0")

    assert (page.path, page.status) == (f"/desk/matters/{number}/papers", 200)
    assert "已经出具：清责改〔2026〕1号" in page.html
    assert page.html.count("<h3>清责改") == 1
    for suffix in ("docx", "xlsx"):
        assert page.client.get(f"/desk/matters/{number}/drafts/correction.{suffix}").data.startswith(b"PK")
    file = page.client.get(f"/desk/matters/{number}/papers/清责改〔2026〕1号.pdf")
    assert (file.status_code, file.mimetype, file.data[:4]) == (200, "application/pdf", b"%PDF")
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_a_paper_that_does_not_fit_is_refused(office: Office, sign_in: SignIn) -> None:
    number = decided(office)
    page = signed_in(office, sign_in).go(f"/desk/matters/{number}/papers")
    assert post(page, f"/desk/matters/{number}/papers", kind="education").status == 409
    assert "不能出《不予行政处罚教育记录》" in page.html


def test_a_reviewer_withdraws_with_a_reason_that_is_kept_while_it_is_wrong(office: Office, sign_in: SignIn) -> None:
    number = decided(office)
    page = signed_in(office, sign_in).go(f"/desk/matters/{number}/papers")
    post(page, f"/desk/matters/{number}/papers", kind="correction")
    path = f"/desk/matters/{number}/papers/清责改〔2026〕1号/withdraw"
    assert post(page, path, why="长" * 1001).status == 400
    assert "长" * 1001 in page.html
    assert "最多 1000 个字" in page.html

    post(page, path, why="写错了地址")

    assert "已撤回" in page.html
    assert "写错了地址" in page.html
    assert page.client.get(f"/desk/matters/{number}/papers/清责改〔2026〕1号.pdf").status_code == 409
    assert post(page, path, why="写错了地址").status == 409


def test_legal_staff_look_and_others_see_nothing(office: Office, sign_in: SignIn) -> None:
    number = decided(office)
    legal = signed_in(office, sign_in, "legal").go(f"/desk/matters/{number}/papers")
    assert legal.status == 200
    assert '<button class="btn btn-primary">出具' not in legal.html
    other = signed_in(office, sign_in, "officer", "城西")
    for place in ("papers", "follow-ups", "credit-repair"):
        assert other.go(f"/desk/matters/{number}/{place}").status == 404
        assert "甲商店" not in other.html
    assert "甲商店" not in other.go("/desk/follow-ups").html + other.go("/desk/credit-repair").html


def test_a_follow_up_is_planned_and_written_down(office: Office, sign_in: SignIn) -> None:
    number = decided(office)
    page = signed_in(office, sign_in, "officer").go(f"/desk/matters/{number}/follow-ups")
    post(page, f"/desk/matters/{number}/follow-ups/plan", planned_for="2026-11-25")
    assert "安排了 2026年11月25日 回访" in page.html
    assert number in page.go("/desk/follow-ups").html
    page.go(f"/desk/matters/{number}/follow-ups")
    said = {"day": "2026-11-21", "way": "visit", "met": "王店长", "heard": HOSTILE, "rating": "4", "to_mend": ""}

    assert post(page, f"/desk/matters/{number}/follow-ups", **{**said, "day": "2026-11-22"}).status == 400
    assert "不能晚于 2026-11-21" in page.html
    assert "王店长" in page.html
    for _ in range(2):
        post(page, f"/desk/matters/{number}/follow-ups", **said)

    assert (page.path, page.status) == (f"/desk/matters/{number}/follow-ups", 200)
    assert page.html.count("王店长") == 1
    assert "<script>alert" not in page.html
    assert "没有安排好" in page.go("/desk/follow-ups").html
    assert "出具案件回访记录（2026年11月21日回访）" in page.go(f"/desk/matters/{number}/papers").html


def test_credit_repair_leaves_the_day_to_the_officer(office: Office, sign_in: SignIn) -> None:
    number = decided(office)
    page = signed_in(office, sign_in, "officer").go("/desk/credit-repair")
    for said in ("甲商店", number, "依法处罚（一般情形），罚款2万元", "由执法人员填写", "没有告知"):
        assert said in page.html
    page.go(f"/desk/matters/{number}/credit-repair")
    assert post(page, page.path, state="told", earliest="2026-01-01").status == 400
    assert 'value="2026-01-01"' in page.html

    post(page, page.path, state="told", earliest="2027-03-01")

    page.go("/desk/credit-repair")
    assert "2027年3月1日" in page.html
    assert "已告知" in page.html


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Has batches made before the page is shown, once somebody says so by emptying the list."""
    waiting = ["wait"]
    monkeypatch.setattr(
        "compliance.web.desk.paper_batches.go_on", lambda office: None if waiting else make_all(office, 1)
    )
    return waiting


def test_papers_for_many_are_chosen_watched_and_fetched(office: Office, sign_in: SignIn, at_once: list[str]) -> None:
    first, second = decided(office, "甲商店"), decided(office, "乙商店")
    page = signed_in(office, sign_in).go("/desk/papers?pack=sign")
    assert post(page, "/desk/papers?pack=sign", number=[first], kind="").status == 400
    assert re.search(rf'value="{first}"[^>]* checked', page.html)
    assert not re.search(rf'value="{second}"[^>]* checked', page.html)

    post(page, "/desk/papers?pack=sign", all="all", kind="correction")

    assert page.path.startswith("/desk/papers/")
    assert "共 2 件，出具了 0 份" in page.html
    assert '<meta http-equiv="refresh"' in page.html
    assert page.client.get(f"{page.path}/all.zip").status_code == 409
    at_once.clear()
    page.go(page.path)  # goes on where it was stopped
    page.go(page.path)
    assert "共 2 件，出具了 2 份" in page.html
    assert '<meta http-equiv="refresh"' not in page.html
    assert page.client.get(f"{page.path}/all.zip").data.startswith(b"PK")
    assert page.client.get(f"{page.path}/all.pdf").data.startswith(b"%PDF")
    other = signed_in(office, sign_in, "officer").go(page.path)
    assert other.status == 404


def test_the_filter_narrows_what_all_means(office: Office, sign_in: SignIn, at_once: list[str]) -> None:
    decided(office)
    page = signed_in(office, sign_in).go("/desk/papers?state=closed")
    assert "没有这样的事项" in page.html
    page.go("/desk/papers")
    assert post(page, "/desk/papers?state=closed", all="all", kind="correction").status == 400
    assert "现在是 0 件" in page.html or "没有这样的事项" in page.html
