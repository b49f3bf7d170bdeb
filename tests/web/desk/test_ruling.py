"""An officer decides at the desk: what is shown is what is computed, and nothing that was typed is lost."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from compliance.services.matters import cases
from compliance.services.matters.deciding import read_decisions
from compliance.services.matters.moving import Details, do
from compliance.services.matters.opening import Found, report_found
from compliance.services.office import Office
from tests.packs import TODAY
from tests.people import DEPARTMENT, settled
from tests.services.matters.officers import SHOP, officer
from tests.web.desk.conftest import SignIn
from tests.web.visitor import Visitor

BIG = {"设有招牌": True, "招牌面积": Decimal(20)}
UNIT = {"basics/subject": "=公司等单位", "basics/acted_on": TODAY.isoformat(), "basics/looked_up": "yes"}
SLIGHT = {"items/sign-001/危害后果": "=无", "items/sign-001/轻微情节": "yes"}
"""The lightest circumstances; with them the law lets the officer leave the fine."""
ORDINARY = {
    "rulings/sign-001/verdict": "ordinary",
    "rulings/sign-001/fine": "20000",
    "rulings/sign-001/reason": "面积较大",
}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What officers saw on site; change it as they go on."""
    answers: dict[str, Any] = dict(BIG)
    monkeypatch.setattr(cases, "verified_answers", lambda *_: dict(answers))
    return answers


def assigned(office: Office, department: str = DEPARTMENT) -> str:
    who = officer(department, name="lisi")
    number = report_found(office, who, Found(SHOP, ("sign-001",), TODAY)).number
    do(office, who, number, "assign", Details(to_person="lisi"))
    return number


@pytest.fixture
def number(office: Office, seen: dict[str, Any]) -> str:
    return assigned(office)


@pytest.fixture
def page(office: Office, sign_in: SignIn, number: str) -> Visitor:
    """The form of the decision, opened by an officer of the department."""
    settled(office, "lisi", department=DEPARTMENT, display_name="李四")
    return sign_in("lisi").go(f"/desk/matters/{number}/decision")


def text(page: Visitor) -> str:
    return unescape(re.sub(r"<[^>]+>", "", page.html))


def checked(page: Visitor, name: str) -> list[str]:
    return page.form().getlist(name)


def at_rulings(page: Visitor) -> Visitor:
    return page.send(UNIT).send(SLIGHT)


def test_the_way_from_what_was_seen_to_the_decision(office: Office, page: Visitor, number: str) -> None:
    assert "面积多大？" in page.html
    assert "20平方米" in page.html
    assert "灯具安全吗？" not in page.html

    page.send(UNIT)
    assert "有什么后果？" in page.html
    assert "是什么后果？" in page.html  # hidden until it is asked
    assert "推算：" not in page.html
    page.send(SLIGHT)
    assert "推算：可以不予处罚" in page.html
    page.send({**ORDINARY, "rulings/sign-001/reason": "屡劝不改"}, button="decide")

    assert page.path.endswith("/decisions")
    assert "决定：依法处罚（一般情形），罚款2万元" in page.html
    assert "和推算的不同。" in page.html
    assert "推算的是“可以不予处罚”" in page.html
    assert "屡劝不改" in page.html
    assert "李四（综合行政执法，执法人员）" in page.html
    [decision] = read_decisions(office, officer(), number)
    [ruling] = decision.rulings
    assert (ruling.computed, ruling.verdict, ruling.fine) == ("no_penalty_allowed", "ordinary", Decimal(20000))
