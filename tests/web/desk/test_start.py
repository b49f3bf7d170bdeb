"""What each of the office's own people sees of the visits that enterprises asked for."""

from pathlib import Path

import pytest
from flask import Flask

from compliance.services.office import Office
from tests.packs import changed, dumped
from tests.people import DEPARTMENT, settled
from tests.web.desk.conftest import SignIn
from tests.web.packs import DISCRETION, LAMPS, SIGNS
from tests.web.visitor import Visitor

OTHER = "市场监管"
BOTH = f"住建、{OTHER}"
SHOPS = {DEPARTMENT: "甲小吃店", BOTH: "乙小吃店"}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The lamps are another department's business, together with a third."""
    folder = tmp_path / "rules"
    folder.mkdir()
    for number, data in enumerate((SIGNS, changed(LAMPS, "items", 0, "department", to=BOTH), DISCRETION)):
        (folder / f"{number}.yaml").write_bytes(dumped(data))
    return folder


@pytest.fixture(autouse=True)
def asked_for(site: Flask) -> None:
    """Two shops have asked for a visit, one of each department; a third kept its result to itself."""
    signs = {"answers/设有招牌": "yes", "answers/招牌面积": "12"}
    ask(check(site, "sign", signs), DEPARTMENT)
    ask(check(site, "lamps", {"answers/灯具安全": "no"}), BOTH)
    check(site, "sign", signs | {"answers/招牌说明": "丙小吃店"})


def check(site: Flask, pack: str, answers: dict[str, str]) -> Visitor:
    return Visitor(site.test_client()).start(pack).send(answers).through()


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
