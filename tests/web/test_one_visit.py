"""A self-check along one walk, in the browserless client."""

from datetime import date

import pytest

from compliance.documents.matter import Matter
from compliance.documents.rows import Rows
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from tests.packs import dumped
from tests.web.visitor import Visitor

VISIT = {
    "schema": 1,
    "kind": "one_visit",
    "id": "signs-and-lamps",
    "title": "招牌灯具一件事",
    "about": "装灯箱的店",
    "stops": [
        {"title": "走到灯箱前", "look": "看灯具", "items": ["lamp-001"]},
        {"title": "退后看招牌", "items": ["sign-001"]},
    ],
}


@pytest.fixture
def checklists(checklists):
    (checklists / "one_visit").mkdir()
    (checklists / "one_visit" / "signs.yaml").write_bytes(dumped(VISIT))
    return checklists


def test_a_visit_is_asked_stop_by_stop_and_leads_to_a_paper_of_its_own(visitor: Visitor, office: Office) -> None:
    home = visitor.client.get("/").text
    assert "招牌灯具一件事" in home
    assert "装灯箱的店" in home
    visitor.start("signs-and-lamps")
    assert "走到灯箱前" in visitor.html
    assert "看灯具" in visitor.html
    assert "许可哪天到期" not in visitor.html
    visitor.send({"answers/灯具安全": "no"})
    assert "退后看招牌" in visitor.html
    visitor.send({"answers/设有招牌": "yes"}).send({"answers/招牌面积": "20"}).through()
    made = read_assessment(office, visitor.token)
    assert {each.item for each in made.decision.with_status("violation")} == {"lamp-001", "sign-001"}
    assert visitor.html.index("灯具不安全") < visitor.html.index("未经许可设置大型招牌")


def test_a_visit_is_chosen_alone(visitor: Visitor) -> None:
    visitor.start("signs-and-lamps", "sign")
    assert visitor.status == 400
    assert "要单独查" in visitor.html


def test_its_paper_bears_its_name_and_stands_in_the_order_of_the_walk(visitor: Visitor, office: Office) -> None:
    visitor.start("signs-and-lamps").send({"answers/灯具安全": "no"}).through()
    made = read_assessment(office, visitor.token)
    rows = Rows(Matter(made.rulebook, date(2026, 11, 21), decision=made.decision, sheet=made.sheet), decided=True)
    assert rows.placeholders()["清单"] == "招牌灯具一件事"
    assert [card.item_id for card in rows.cards] == ["lamp-001", "sign-001"]
