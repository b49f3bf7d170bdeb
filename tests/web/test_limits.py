"""How often one address may do what."""

import time
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Blueprint, Flask, request
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests

from compliance.services.office import Office
from compliance.web import create_web
from compliance.web.errors import busy
from compliance.web.limits import LIMITS, limited
from tests.web.visitor import Visitor


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times a minute, whatever it is."""
    for deed in LIMITS:
        monkeypatch.setitem(LIMITS, deed, "3 per minute")


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


def codes(client: FlaskClient, path: str, times: int, **request: object) -> list[int]:
    """The statuses of so many forms sent."""
    return [client.post(path, **request).status_code for _ in range(times)]


def from_address(address: str) -> dict[str, dict[str, str]]:
    return {"environ_overrides": {"REMOTE_ADDR": address}}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/resume",
        "/checks/x/answers",
        "/visits",
        "/verify/x",
        "/api/v1/decisions",
        "/api/v1/documents",
        "/api/v1/documents/x/compare",
    ],
)
def test_the_fourth_time_is_too_much(client: FlaskClient, path: str) -> None:
    assert 429 not in codes(client, path, 3)
    refused = client.post(path)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert f"请过 {refused.headers['Retry-After']} 秒再试" in refused.text


def test_a_paper_can_be_had_only_so_often(client: FlaskClient) -> None:
    assert [client.get("/checks/x/results/1/guidance.pdf").status_code for _ in range(4)] == [404, 404, 404, 429]


def test_what_is_done_in_another_way_is_counted_for_itself(client: FlaskClient) -> None:
    codes(client, "/", 4)
    assert client.post("/api/v1/decisions").status_code == 415
    assert client.get("/").status_code == 200


def test_ways_to_the_same_deed_are_counted_together(client: FlaskClient) -> None:
    codes(client, "/verify/x", 3)
    assert client.post("/api/v1/documents/x/compare").status_code == 429


def test_a_page_with_files_is_counted_as_files(client: FlaskClient) -> None:
    codes(client, "/verify/x", 3)
    assert codes(client, "/checks/x/questions/1", 1, data={"x": "y"}) == [404]
    assert codes(client, "/checks/x/questions/1", 1, data={"x": (BytesIO(b" " * 505_000), "照片.jpg")}) == [429]


def test_others_go_on(client: FlaskClient) -> None:
    codes(client, "/", 4, **from_address("192.0.2.1"))
    assert codes(client, "/", 1, **from_address("192.0.2.2")) == [400]


def test_the_addresses_of_one_customer_are_one(client: FlaskClient) -> None:
    for number in range(1, 4):
        codes(client, "/", 1, **from_address(f"2001:db8:0:1::{number}"))
    assert codes(client, "/", 1, **from_address("2001:db8:0:1:ffff::9%eth0")) == [429]
    assert codes(client, "/", 1, **from_address("2001:db8:0:2::1")) == [400]


def test_after_the_time_that_was_said_it_goes_on(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    codes(client, "/", 3)
    wait = int(client.post("/").headers["Retry-After"])
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + wait)
    assert codes(client, "/", 1) == [400]


def test_nothing_typed_is_lost(site: Flask) -> None:
    visitor = Visitor(site.test_client()).start("sign")
    said = {"answers/设有招牌": "yes", "answers/招牌说明": "写了很久"}
    path = visitor.path
    for _ in range(3):
        site.test_client().post(path)
    visitor.send(said)
    assert visitor.status == 429
    assert "您填的都还在" in visitor.html
    (limiter,) = site.extensions["limiter"]
    limiter.reset()
    visitor.send()
    assert visitor.status == 200
    assert visitor.go(path).form()["answers/招牌说明"] == "写了很久"


def test_a_form_from_elsewhere_gets_no_token_by_being_refused(site: Flask) -> None:
    client = site.test_client()
    client.get("/")
    codes(client, "/", 3)
    refused = client.post("/", data={"pack": "sign"})
    assert refused.status_code == 429
    assert "csrf_token" not in refused.text


class TestBehindProxies:
    def counted(self, office: Office, proxies: int, said: str) -> list[int]:
        client = create_web(replace(office, settings=replace(office.settings, trusted_proxies=proxies))).test_client()
        return [
            client.post("/", headers={"X-Forwarded-For": said.format(number)}).status_code for number in range(1, 5)
        ]

    def test_nobody_is_believed_where_there_are_none(self, office: Office) -> None:
        assert self.counted(office, 0, "192.0.2.{}")[-1] == 429

    def test_each_client_is_told_apart_by_what_the_proxy_says(self, office: Office) -> None:
        assert 429 not in self.counted(office, 1, "192.0.2.{}")

    def test_what_the_client_says_of_itself_is_not_believed(self, office: Office) -> None:
        assert self.counted(office, 1, "192.0.2.{}, 198.51.100.7")[-1] == 429

    def test_two_proxies_are_both_passed_over(self, office: Office) -> None:
        assert 429 not in self.counted(office, 2, "203.0.113.9, 192.0.2.{}, 198.51.100.7")


def test_a_page_may_show_its_own_form_again(site: Flask) -> None:
    pages = Blueprint("own", __name__)

    @pages.post("/own")
    @limited("code")
    def own() -> str:
        return "taken"

    @pages.errorhandler(TooManyRequests)
    def again(_: TooManyRequests) -> tuple[str, int]:
        return f"{busy()} {request.form['code']}", 429

    site.config["WTF_CSRF_CHECK_DEFAULT"] = False
    site.register_blueprint(pages)
    client = site.test_client()
    assert codes(client, "/own", 3, data={"code": "ABC"}) == [200, 200, 200]
    refused = client.post("/own", data={"code": "ABC"})
    assert refused.status_code == 429
    assert "秒再试。 ABC" in refused.text


def test_whatever_is_sent_is_counted(site: Flask) -> None:
    sent = {rule.endpoint for rule in site.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {each for each in sent if not hasattr(site.view_functions[each], "deed")} == set()


def test_a_deed_that_is_not_known_is_noticed_at_once() -> None:
    with pytest.raises(KeyError):
        limited("sbumit")
