"""What strangers can't do."""

from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from flask import Flask

from compliance.services.office import Office
from compliance.web import create_web
from tests.packs import dumped
from tests.web.packs import HOSTILE, HOSTILE_SIGNS
from tests.web.visitor import Visitor

STATUS = "<any(violation, undetermined, compliant, not_applicable):status>"

# Every address of the site, how it can be used, and by whom. `key`: by anybody who has the address, which is secret.
ROUTES = {
    ("/", "GET"): "anybody",
    ("/", "POST"): "anybody",
    ("/find", "GET"): "anybody",
    ("/checks/<token>", "GET"): "key",
    ("/checks/<token>/questions/<path:key>", "GET"): "key",
    ("/checks/<token>/questions/<path:key>", "POST"): "key",
    ("/checks/<token>/autosave/<path:key>", "POST"): "key",
    ("/checks/<token>/answers", "GET"): "key",
    ("/checks/<token>/answers", "POST"): "key",
    ("/checks/<token>/evidence/<id>", "GET"): "key",
    ("/checks/<token>/delete", "GET"): "key",
    ("/checks/<token>/results", "GET"): "key",
    ("/checks/<token>/results/<int:number>", "GET"): "key",
    (f"/checks/<token>/results/<int:number>/{STATUS}", "GET"): "key",
    ("/checks/<token>/results/<int:number>/guidance.<any(pdf, xlsx, docx):suffix>", "GET"): "key",
    ("/checks/<token>/mended/<item>", "GET"): "key",
    ("/checks/<token>/mended/<item>", "POST"): "key",
    ("/checks/<token>/rules", "GET"): "key",
    ("/checks/<token>/rules", "POST"): "key",
    ("/checks/<token>/visit", "GET"): "key",
    ("/checks/<token>/visit", "POST"): "key",
    ("/checks/<token>/visit/newer", "POST"): "key",
    ("/checks/<token>/delete", "POST"): "anybody",  # what isn't there is deleted already
    ("/results/<token>", "GET"): "anybody",  # leads to the address of today, whatever the token
    ("/resume", "GET"): "anybody",
    ("/resume", "POST"): "anybody",
    ("/deleted", "GET"): "anybody",
    ("/visits", "GET"): "anybody",
    ("/visits", "POST"): "receipt",
    ("/visits/cancel", "POST"): "receipt",
    ("/visits/rating", "POST"): "receipt",
    ("/laws", "GET"): "anybody",
    ("/verify", "GET"): "anybody",
    ("/verify/<path:number>", "GET"): "anybody",
    ("/verify/<path:number>", "POST"): "anybody",
    ("/laws/<name>", "GET"): "anybody",
    ("/api/v1/packs", "GET"): "anybody",
    ("/api/v1/packs/<id>", "GET"): "anybody",
    ("/api/v1/visits", "GET"): "anybody",
    ("/api/v1/decisions", "POST"): "anybody",
    ("/api/v1/documents", "POST"): "anybody",
    ("/api/v1/documents/<number>", "GET"): "anybody",
    ("/api/v1/documents/<number>/compare", "POST"): "anybody",
    ("/api/v1/openapi.json", "GET"): "anybody",
    ("/static/<path:filename>", "GET"): "anybody",
    ("/bootstrap/static/<path:filename>", "GET"): "anybody",
    ("/codemirror/<name>", "GET"): "anybody",
    ("/desk/", "GET"): "officer reviewer legal admin",
    ("/desk/visits/<number>", "GET"): "officer reviewer",
    ("/desk/visits/<number>/evidence/<id>", "GET"): "officer reviewer",
    ("/desk/visits/<number>/plan", "POST"): "officer reviewer",
    ("/desk/visits/<number>/done", "POST"): "officer reviewer",
    ("/desk/matters/<number>/walk", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>/walk", "POST"): "officer reviewer",
    ("/desk/matters/<number>/walk/end", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>/walk/lists", "GET"): "officer reviewer",
    ("/desk/matters/<number>/walk/lists", "POST"): "officer reviewer",
    ("/desk/matters/<number>/walk/photos/<id>", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>/walk/state", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>/walk/answers", "POST"): "officer reviewer",
    ("/desk/matters/<number>/walk/photos", "POST"): "officer reviewer",
    ("/desk/matters/<number>/walk/photos/<id>/remove", "POST"): "officer reviewer",
    ("/desk/walk-worker.js", "GET"): "anybody",
    ("/desk/visits/<number>/take", "POST"): "officer reviewer",
    ("/desk/new-matter", "GET"): "officer reviewer legal",
    ("/desk/new-matter", "POST"): "officer reviewer legal",
    ("/desk/matters", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>/deeds/<deed>", "POST"): "officer reviewer legal",
    ("/desk/matters/<number>/decision", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>/decision", "POST"): "officer reviewer legal",
    ("/desk/matters/<number>/decisions", "GET"): "officer reviewer legal",
    ("/desk/differing", "GET"): "reviewer legal",
    ("/desk/history", "GET"): "officer reviewer legal",
    ("/desk/history/import", "GET"): "reviewer legal",
    ("/desk/history/import", "POST"): "reviewer legal",
    ("/desk/history/import/confirm", "POST"): "reviewer legal",
    ("/desk/matters/<number>/papers", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>/papers", "POST"): "officer reviewer",
    ("/desk/matters/<number>/papers/<paper>.pdf", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>/papers/<paper>/withdraw", "POST"): "reviewer",
    ("/desk/matters/<number>/drafts/<kind>.<any(docx, xlsx):suffix>", "GET"): "officer reviewer",
    ("/desk/matters/<number>/follow-ups", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>/follow-ups", "POST"): "officer reviewer",
    ("/desk/matters/<number>/follow-ups/plan", "POST"): "officer reviewer",
    ("/desk/follow-ups", "GET"): "officer reviewer legal",
    ("/desk/credit-repair", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>/credit-repair", "GET"): "officer reviewer legal",
    ("/desk/matters/<number>/credit-repair", "POST"): "officer reviewer",
    ("/desk/papers", "GET"): "officer reviewer",
    ("/desk/papers", "POST"): "officer reviewer",
    ("/desk/papers/<id>", "GET"): "officer reviewer",
    ("/desk/papers/<id>/all.<any(zip, pdf):suffix>", "GET"): "officer reviewer",
    ("/desk/numbers", "GET"): "officer reviewer legal",
    ("/desk/numbers/course", "GET"): "officer reviewer legal",
    ("/desk/numbers.xlsx", "GET"): "officer reviewer legal",
    ("/desk/numbers/course.xlsx", "GET"): "officer reviewer legal",
    ("/desk/packs", "GET"): "officer reviewer legal admin",
    ("/desk/packs/<path:pack>", "GET"): "officer reviewer legal",
    ("/desk/packs/<path:pack>/items/<path:item>", "GET"): "officer reviewer legal",
    ("/desk/rule-search", "GET"): "officer reviewer legal",
    ("/desk/rule-search.<any(csv, xlsx):suffix>", "GET"): "officer reviewer legal",
    ("/desk/rule-compare", "GET"): "officer reviewer legal",
    ("/desk/rule-compare", "POST"): "officer reviewer legal",
    ("/desk/new-draft", "POST"): "legal",
    ("/desk/guide", "GET"): "officer reviewer legal",
    ("/desk/new-pack", "GET"): "legal",
    ("/desk/new-pack", "POST"): "legal",
    ("/desk/statutes", "GET"): "officer reviewer legal",
    ("/desk/statutes/<name>", "GET"): "officer reviewer legal",
    ("/desk/statutes/<name>/amended", "POST"): "legal",
    ("/desk/amendments/<int:number>/cancel", "POST"): "legal",
    ("/desk/to-review", "GET"): "reviewer legal",
    ("/desk/to-review", "POST"): "legal",
    ("/desk/rule-tables", "GET"): "legal",
    ("/desk/rule-tables/list", "POST"): "legal",
    ("/desk/rule-tables/list/draft", "POST"): "legal",
    ("/desk/rule-tables/edited", "POST"): "legal",
    ("/desk/rule-tables/template.xlsx", "GET"): "legal",
    ("/desk/rule-tables/packs/<path:pack>.xlsx", "GET"): "officer reviewer legal",
    ("/desk/rule-tables/drafts/<draft>.xlsx", "GET"): "officer reviewer legal",
    ("/desk/end-pack", "POST"): "legal",
    ("/desk/submissions/<int:number>/approve", "POST"): "reviewer",
    ("/desk/submissions/<int:number>/return", "POST"): "reviewer legal",
    ("/desk/rule-drafts/<draft>", "GET"): "officer reviewer legal",
    ("/desk/rule-drafts/<draft>", "POST"): "legal",
    ("/desk/rule-drafts/<draft>/submit", "POST"): "legal",
    ("/desk/rule-drafts/<draft>/renew", "POST"): "legal",
    ("/desk/rule-drafts/<draft>/report", "GET"): "officer reviewer legal",
    ("/desk/rule-drafts/<draft>/report", "POST"): "reviewer legal",
    ("/desk/rule-drafts/<draft>/report/<kind>", "GET"): "officer reviewer legal",
    ("/desk/rule-drafts/<draft>/report/<kind>/<int:place>", "GET"): "officer reviewer legal",
    ("/desk/rule-drafts/<draft>/items", "GET"): "officer reviewer legal",
    ("/desk/rule-drafts/<draft>/items/<path:item>", "GET"): "officer reviewer legal",
    ("/desk/rule-drafts/<draft>/items/<path:item>", "POST"): "legal",
    ("/desk/rule-drafts/<draft>/item-form", "POST"): "legal",
    ("/desk/rule-drafts/<draft>/state", "GET"): "legal",
    ("/desk/rule-drafts/<draft>/words", "GET"): "legal",
    ("/desk/rule-drafts/<draft>/look", "POST"): "legal",
    ("/desk/rule-drafts/<draft>/autosave", "POST"): "legal",
    ("/desk/rule-drafts/<draft>/discard", "POST"): "legal",
    ("/desk/rule-drafts/<draft>/preview/<any(met, printed):how>", "POST"): "legal",
    ("/desk/paper.css", "GET"): "officer reviewer legal",
    ("/desk/login", "GET"): "anybody",
    ("/desk/login", "POST"): "anybody",
    ("/desk/logout", "POST"): "officer reviewer legal admin",
    ("/desk/password", "GET"): "officer reviewer legal admin",
    ("/desk/password", "POST"): "officer reviewer legal admin",
    ("/desk/oidc", "GET"): "anybody",
    ("/desk/oidc/back", "GET"): "anybody",
    ("/desk/accounts", "GET"): "admin",
    ("/desk/new-account", "GET"): "admin",
    ("/desk/new-account", "POST"): "admin",
    ("/desk/accounts/<name>", "GET"): "admin",
    ("/desk/accounts/<name>", "POST"): "admin",
    ("/desk/accounts/<name>/reset", "POST"): "admin",
    ("/desk/accounts/<name>/deactivate", "POST"): "admin",
}


def filled(address: str) -> str:
    """The address with something in its places."""
    places = {
        "<token>": "0000-0000-0000-0000",
        "<path:key>": "1",
        "<int:number>": "1",
        "<int:place>": "1",
        "<any(pdf, xlsx, docx):suffix>": "pdf",
        STATUS: "compliant",
        "<any(docx, xlsx):suffix>": "docx",
        "<any(zip, pdf):suffix>": "zip",
        "<any(csv, xlsx):suffix>": "csv",
        "<any(met, printed):how>": "met",
    }
    for place, value in (places | {"<id>": "0" * 32, "<item>": "sign-001"}).items():
        address = address.replace(place, value)
    return address


def csrf_token(visitor: Visitor) -> str:
    return visitor.go("/").form()["csrf_token"]


def test_every_route_is_known(site: Flask) -> None:
    found = {(str(rule), method) for rule in site.url_map.iter_rules() for method in rule.methods or ()}
    assert {each for each in found if each[1] not in ("HEAD", "OPTIONS")} == set(ROUTES)


@pytest.mark.parametrize(("address", "method"), [route for route, by in ROUTES.items() if by == "key"])
def test_without_the_key_there_is_nothing(visitor: Visitor, address: str, method: str) -> None:
    path = filled(address)
    response = visitor.client.open(path, method=method, data={"csrf_token": csrf_token(visitor)})
    assert response.status_code == 404
    assert "没有找到" in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/checks/none/questions/1",
        "/checks/none/results",
        "/nowhere",
        "/api/v1/packs",
        "/api/nowhere",
        "/static/site.css",
    ],
)
def test_every_answer_carries_the_headers(visitor: Visitor, path: str) -> None:
    with visitor.client.get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_drafts_and_results_are_not_kept_by_browsers(visitor: Visitor) -> None:
    pages = [visitor.start("sign").path, visitor.through().path]
    pages += [f"{visitor.path}/guidance.{suffix}" for suffix in ("pdf", "xlsx", "docx")]
    assert [visitor.client.get(path).headers["Cache-Control"] for path in pages[1:]] == ["no-store"] * 4
    assert visitor.client.get(pages[0]).headers["Cache-Control"] == "no-store"


def test_a_page_has_no_script_or_style_of_its_own_and_nothing_of_another_host(visitor: Visitor) -> None:
    for html in (visitor.go("/").html, visitor.start("sign").html, visitor.through().html):
        assert "style=" not in html
        assert "<style" not in html
        assert "<script>" not in html
        assert not any(f'{source}="{scheme}' in html for source in ("src", "href") for scheme in ("http", "//"))


def test_a_form_without_its_token_does_nothing_but_keeps_what_was_typed(visitor: Visitor) -> None:
    path = visitor.start("sign").path
    forged = visitor.client.post(path, data={"shown": ["answers/招牌说明"], "answers/招牌说明": "长长的说明"})
    assert forged.status_code == 400
    assert "您填的都还在，请再提交一次" in forged.text
    assert "长长的说明" in forged.text
    assert visitor.go(path).form()["answers/招牌说明"] == ""


@pytest.mark.parametrize("path", ["/", "/checks/none/questions/1", "/checks/none/autosave/1"])
def test_a_token_is_asked_of_every_form(visitor: Visitor, path: str) -> None:
    answer = visitor.client.post(path, data={"pack": "sign"})
    assert answer.status_code in (400, 404)
    assert "Location" not in answer.headers


def test_a_choice_of_lists_without_its_token_keeps_the_choice(visitor: Visitor) -> None:
    answer = visitor.client.post("/", data={"pack": "sign"})
    assert answer.status_code == 400
    assert 'value="sign" id="pack-1"' in answer.text
    assert "checked" in answer.text


def test_a_form_sent_without_a_referer_is_taken_over_https(office: Office) -> None:
    settings = replace(office.settings, public_url="https://qingdan.example")
    site = create_web(replace(office, settings=settings))
    client = site.test_client()
    page = client.get("/", base_url="https://qingdan.example")
    assert "Secure" in page.headers["Set-Cookie"]
    visitor = Visitor(client)
    visitor.html = page.text
    answer = client.post("/", data={**visitor.form(), "pack": "sign"}, base_url="https://qingdan.example")
    assert answer.status_code == 303


def test_hostile_texts_are_shown_as_texts(visitor: Visitor) -> None:
    said = {
        "answers/招牌说明": f"</textarea>{HOSTILE}",
        "answers/许可到期日": HOSTILE,
        "answers/招牌材料": f'"{HOSTILE}',
    }
    visitor.start("sign").send(said)
    assert HOSTILE not in visitor.html
    assert str(escape(HOSTILE, quote=False)) in visitor.html.replace("&#39;", "'").replace("&#34;", '"')
    visitor.send(dict.fromkeys(said, "")).send({"enterprise/name": HOSTILE, "enterprise/address": HOSTILE})
    assert "<script>alert" not in visitor.html
    visitor.send()
    assert "/results/" in visitor.path
    assert "<script>alert" not in visitor.html
    assert "{{7*7}}" in visitor.html


class TestHostileRules:
    @pytest.fixture
    def rules(self, tmp_path: Path) -> Path:
        (tmp_path / "rules.yaml").write_bytes(dumped(HOSTILE_SIGNS))
        return tmp_path / "rules.yaml"

    def test_are_shown_as_texts(self, visitor: Visitor) -> None:
        pages = [visitor.go("/").html, visitor.start("sign").html, visitor.through().html]
        assert not any("<script>alert" in html for html in pages)
        assert all("&lt;script&gt;alert" in html for html in pages)


def test_fields_that_the_page_does_not_have_are_not_kept(visitor: Visitor) -> None:
    visitor.start("sign").send(
        {"answers/made-up": "x", "enterprise/name": "y", "shown": ["answers/made-up", "enterprise/name"]}
    )
    visitor.through()
    assert "<title>自查结果</title>" in visitor.html


def test_too_long_a_form_is_refused(visitor: Visitor) -> None:
    path = visitor.start("sign").path
    sent = [dict.fromkeys(map(str, range(6)), "x" * 100_000), {"answers/招牌说明": "x" * 600_000}]
    for texts in sent:
        form = {**visitor.form(), **texts}
        part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        body = "".join(part.format(*each) for each in form.items()) + "--b--\r\n"
        for data, kind in ((form, None), (body, "multipart/form-data; boundary=b")):
            answer = visitor.client.post(path, data=data, content_type=kind)
            assert answer.status_code == 413
            assert "内容太多" in answer.text
