"""Saying what was mended, and leaving off half way."""

from pathlib import Path

import pytest

from tests.packs import changed, dumped, question
from tests.web.packs import DISCRETION, SIGNS
from tests.web.visitor import Visitor

BIG = {"answers/设有招牌": "yes", "answers/招牌面积": "20"}
ITEM = "items/sign-001"
MENDED = {"id": "mended", "title": "及时改正", "when": {"已改正": True}, "proof": "verified", "curable": True}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Rules under which a violation can be mended."""
    asked = {**DISCRETION["circumstances"], "已改正": question("boolean", ask="改好了吗？", evidence="照片")}
    elements = [*DISCRETION["rules"][0]["elements"], MENDED]
    discretion = changed({**DISCRETION, "circumstances": asked}, "rules", 0, "elements", to=elements)
    folder = tmp_path / "rules"
    folder.mkdir()
    for number, data in enumerate((SIGNS, discretion)):
        (folder / f"{number}.yaml").write_bytes(dumped(data))
    return folder


def found(visitor: Visitor) -> Visitor:
    visitor.start("sign").send(BIG).send(BIG).send()
    return visitor.send({f"{ITEM}/危害后果": "=无", f"{ITEM}/prior.earlier": "=没有"}).through()


def test_the_result_tells_what_mending_can_bring_about(visitor: Visitor) -> None:
    assert "改好可以争取：可以不予处罚（以执法机关核实为准）" in found(visitor).html
    assert "这一项已整改" in visitor.html


def test_only_what_can_still_be_brought_about_is_asked_of_what_was_mended(visitor: Visitor) -> None:
    found(visitor).go(f"/checks/{visitor.token}/mended/sign-001")
    assert visitor.status == 200
    assert visitor.form().getlist("shown") == [f"{ITEM}/已改正"]
    assert "以执法机关核实为准" in visitor.html


def test_what_was_mended_makes_another_result_and_all_that_was_said_before_counts(visitor: Visitor) -> None:
    found(visitor).go(f"/checks/{visitor.token}/mended/sign-001").send({f"{ITEM}/已改正": "yes"})
    assert visitor.path.endswith("/results/2")
    assert "整改以后" in visitor.html
    assert "可以不予处罚（依自述，以执法机关核实为准）" in visitor.html
    assert "这一项已整改" in visitor.html


def test_from_an_earlier_result_nothing_is_mended(visitor: Visitor) -> None:
    found(visitor).go(f"/checks/{visitor.token}/mended/sign-001").send({f"{ITEM}/已改正": "yes"})
    visitor.go(f"/checks/{visitor.token}/results/1")
    assert "未经许可设置大型招牌" in visitor.html
    assert "这一项已整改" not in visitor.html


def test_who_leaves_a_page_half_way_comes_back_to_it(visitor: Visitor) -> None:
    first = visitor.start("sign").path
    form = visitor.form()
    form["answers/招牌说明"] = "写了一半"
    visitor.client.post(f"/checks/{visitor.token}/autosave/1", data=form)
    assert visitor.go(f"/checks/{visitor.token}").path == first
    assert visitor.form()["answers/招牌说明"] == "写了一半"
    assert "根据您的回答，还有下面的问题" not in visitor.html


def test_what_is_emptied_again_stays_empty(visitor: Visitor) -> None:
    visitor.start("sign")
    for text in ("写了一半", ""):
        form = visitor.form()
        form["answers/招牌说明"] = text
        visitor.client.post(f"/checks/{visitor.token}/autosave/1", data=form)
    assert visitor.go(visitor.path).form()["answers/招牌说明"] == ""
