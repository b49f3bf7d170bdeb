"""Asking for a visit on the site, and finding out how it stands."""

from datetime import timedelta

import pytest
from flask import Flask

from compliance.services.handed_over import read_handed_over, waiting_visits
from compliance.services.office import Office
from compliance.services.visits import finish_visit, plan_visit
from tests.auditing import OFFICER
from tests.packs import TODAY
from tests.web.visitor import Visitor

ASKED = {
    "name": "甲商店",
    "address": "某路 1 号",
    "contact": "王五",
    "phone": "13800000000",
    "departments": ["综合行政执法"],
    "day": [str(TODAY + timedelta(3)), "", ""],
    "half": ["上午", "上午", "上午"],
}


@pytest.fixture
def result(visitor: Visitor) -> Visitor:
    """Somebody whose self-check found a violation."""
    return visitor.start("sign").send({"answers/设有招牌": "yes"}).send({"answers/招牌面积": "20"}).through()


@pytest.fixture
def receipt(result: Visitor, office: Office) -> dict[str, str]:
    """The number and the code of a visit asked for on the site."""
    result.go(f"/checks/{result.token}/visit").send(ASKED)
    (visit,) = waiting_visits(office, OFFICER)
    return {"number": visit.number, "code": visit.code}


def stranger(site: Flask, sent: dict[str, str], path: str = "/visits") -> Visitor:
    """Somebody with nothing but what is sent, at another browser."""
    visitor = Visitor(site.test_client()).go("/visits")
    visitor.path = path
    return visitor.send(sent)


def test_nobody_sees_a_self_check_before_it_is_handed_over(result: Visitor, office: Office) -> None:
    assert "还没有交给任何人" in result.html
    assert waiting_visits(office, OFFICER) == ()
    page = result.go(f"/checks/{result.token}/visit")
    assert "提交以后，下面这些交给" in page.html
    assert waiting_visits(office, OFFICER) == ()


def test_asking_hands_over_and_gives_a_receipt(result: Visitor, receipt: dict[str, str], office: Office) -> None:
    assert result.path == f"/checks/{result.token}/visit"
    assert receipt["number"] in result.html
    assert receipt["code"] in result.html
    found = read_handed_over(office, OFFICER, receipt["number"])
    assert (found.visit.contact, found.visit.wishes) == ("王五", ("2026-11-24 上午",))
    assert found.result.number == 1


def test_what_is_wrong_is_said_and_what_was_typed_stays(result: Visitor, office: Office) -> None:
    result.go(f"/checks/{result.token}/visit").send(ASKED | {"phone": "12", "day": ["昨天", "", ""]})
    assert result.status == 400
    assert "请写成 2026-01-31 这样" in result.html
    result.send(ASKED | {"phone": "12"})
    assert "11 位手机号" in result.html
    form = result.form()
    assert (form["contact"], form["phone"]) == ("王五", "12")
    assert waiting_visits(office, OFFICER) == ()


def test_a_day_without_its_half_is_said_and_not_dropped(result: Visitor, office: Office) -> None:
    result.go(f"/checks/{result.token}/visit").send(ASKED | {"half": []})
    assert result.status == 400
    assert "上午、下午、都可以" in result.html
    assert waiting_visits(office, OFFICER) == ()


def test_asking_twice_is_one_visit(result: Visitor, receipt: dict[str, str], office: Office) -> None:
    form = dict(result.form()) | ASKED
    answer = result.client.post(f"/checks/{result.token}/visit", data=form)
    assert answer.status_code == 409
    assert receipt["number"] in answer.text
    assert len(waiting_visits(office, OFFICER)) == 1


def test_the_receipt_tells_how_it_stands_and_nothing_of_the_result(
    site: Flask, result: Visitor, receipt: dict[str, str], office: Office
) -> None:
    plan_visit(office, OFFICER, receipt["number"], "11月25日上午")
    page = stranger(site, {"number": "2026-1", "code": receipt["code"].lower()})
    assert page.status == 200
    assert "11月25日上午" in page.html
    assert result.token not in page.html
    assert "未经许可设置大型招牌" not in page.html


@pytest.mark.parametrize("path", ["/visits", "/visits/cancel", "/visits/rating"])
def test_without_its_code_a_visit_is_not_there(site: Flask, receipt: dict[str, str], path: str, office: Office) -> None:
    for code in ("", "0000-0000-00"):
        page = stranger(site, {"number": receipt["number"], "code": code, "rating": "5"}, path)
        assert (page.status, "没有找到这次预约" in page.html) == (404, True)
    assert [visit.status for visit in waiting_visits(office, OFFICER)] == ["requested"]


def test_cancelling_takes_it_back_and_then_it_can_be_deleted(
    site: Flask, result: Visitor, receipt: dict[str, str], office: Office
) -> None:
    delete = f"/checks/{result.token}/delete"
    assert "不能直接删除" in result.go(delete).html
    refused = result.client.post(delete, data={"csrf_token": result.go("/").form()["csrf_token"]})
    assert (refused.status_code, "已经交出" in refused.text) == (409, True)

    assert "已取消" in stranger(site, receipt, "/visits/cancel").html
    assert stranger(site, receipt, "/visits/cancel").status == 409
    assert waiting_visits(office, OFFICER) == ()
    assert result.go(delete).send().path == "/deleted"
    assert stranger(site, receipt).status == 404


def test_a_newer_result_is_offered_and_handed_over_on_request(
    result: Visitor, receipt: dict[str, str], office: Office
) -> None:
    assert "还没有交出" not in result.html
    result.turn_to("1").send({"answers/招牌面积": "30"}).go(f"/checks/{result.token}/answers").send()
    result.go(f"/checks/{result.token}/visit")
    assert "新的结果（第 2 次），还没有交出" in result.html
    assert read_handed_over(office, OFFICER, receipt["number"]).result.number == 1
    result.path += "/newer"
    result.send()
    assert read_handed_over(office, OFFICER, receipt["number"]).result.number == 2
    assert "还没有交出" not in result.html


def test_a_visit_is_rated_once_it_was_made(site: Flask, receipt: dict[str, str], office: Office) -> None:
    rating = receipt | {"rating": "4", "remark": "讲得明白"}
    assert stranger(site, rating, "/visits/rating").status == 409
    finish_visit(office, OFFICER, receipt["number"])
    assert "请从 1 到 5 里选一个" in stranger(site, rating | {"rating": "9"}, "/visits/rating").html
    assert "请从 1 到 5 里选一个" in stranger(site, rating | {"rating": "٣"}, "/visits/rating").html
    assert "您的评价" in stranger(site, rating, "/visits/rating").html
    visit = read_handed_over(office, OFFICER, receipt["number"]).visit
    assert (visit.rating, visit.remark) == (4, "讲得明白")


@pytest.mark.parametrize(
    "page",
    ["", "/questions/1", "/answers", "/results", "/results/1", "/rules", "/visit", "/delete", "/mended/sign-001"],
)
def test_what_was_deleted_is_gone_from_every_page(result: Visitor, page: str) -> None:
    address = f"/checks/{result.token}{page}"
    assert result.go(address).status == 200
    result.go(f"/checks/{address.split('/')[2]}/delete").send()
    assert result.go(address).status == 404


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999999"])
def test_a_result_of_no_such_number_is_not_there(result: Visitor, number: str) -> None:
    assert result.go(f"/checks/{result.token}/results/{number}").status == 404
