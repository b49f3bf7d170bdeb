"""Evidence that was added to a question which is asked no more: it is told of, and can be taken away."""

from collections.abc import Callable

import pytest
from flask import Flask

from compliance.services.evidence import add_evidence, evidence_of
from compliance.services.office import Office
from compliance.web import create_web
from tests.self_checking import under
from tests.services.test_evidence import FIELD, PHOTO
from tests.web.packs import DISCRETION, LAMPS, SIGNS
from tests.web.visitor import Visitor

TOLD = "不再用得上的材料"


@pytest.fixture
def proved(visitor: Visitor, office: Office) -> Visitor:
    """A self-check with a photo of the sign's area."""
    visitor.start("sign").send({"answers/设有招牌": "yes"}).send({FIELD: "20"})
    add_evidence(office, visitor.token, FIELD, [PHOTO])
    return visitor


def answer_otherwise(visitor: Visitor, _: Office) -> Visitor:
    return visitor.turn_to("1").send({"answers/设有招牌": "no"})


def publish_without(visitor: Visitor, office: Office) -> Visitor:
    asked = {name: each for name, each in SIGNS["questions"].items() if name != "招牌面积"}
    items = [{**SIGNS["items"][0], "violated_when": {"招牌材料": "木"}, "examples": []}]
    site: Flask = create_web(under(office, {**SIGNS, "questions": asked, "items": items}, LAMPS, DISCRETION))
    return Visitor(site.test_client())


def test_what_is_still_asked_for_keeps_its_evidence(proved: Visitor) -> None:
    html = proved.go(f"/checks/{proved.token}/answers").html
    assert "20平方米，材料 1 份" in html
    assert TOLD not in html


@pytest.mark.parametrize("change", [answer_otherwise, publish_without])
def test_what_is_asked_no_more_is_told_of_and_can_be_taken_away(
    proved: Visitor, office: Office, change: Callable[[Visitor, Office], Visitor]
) -> None:
    address, token = f"/checks/{proved.token}/answers", proved.token
    [kept] = evidence_of(office, token)
    now = change(proved, office).go(address)
    assert TOLD in now.html
    assert f'href="/checks/{token}/evidence/{kept.id}"' in now.html

    form = {"csrf_token": now.form()["csrf_token"], "remove": kept.id}
    answer = now.client.post(address, data=form)

    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert evidence_of(office, token) == ()
    assert TOLD not in now.go(address).html
