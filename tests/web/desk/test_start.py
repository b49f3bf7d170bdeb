"""What each of the office's own people sees of the visits that enterprises asked for."""

import re

import pytest
from flask import Flask

from compliance.services.evidence import add_evidence
from compliance.services.office import Office
from compliance.services.visits import cancel_visit
from compliance.store.deeds import ENTERPRISE
from tests.auditing import entries
from tests.evidence.made import telling
from tests.people import DEPARTMENT, settled
from tests.web.conftest import SignIn
from tests.web.visitor import Visitor

OTHER = "市场监管"
BOTH = f"住建、{OTHER}"
SHOPS = {DEPARTMENT: "甲小吃店", BOTH: "乙小吃店"}


@pytest.fixture
def lamps_department() -> str:
    """Two together."""
    return BOTH


@pytest.fixture(autouse=True)
def asked_for(site: Flask) -> None:
    """Two shops have asked for a visit, one of each department; a third kept its result to itself."""
    signs = {"answers/设有招牌": "yes", "answers/招牌面积": "12"}
    ask(check(site, "sign", signs), DEPARTMENT)
    ask(check(site, "lamps", {"answers/灯具安全": "no"}), BOTH)
    check(site, "sign", signs | {"answers/招牌说明": "丙小吃店"})


def check(site: Flask, pack: str, answers: dict[str, str]) -> Visitor:
    first, *_ = answers.items()  # it brings the others up
    return Visitor(site.test_client()).start(pack).send(dict([first])).send(answers).through()


def ask(shop: Visitor, department: str) -> None:
    said = {"name": SHOPS[department], "address": "城东路 1 号", "contact": "王五", "phone": "13800000000"}
    shop.go(f"/checks/{shop.token}/visit").send({**said, "departments": department})
    assert "已提交" in shop.html


@pytest.mark.parametrize(
    ("role", "department", "seen"),
    [
        ("officer", DEPARTMENT, ["甲小吃店"]),
        ("officer", OTHER, ["乙小吃店"]),
        ("officer", "住建", ["乙小吃店"]),
        ("officer", "", ["甲小吃店", "乙小吃店"]),
        ("reviewer", DEPARTMENT, ["甲小吃店"]),
        ("reviewer", "", ["甲小吃店", "乙小吃店"]),
        ("legal", "", []),
        ("admin", "", []),
    ],
)
def test_visits_are_seen_by_those_whose_work_they_are(
    office: Office, sign_in: SignIn, role: str, department: str, seen: list[str]
) -> None:
    settled(office, "lisi", role, department=department)
    page = sign_in("lisi")
    assert (page.path, page.status) == ("/desk/", 200)
    assert [shop for shop in SHOPS.values() if shop in page.html] == seen
    assert "丙小吃店" not in page.html
    assert ("企业预约的上门指导" in page.html) == (role in ("officer", "reviewer"))


ALL = ("约〔2026〕1号", "约〔2026〕2号")  # in the order of `asked_for`
WHEN = "11月25日（周三）上午"


def open_first(page: Visitor) -> Visitor:
    return page.go(f"/desk/visits/{ALL[0]}")


def sent(page: Visitor, path: str, **said: str) -> int:
    form = {"csrf_token": page.form()["csrf_token"], **said}
    return page.client.post(f"/desk/visits/{path}", data=form).status_code


def test_a_visit_shows_what_was_handed_over_for_it(office: Office, sign_in: SignIn) -> None:
    settled(office, "lisi", department=DEPARTMENT)
    page = open_first(sign_in("lisi"))
    assert page.status == 200
    said = ("甲小吃店", "城东路 1 号", "王五", ">13800000000</a>")
    for each in (*said, "违反 1 项", "没有材料", "企业自己说的，没有核实"):
        assert each in page.html


def test_a_visit_is_planned_and_then_made(office: Office, sign_in: SignIn) -> None:
    settled(office, "lisi", department=DEPARTMENT)
    page = open_first(sign_in("lisi"))
    assert sent(page, f"{ALL[0]}/plan", planned_for=" ") == 400
    assert "已安排" not in open_first(page).html
    assert sent(page, f"{ALL[0]}/plan", planned_for=WHEN) == 303
    assert WHEN in open_first(page).html
    assert WHEN in page.go("/desk/").html
    assert sent(open_first(page), f"{ALL[0]}/done") == 303
    assert "甲小吃店" not in page.go("/desk/").html
    assert "安排上门" not in open_first(page).html
    assert sent(page, f"{ALL[0]}/done") == 409


def test_another_department_s_visit_is_not_there(office: Office, sign_in: SignIn) -> None:
    settled(office, "lisi", department=OTHER)
    page = sign_in("lisi")
    assert open_first(page).status == 404
    assert "甲小吃店" not in page.html
    for deed in ("plan", "done"):
        assert sent(page, f"{ALL[0]}/{deed}", planned_for=WHEN) == 404
    settled(office, "wangwu")
    assert "已提交" in open_first(sign_in("wangwu")).html


def test_a_cancelled_visit_shows_nothing_any_more(office: Office, sign_in: SignIn) -> None:
    cancel_visit(office, ENTERPRISE, ALL[0])
    settled(office, "lisi")
    page = open_first(sign_in("lisi"))
    assert page.status == 409
    assert "甲小吃店" not in page.html


def test_evidence_is_saved_by_those_who_may_see_the_visit(office: Office, site: Flask, sign_in: SignIn) -> None:
    shop = check(site, "sign", {"answers/设有招牌": "yes", "answers/招牌面积": "12"})
    add_evidence(office, shop.token, "answers/招牌面积", [telling("JPEG")])
    ask(shop, DEPARTMENT)
    settled(office, "lisi", department=DEPARTMENT)
    settled(office, "wangwu", department=OTHER)
    (path,) = re.findall(r'href="(/desk/visits/[^"]+/evidence/[^"]+)"', sign_in("lisi").go("/desk/visits/2026-3").html)
    mine = sign_in("lisi").client.get(path)
    assert (mine.status_code, mine.mimetype) == (200, "image/jpeg")
    assert mine.headers["Content-Disposition"] == "attachment"
    assert "sandbox" in mine.headers["Content-Security-Policy"]
    assert sign_in("wangwu").client.get(path).status_code == 404
    assert sign_in("lisi").client.get(f"/desk/visits/2026-1/evidence/{path.rsplit('/', 1)[1]}").status_code == 404


def test_the_log_tells_who_saw_and_did_what_and_nothing_of_who_was_refused(office: Office, sign_in: SignIn) -> None:
    settled(office, "lisi", department=DEPARTMENT)
    settled(office, "wangwu", department=OTHER)
    before = len(entries(office.store))
    open_first(sign_in("wangwu"))
    page = open_first(sign_in("lisi"))
    sent(page, f"{ALL[0]}/plan", planned_for=WHEN)
    sent(page, f"{ALL[0]}/done")
    told = [(each.who, each.kind, each.deed, each.about) for each in entries(office.store)[before:]]
    assert told == [
        ("wangwu", "officer", "signed in", "wangwu"),
        ("wangwu", "officer", "matters listed", ""),
        ("wangwu", "officer", "visits listed", ""),
        ("lisi", "officer", "signed in", "lisi"),
        ("lisi", "officer", "matters listed", ""),
        ("lisi", "officer", "visits listed", ""),
        ("lisi", "officer", "visit shown", ALL[0]),
        ("lisi", "officer", "visit planned", ALL[0]),
        ("lisi", "officer", "visit done", ALL[0]),
    ]
