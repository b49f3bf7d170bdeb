"""Self-checks whose packs were withdrawn."""

import pytest
from flask import Flask

from compliance.services.office import Office
from compliance.web import create_web
from tests.self_checking import under
from tests.web.packs import DISCRETION, LAMPS
from tests.web.visitor import Visitor


@pytest.fixture
def later_site(office: Office) -> Flask:
    """The site once the pack on signs was withdrawn."""
    return create_web(under(office, LAMPS, DISCRETION))


@pytest.mark.parametrize("page", ["questions/1", "answers", "mended/sign-001"])
def test_what_came_of_it_can_be_read_but_it_cannot_be_gone_on_with(
    visitor: Visitor, later_site: Flask, page: str
) -> None:
    visitor.start("sign").send({"answers/设有招牌": "yes"}).send({"answers/招牌面积": "20"}).through()
    now = Visitor(later_site.test_client()).go(visitor.path)
    assert (now.status, "未经许可设置大型招牌" in now.html) == (200, True)
    assert now.client.get(f"{visitor.path}/guidance.xlsx").status_code == 200

    now.go(f"/checks/{visitor.token}/{page}")

    assert now.status == 410
    assert "这份清单已经停用" in now.html
    assert f'href="/checks/{visitor.token}/results"' in now.html
    assert f'href="/checks/{visitor.token}/delete"' in now.html


def test_one_without_a_result_says_so_and_can_be_deleted(visitor: Visitor, later_site: Flask) -> None:
    visitor.start("sign")
    now = Visitor(later_site.test_client()).go(f"/checks/{visitor.token}")
    assert now.status == 410
    assert "看以前的结果" not in now.html
    assert now.go(f"/checks/{visitor.token}/delete").send().path == "/deleted"
    assert now.go(f"/checks/{visitor.token}").status == 404


@pytest.mark.parametrize("path", ["questions/1", "answers", "autosave/1", "rules", "mended/sign-001"])
def test_nothing_is_decided_by_rules_that_are_gone(visitor: Visitor, later_site: Flask, path: str) -> None:
    visitor.start("sign").through()
    client = later_site.test_client()
    form = Visitor(client).go("/").form()

    assert client.post(f"/checks/{visitor.token}/{path}", data=form).status_code == 410


def test_a_choice_of_packs_that_are_not_there_stays_the_visitors_mistake(later_site: Flask) -> None:
    assert Visitor(later_site.test_client()).start("sign").status == 400
