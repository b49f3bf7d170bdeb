"""Cases alike that were ruled otherwise are listed to reviewers and legal staff, within what they may see."""

from decimal import Decimal

import pytest
from sqlalchemy import event

from compliance.services.matters.deciding import Verified, decide_matter
from compliance.services.matters.like_cases import GROUPS_A_PAGE, NEWEST
from compliance.services.matters.moving import Details, do
from compliance.services.matters.opening import Found, report_found
from compliance.services.matters.rulings import Ruling
from compliance.services.office import Office
from tests.packs import TODAY
from tests.people import DEPARTMENT, settled
from tests.services.matters.officers import SHOP, officer
from tests.web.conftest import SignIn

LENIENT = Ruling("lenient", Decimal(10000), "配合检查")
ORDINARY = Ruling("ordinary", Decimal(20000), "面积较大")


def decided(office: Office, size: int, ruling: Ruling, town: str = "") -> str:
    """A case that is alike to those of the same size: what somebody wrote of the consequences is a circumstance."""
    number = report_found(office, officer(), Found(SHOP, ("sign-001",), TODAY, town)).number
    do(office, officer(), number, "assign", Details(to_person="李某"))
    told = {"危害后果": "严重", "后果说明": f"第 {size} 种"}
    verified = Verified({"设有招牌": True, "招牌面积": Decimal(20)}, {"sign-001": told}, looked_up=True)
    decide_matter(office, officer(), number, verified, {"sign-001": ruling})
    return number


@pytest.mark.parametrize("role", ["reviewer", "legal"])
def test_cases_alike_with_different_verdicts_stand_together(office: Office, sign_in: SignIn, role: str) -> None:
    first, second = decided(office, 1, LENIENT), decided(office, 1, ORDINARY)
    same = [decided(office, 2, ORDINARY) for _ in range(2)]
    settled(office, "qian", role)

    page = sign_in("qian").go("/desk/differing").html

    assert "未经许可设置大型招牌" in page
    assert all(each in page for each in (first, second, "从轻处罚，罚款1万元", "配合检查", "面积较大"))
    assert not any(each in page for each in same)


def test_what_one_may_not_see_is_neither_listed_nor_makes_others_differ(office: Office, sign_in: SignIn) -> None:
    own, other = decided(office, 1, LENIENT, "甲镇"), decided(office, 1, ORDINARY, "乙镇")
    settled(office, "qian", "legal", town="甲镇")
    settled(office, "all", "legal", department=DEPARTMENT)

    page = sign_in("qian").go("/desk/differing").html
    assert "没有情形一样、结论不同的案件" in page
    assert own not in page
    assert other not in page
    assert other in sign_in("all").go("/desk/differing").html


def test_there_is_a_page_after_the_first_and_none_after_the_last(office: Office, sign_in: SignIn) -> None:
    for size in range(GROUPS_A_PAGE + 1):
        decided(office, size, LENIENT)
        decided(office, size, ORDINARY)
    settled(office, "qian", "legal")
    page = sign_in("qian").go("/desk/differing")

    assert page.html.count("<article") == GROUPS_A_PAGE
    assert "下一页" in page.html
    page.go("/desk/differing?page=2")
    assert page.html.count("<article") == 1
    assert "下一页" not in page.html
    assert "没有更多了" in page.go("/desk/differing?page=3").html
    assert page.go("/desk/differing?page=99999999999999999999").status == 200


def test_the_page_asks_the_database_as_often_for_many_cases_as_for_few(office: Office, sign_in: SignIn) -> None:
    settled(office, "qian", "legal")
    page, statements = sign_in("qian"), list[str]()
    event.listen(office.store.engine, "before_cursor_execute", lambda *said: statements.append(said[2]))

    def count() -> int:
        statements.clear()
        page.go("/desk/differing")
        return len(statements)

    decided(office, 0, LENIENT)
    decided(office, 0, ORDINARY)
    few = count()
    for size in range(4):
        for ruling in (LENIENT, ORDINARY) * (NEWEST + 1):
            decided(office, size, ruling)

    assert count() == few
    assert f"{NEWEST + 2} 件，最近的" in page.html
