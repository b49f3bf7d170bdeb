"""What is said when something goes wrong: plain words on a page, the same as data to a program."""

from html.parser import HTMLParser

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

TITLES = {
    400: "无法处理",
    403: "不能打开",
    404: "没有这个页面",
    405: "没有这个页面",
    409: "现在不能这样做",
    413: "内容太多",
    415: "这种内容读不了",
    429: "请稍等一会儿",
    500: "系统出错，没有得出结论",
}
TYPED = {"answers/说明": "写了很久的\n两行", "shown": ["a", "b"], "x": "</form><script>alert(1)</script>\"'"}


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """Of a site where every error can be had for the asking, and a bug."""

    def fail(code: int) -> str:
        abort(code)

    def bug() -> str:
        raise RuntimeError("违反 secret")

    for prefix in ("", "/api/v1"):
        site.add_url_rule(f"{prefix}/fail/<int:code>", f"fail{prefix[:4]}", fail, methods=["GET", "POST"])
        site.add_url_rule(f"{prefix}/bug", f"bug{prefix[:4]}", bug, methods=["GET", "POST"])
    site.config["WTF_CSRF_CHECK_DEFAULT"] = False
    return site.test_client()


@pytest.mark.parametrize("code", TITLES)
def test_each_error_has_its_page(client: FlaskClient, code: int) -> None:
    answer = client.get(f"/fail/{code}")
    assert (answer.status_code, answer.mimetype) == (code, "text/html")
    assert f"<h1>{TITLES[code]}</h1>" in answer.text
    assert "回首页" in answer.text
    assert not any(word in answer.text for word in ("Error", "Traceback", "Not Found", "Werkzeug"))


@pytest.mark.parametrize("code", TITLES)
def test_a_program_gets_the_same_as_data(client: FlaskClient, code: int) -> None:
    answer = client.get(f"/api/v1/fail/{code}")
    assert (answer.status_code, answer.content_type) == (code, "application/problem+json")
    said = answer.json
    assert said
    assert (said["status"], said["title"], said["errors"]) == (code, TITLES[code], [])
    assert said["detail"]
    assert "上一页" not in said["detail"]


def test_the_texts_are_all_different_where_something_else_is_to_be_done(client: FlaskClient) -> None:
    texts = {code: client.get(f"/fail/{code}").text for code in TITLES}
    assert len(set(texts.values())) == len(texts)


@pytest.mark.parametrize("path", ["/bug", "/api/v1/bug"])
def test_a_bug_shows_nothing_of_itself_and_is_no_verdict(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 500
    assert "没有得出结论" in answer.text
    assert "也不代表合规或者违规" in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize(("method", "path"), [("PUT", "/"), ("DELETE", "/api/v1/packs")])
def test_a_wrong_method_is_told_the_right_ones(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_an_address_that_is_not_there_is_a_page_or_data_by_where_it_is(client: FlaskClient) -> None:
    assert client.get("/nowhere").mimetype == "text/html"
    assert client.get("/api/v1/nowhere").mimetype == "application/problem+json"


class Hidden(HTMLParser):
    """The hidden fields of a page's form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: list[tuple[str | None, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        each = dict(attrs)
        if tag == "input" and each["type"] == "hidden":
            self.fields.append((each["name"], each["value"]))


@pytest.mark.parametrize("path", ["/fail/429", "/bug"])
def test_what_was_typed_is_sent_again_with_one_press(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data=TYPED)
    sent = [
        (name, each) for name, values in TYPED.items() for each in ([values] if isinstance(values, str) else values)
    ]
    assert Hidden(answer.text).fields == sent
    assert "您填的都还在" in answer.text
    assert "再提交一次" in answer.text
    assert "<script>" not in answer.text


def test_a_page_that_only_was_opened_has_nothing_to_send_again(client: FlaskClient) -> None:
    assert "再提交一次" not in client.get("/bug").text


def test_what_makes_no_sense_again_is_not_offered_again(client: FlaskClient) -> None:
    assert "再提交一次" not in client.post("/fail/409", data=TYPED).text
