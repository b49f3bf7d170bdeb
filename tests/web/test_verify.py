"""The page that tells whether a paper is ours."""

from dataclasses import replace
from io import BytesIO
from urllib.parse import quote

from compliance.services.office import Office
from compliance.web import create_web
from tests.web.visitor import Visitor

NUMBER = "清导〔2026〕1号"
PATH = f"/verify/{quote(NUMBER)}"


def paper_of(visitor: Visitor) -> bytes:
    visitor.start("sign").send({"answers/设有招牌": "yes"}).send({"answers/招牌面积": "20"})
    visitor.turn_to("enterprise").send({"enterprise/name": "某某商店"}).through()
    return visitor.client.get(f"{visitor.path}/guidance.pdf").data


def test_a_paper_is_verified_without_telling_whom_it_is_about(visitor: Visitor) -> None:
    paper = paper_of(visitor)
    assert visitor.go("/verify").send({"number": ""}).status == 405
    visitor.go(f"/verify?number={quote(NUMBER)}")
    assert "现在有效" in visitor.html
    assert "2026年11月21日" in visitor.html
    assert "某某商店" not in visitor.html
    for file, said in ((paper, "一模一样"), (paper[:-1], "不一样")):
        sent = {"csrf_token": visitor.form()["csrf_token"], "file": (BytesIO(file), "清单.pdf")}
        assert said in visitor.client.post(PATH, data=sent).text
    sent = {"csrf_token": visitor.form()["csrf_token"]}
    assert "还没有选文件" in visitor.client.post(PATH, data=sent).text


def test_a_signed_paper_is_told_apart(office: Office) -> None:
    visitor = Visitor(create_web(replace(office, sign=lambda *_: b" signed")).test_client())
    paper = paper_of(visitor)
    visitor.go(PATH)
    assert "电子签名" not in visitor.html
    sent = {"csrf_token": visitor.form()["csrf_token"], "file": (BytesIO(paper), "清单.pdf")}
    assert "一模一样，带有电子签名" in visitor.client.post(PATH, data=sent).text


def test_a_number_that_was_never_given_is_told_so(visitor: Visitor) -> None:
    visitor.go("/verify/x")
    assert visitor.status == 404
    assert "没有出具过编号为「x」的文书" in visitor.html
