"""What a result's page leads to: what to do first, open questions, earlier results, and the law's own words."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.settings import Settings
from tests.documents.test_laws import TEXT
from tests.web.visitor import Visitor

BIG = {"answers/设有招牌": "yes", "answers/招牌面积": "20"}
ITEM = "items/sign-001"


def found(visitor: Visitor) -> Visitor:
    """A result with a violation, of which nothing else was told."""
    return visitor.start("sign", "lamps").send(BIG).send(BIG).through()


def test_what_to_do_first_stands_on_top_and_leads_to_its_card(visitor: Visitor) -> None:
    html = found(visitor).html
    assert html.index("先做什么") < html.index("不改正的话") < html.index('id="violation-1"')
    assert '<a href="#violation-1">未经许可设置大型招牌</a><b class="due">最晚2026年12月6日</b>' in html


def test_each_open_question_leads_to_its_page(visitor: Visitor) -> None:
    html = found(visitor).html
    address = f"/checks/{visitor.token}/questions/2#q2"
    assert f'<a href="{address}">灯具安全吗？</a>' in html
    assert f'<a href="{address}">弄清 1 个要紧的问题</a>' in html


def test_after_one_answer_was_changed_all_answers_are_shown_again(visitor: Visitor) -> None:
    found(visitor).turn_to("2").send({"answers/灯具安全": "yes"})
    assert visitor.path.endswith("/answers")


def test_why_items_that_are_not_violated_stand_as_they_do_is_a_page_of_its_own(visitor: Visitor) -> None:
    html = found(visitor).html
    assert "招牌面积" in html.split("为什么这样判断")[1]
    assert "灯具安全吗" not in html.split("这 1 项是哪些")[1]
    html = visitor.go(f"/checks/{visitor.token}/results/1/undetermined").html
    assert "尚不能确定的 1 项，为什么这样判断" in html
    assert "灯具不安全" in html
    assert "灯具安全" in html.split('class="reasons"')[1]
    assert "未经许可设置大型招牌" not in html
    assert visitor.go(f"/checks/{visitor.token}/results/1/compliant").status == 200
    assert visitor.go(f"/checks/{visitor.token}/results/2/compliant").status == 404
    assert visitor.go(f"/checks/{visitor.token}/results/1/violated").status == 404


def test_why_many_items_are_violated_is_a_page_of_its_own_too(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is too many, for once."""
    monkeypatch.setattr("compliance.web.result_page.MOST_REASONS", 0)
    html = found(visitor).html
    assert "违反条件" not in html
    [address] = re.findall(r'<a href="([^"]+)">为什么这样判断<span', html)
    path, _, place = address.partition("#")
    html = visitor.go(path).html
    assert "可能违反的 1 项，为什么这样判断" in html
    assert "违反条件" in html.split(f'<li id="{place}">未经许可设置大型招牌')[1]


def test_the_chart_says_in_words_what_it_shows(visitor: Visitor) -> None:
    assert 'role="img" aria-label="可能违反 1 项，尚不能确定 1 项"' in found(visitor).html


def test_the_address_comes_as_a_code_to_be_scanned(visitor: Visitor) -> None:
    html = found(visitor).html
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in html.split('class="qr"')[1]
    assert "style=" not in html


def test_a_result_says_what_is_otherwise_than_the_time_before(visitor: Visitor) -> None:
    found(visitor).turn_to("2").send({"answers/灯具安全": "yes"}).send()
    assert "和上一次比，1 项不一样" in visitor.html
    assert "灯具不安全：原来是“尚不能确定”，这次是“<b>符合</b>”" in visitor.html
    visitor.go(f"/checks/{visitor.token}/results/1")
    assert "和上一次比" not in visitor.html
    assert "这一项已整改" not in visitor.html


def test_a_verdict_told_of_earlier_results_says_that_it_rests_on_what_was_told(visitor: Visitor) -> None:
    found(visitor).turn_to(ITEM).send({f"{ITEM}/危害后果": "=无", f"{ITEM}/prior.earlier": "=没有"}).send()
    assert "这次是“<b>违反，可以不予处罚（依自述，以执法机关核实为准）</b>”" in visitor.html
    assert "这一项历次的判断" in visitor.html


def test_where_nothing_can_be_brought_about_any_more_mending_leads_to_the_answers(visitor: Visitor) -> None:
    assert "改好以后，改回答，重新判断" in found(visitor).html
    assert "这一项已整改" not in visitor.html


def test_without_texts_of_laws_none_are_shown(visitor: Visitor) -> None:
    assert "引用的法律条文" not in found(visitor).html


class TestWithLaws:
    @pytest.fixture
    def settings(self, settings: Settings, tmp_path: Path) -> Settings:
        text = TEXT.replace("某法", "某条例").replace("第十条", "第十八条").replace("第十条的话", "招牌大的要许可")
        (tmp_path / "laws").mkdir()
        (tmp_path / "laws" / "某条例(2020-01-01).md").write_text(text, encoding="utf-8")
        return replace(settings, laws=tmp_path / "laws")

    def test_an_article_is_shown_once_and_every_item_that_cites_it_leads_there(self, visitor: Visitor) -> None:
        html = found(visitor).html
        assert html.count('<details id="law-1"') == 1
        assert html.count('<a href="#law-1">《某条例》第十八条</a>') == 1
        assert "2020年1月1日的文本" in html
        html = visitor.go(f"/checks/{visitor.token}/results/1/undetermined").html
        assert html.count('<details id="law-1"') == 1
        assert html.count('<a href="#law-1">《某条例》第十八条</a>') == 1

    def test_a_folder_that_is_gone_takes_no_result_away(self, visitor: Visitor, settings: Settings) -> None:
        assert settings.laws
        for path in settings.laws.iterdir():
            path.unlink()
        settings.laws.rmdir()
        assert found(visitor).status == 200
        assert "引用的法律条文" not in visitor.html
