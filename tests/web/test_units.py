"""A number that was typed before the rules asked for another unit, in a self-check without a result yet."""

import pytest
from flask import Flask

from compliance.services.office import Office
from compliance.web import create_web
from tests.packs import changed
from tests.self_checking import under
from tests.web.packs import DISCRETION, LAMPS, SIGNS
from tests.web.visitor import Visitor

AREA = "answers/招牌面积"


@pytest.fixture
def later_site(office: Office) -> Flask:
    """The site once the sign's area is asked for in another unit."""
    return create_web(under(office, changed(SIGNS, "questions", "招牌面积", "unit", to="平方尺"), LAMPS, DISCRETION))


@pytest.fixture
def later(visitor: Visitor, later_site: Flask) -> Visitor:
    """Somebody who had typed everything, and comes back then."""
    visitor.start("sign").send({"answers/设有招牌": "yes"}).send({AREA: "20"})
    return Visitor(later_site.test_client()).go(f"/checks/{visitor.token}/questions/1")


def test_it_is_told_and_asked_for_anew(later: Visitor) -> None:
    assert "这一题原来按“平方米”填，填的是 20；现在按“平方尺”填，请重新填" in later.html
    assert later.form()[AREA] == ""


def test_nothing_is_decided_from_it(later: Visitor) -> None:
    later.go(f"/checks/{later.token}/answers").send()
    assert later.path.endswith("/questions/1")
    assert "请重新填" in later.html


def test_once_it_is_typed_anew_the_check_goes_on(later: Visitor) -> None:
    later.send({AREA: "215"}).turn_to("1")
    assert "请重新填" not in later.html
    assert later.form()[AREA] == "215"


def test_passed_over_it_is_not_known(later: Visitor) -> None:
    """What stands in the form is kept while somebody types elsewhere on the page; nothing is taken for 20 of these."""
    later.client.post(f"/checks/{later.token}/autosave/1", data=later.form())
    later.turn_to("1")
    assert later.form()[AREA] == ""
