"""From choosing lists to the result, without scripts."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask

from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.durable import EngineFault
from compliance.engine.sheet import AnswerSheet
from compliance.services.office import Office
from compliance.services.read_assessment import Assessment, read_assessment
from compliance.services.self_check.keep import load_check
from tests.web.visitor import Visitor

BIG = {"answers/设有招牌": "yes", "answers/招牌面积": "20.50"}
ITEM = "items/sign-001"
CODE = "91110000600037341L"


def result_of(visitor: Visitor, office: Office) -> Assessment:
    assert "/results/" in visitor.path, visitor.path
    return read_assessment(office, visitor.token)


def test_a_violation_is_found_and_its_result_can_be_read_again(visitor: Visitor, office: Office) -> None:
    visitor.start("sign")
    assert visitor.path.endswith("/1")
    visitor.send({"answers/设有招牌": "yes"})
    visitor.send({"answers/招牌面积": "20.50", "answers/招牌用途": ["=店名"], "answers/许可到期日": "2026-01-31"})
    visitor.send({"subject/subject": "=个体工商户或个人"})
    assert visitor.path.endswith(ITEM)
    visitor.send({f"{ITEM}/危害后果": "=无", f"{ITEM}/prior.earlier": "=没有"})
    visitor.send({"enterprise/name": "甲商店", "enterprise/credit_code": CODE, "enterprise/address": "某路 1 号"})
    assert visitor.path.endswith("/answers")
    assert all(said in visitor.html for said in ("20.50平方米", "店名", "个体工商户或个人", "甲商店"))
    visitor.send()

    made = result_of(visitor, office)
    assert made.sheet.answers["招牌面积"] == Decimal("20.5")
    assert made.sheet.subject == "individual"
    assert (made.enterprise.name, made.enterprise.credit_code) == ("甲商店", CODE)
    (finding,) = made.decision.findings
    assert finding.outcome
    assert finding.outcome.verdict == "no_penalty_allowed"
    for said in (
        "未经许可设置大型招牌",
        "可以不予处罚（依自述，以执法机关核实为准）",
        "补办许可或自行拆除",
        "最晚2026年12月6日改好",
    ):
        assert said in visitor.html
    assert "自述具备，待核实" in visitor.html
    assert f"http://localhost/checks/{visitor.token}<" in visitor.html


def test_the_result_tells_why_the_ways_out_and_what_it_may_cost(visitor: Visitor) -> None:
    visitor.start("sign").send({"answers/设有招牌": "yes"}).send({"answers/招牌面积": "20"}).through()
    assert "招牌面积超过8平方米：成立（回答：20平方米）" in visitor.html
    assert "实际改到：招牌面积不超过8平方米" in visitor.html
    assert "罚款合计可能在 <b>1万元</b> 到 <b>10万元</b> 之间" in visitor.html
    assert "处1万元以上10万元以下罚款；一般情形的幅度：1万元以上3.7万元以下（裁量基准未核对）" in visitor.html
    assert "尚待核实：基准还没有收录。" in visitor.html


def test_before_the_end_the_form_says_which_questions_settle_most(visitor: Visitor) -> None:
    visitor.start("lamps").send().send()
    assert visitor.path.endswith("/answers")
    assert "再答 1 题即可确定 1 项" in visitor.html
    address = f"/checks/{visitor.token}/questions/1"
    assert f'<a href="{address}#q3">灯具安全吗？</a>' in visitor.html
    visitor.go(address).send({"answers/灯具安全": "yes"})
    assert "即可确定" not in visitor.html
    visitor.send()
    assert "灯具安全吗？" not in visitor.send().html.split("<details>")[0]


def test_the_result_says_which_questions_settle_most(visitor: Visitor) -> None:
    visitor.start("sign", "lamps").through()
    assert "再答 2 题即可确定其中 2 项" in visitor.html


def test_who_passes_over_everything_gets_no_verdict(visitor: Visitor, office: Office) -> None:
    visitor.start("sign", "lamps").through()
    assert {each.status for each in result_of(visitor, office).decision.findings} == {"undetermined"}
    assert "没有发现违反的事项。但是还有 2 项不能确定" in visitor.html
    assert "灯具安全吗？" in visitor.html
    assert "这一条还没有核对。" in visitor.html


def test_not_known_is_an_answer_and_leaves_the_item_undetermined(visitor: Visitor, office: Office) -> None:
    visitor.start("lamps").send({"answers/设有招牌": "unknown", "answers/灯具安全": "unknown"}).through()
    made = result_of(visitor, office)
    assert [each.status for each in made.decision.findings] == ["undetermined"]
    assert not made.sheet.answers


def test_compliance_is_said_where_it_is_found(visitor: Visitor) -> None:
    visitor.start("lamps").send({"answers/灯具安全": "yes"}).through()
    assert "按您的回答，没有发现违反的事项。" in visitor.html
    assert "符合的 1 项" in visitor.html
    assert "但是还有" not in visitor.html


OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("suffix", "mimetype", "magic"),
    [
        ("pdf", "application/pdf", b"%PDF"),
        ("xlsx", f"{OFFICE}.spreadsheetml.sheet", b"PK"),
        ("docx", f"{OFFICE}.wordprocessingml.document", b"PK"),
    ],
)
def test_the_guidance_checklist_can_be_downloaded(visitor: Visitor, suffix: str, mimetype: str, magic: bytes) -> None:
    visitor.start("sign").through()
    assert f'href="{visitor.path}/guidance.{suffix}"' in visitor.html
    response = visitor.client.get(f"{visitor.path}/guidance.{suffix}")
    assert response.mimetype == mimetype
    assert f"指导清单.{suffix}" in unquote(response.headers["Content-Disposition"])
    assert response.data.startswith(magic)


def test_after_the_result_answers_can_be_changed_and_both_results_stay(visitor: Visitor, office: Office) -> None:
    visitor.start("lamps").send({"answers/灯具安全": "no"}).through()
    first = visitor.path
    visitor.turn_to("1").send({"answers/灯具安全": "yes"}).go(f"/checks/{visitor.token}/answers").send()
    assert (first[-2:], visitor.path[-2:]) == ("/1", "/2")
    assert [each.status for each in result_of(visitor, office).decision.findings] == ["compliant"]
    assert "历次结果" in visitor.html
    assert "这是以前的结果" in visitor.go(first).html
    assert "灯具不安全" in visitor.html


def test_a_second_click_makes_no_second_result(visitor: Visitor) -> None:
    visitor.start("lamps").through()
    made = visitor.path
    visitor.go(f"/checks/{visitor.token}/answers").send()
    assert visitor.path == made


def test_the_address_of_a_finished_self_check_leads_to_its_result(visitor: Visitor) -> None:
    visitor.start("sign").through()
    result = visitor.html
    assert visitor.go(f"/checks/{visitor.token}").html == result
    assert visitor.go(f"/results/{visitor.token}").html == result


def test_at_least_one_list_must_be_chosen(visitor: Visitor) -> None:
    visitor.start()
    assert visitor.status == 400
    assert "请至少选择一份" in visitor.html
    visitor.send({"pack": ["made-up"]})
    assert "没有编号为「made-up」的清单" in visitor.html


# ── Questions that answers bring up ──


def test_a_question_brought_up_by_an_answer_comes_on_the_same_page(visitor: Visitor) -> None:
    visitor.start("sign")
    assert "answers/招牌面积" not in visitor.form().getlist("shown")
    visitor.send({"answers/设有招牌": "yes"})
    assert visitor.path.endswith("/1")
    assert "根据您的回答，还有下面的问题" in visitor.html
    assert visitor.form()["answers/设有招牌"] == "yes"
    visitor.send()
    assert visitor.path.endswith("/enterprise")


def test_an_answer_to_a_question_no_longer_shown_does_not_count_but_is_kept(visitor: Visitor, office: Office) -> None:
    visitor.start("sign").send(BIG).send(BIG)
    visitor.turn_to("1").send({"answers/设有招牌": "no"})
    visitor.turn_to("1").send({"answers/设有招牌": "yes"})
    assert visitor.turn_to("1").form()["answers/招牌面积"] == "20.50"
    visitor.send({"answers/设有招牌": "no"}).through()
    assert dict(result_of(visitor, office).sheet.answers) == {"设有招牌": False}


def test_what_scripts_would_show_the_server_tells(visitor: Visitor) -> None:
    visitor.start("sign")
    address = f"/checks/{visitor.token}/autosave/1"
    form = visitor.form()
    assert visitor.client.post(address, data=form).json == {"shown": ["q1", "q3", "q4", "q5", "q6"]}
    form["answers/设有招牌"] = "yes"
    assert visitor.client.post(address, data=form).json == {"shown": ["q1", "q2", "q3", "q4", "q5", "q6"]}


def test_what_is_typed_is_kept_before_the_page_is_sent(visitor: Visitor) -> None:
    visitor.start("sign")
    form = visitor.form()
    form["answers/招牌说明"] = "写了一半"
    visitor.client.post(f"/checks/{visitor.token}/autosave/1", data=form)
    assert visitor.go(visitor.path).form()["answers/招牌说明"] == "写了一半"


def test_a_question_that_two_packs_ask_is_asked_once_and_a_page_with_nothing_to_ask_is_left_out(
    visitor: Visitor,
) -> None:
    asked = visitor.start("sign", "lamps").form().getlist("shown")
    asked += visitor.send().form().getlist("shown")
    assert asked.count("answers/设有招牌") == 1
    assert asked[-1] == "answers/灯具安全"


def test_circumstances_are_asked_by_the_case_and_by_each_other(visitor: Visitor) -> None:
    visitor.start("sign").send(BIG).send(BIG).send({"subject/subject": "=个体工商户或个人"})
    asked = {"危害后果", "家庭经营", "轻微情节", "prior.earlier"}
    assert set(visitor.form().getlist("shown")) == {f"{ITEM}/{each}" for each in asked}
    visitor.send({f"{ITEM}/危害后果": "=严重", f"{ITEM}/prior.earlier": "=有"})
    asked |= {"后果说明", "prior.on"}
    assert set(visitor.form().getlist("shown")) == {f"{ITEM}/{each}" for each in asked}
    visitor.send({f"{ITEM}/prior.on": "2025-01-01"})
    assert f"{ITEM}/再犯原因" in visitor.form().getlist("shown")


@pytest.mark.parametrize(
    ("answers", "history"),
    [
        ({"prior.earlier": "=没有"}, ()),
        ({"prior.earlier": "unknown"}, None),
        ({}, None),
        ({"prior.earlier": "=有"}, None),
        ({"prior.earlier": "=有", "prior.on": "unknown"}, None),
    ],
)
def test_history_is_known_only_where_it_is_told(visitor: Visitor, office: Office, answers: Any, history: Any) -> None:
    visitor.start("sign").send(BIG).send(BIG).send()
    told = {f"{ITEM}/{fact}": said for fact, said in answers.items()}
    visitor.send(told).send(told).through()
    assert result_of(visitor, office).sheet.history == history


def test_an_earlier_violation_counts_from_its_date(visitor: Visitor, office: Office) -> None:
    visitor.start("sign").send(BIG).send(BIG).send()
    visitor.send({f"{ITEM}/prior.earlier": "=有"}).send({f"{ITEM}/prior.on": "2026-11-21"})
    assert "日期应早于今天" in visitor.html
    visitor.send({f"{ITEM}/prior.on": "2025-03-02"}).through()
    (prior,) = result_of(visitor, office).sheet.history or ()
    assert (prior.item, str(prior.on)) == ("sign-001", "2025-03-02")


# ── Errors ──


def test_an_error_stands_beside_its_field_and_on_top_and_keeps_what_was_typed(visitor: Visitor) -> None:
    typed = {
        **BIG,
        "answers/招牌面积": "很大 <20>",
        "answers/招牌说明": "说明一二",
        "answers/招牌用途": ["=店名", "=广告"],
    }
    visitor.start("sign").send(BIG).turn_to("1").send(typed)
    assert visitor.path.endswith("/1")
    assert 'href="#q2-1"' in visitor.html
    assert visitor.html.count("请填数字，如 12 或 12.5") == 2
    assert 'aria-describedby="q2-flaw" aria-invalid="true"' in visitor.html
    form = visitor.form()
    assert form["answers/招牌面积"] == "很大 <20>"
    assert form["answers/招牌说明"] == "说明一二"
    assert form.getlist("answers/招牌用途") == ["=店名", "=广告"]


def test_a_wrong_date_is_shown_as_it_was_typed(visitor: Visitor) -> None:
    visitor.start("sign").send({"answers/许可到期日": "2026/1/5"})
    assert visitor.form()["answers/许可到期日"] == "2026/1/5"
    assert 'type="text" value="2026/1/5"' in visitor.html


def test_going_back_keeps_what_was_typed_even_where_it_is_wrong(visitor: Visitor) -> None:
    visitor.start("sign", "lamps").send().send({"answers/灯具安全": "no"}, button="back")
    assert visitor.path.endswith("/1")
    visitor.send({"answers/许可到期日": "昨天"}, button=None)
    assert visitor.form()["answers/许可到期日"] == "昨天"
    visitor.send({"answers/许可到期日": ""})
    assert visitor.form()["answers/灯具安全"] == "no"


def test_nobody_gets_past_an_error_by_the_address(visitor: Visitor) -> None:
    visitor.start("sign").send({"answers/许可到期日": "昨天"})
    visitor.turn_to("enterprise").send()
    assert visitor.path.endswith("/1")


def test_nobody_gets_past_questions_by_the_address(visitor: Visitor) -> None:
    first = visitor.start("sign").path
    visitor.turn_to("enterprise").send()
    assert visitor.path == first


def test_a_wrong_credit_code_is_said_beside_its_field(visitor: Visitor) -> None:
    visitor.start("sign").send().send({"enterprise/name": "甲", "enterprise/credit_code": CODE[:-1] + "X"})
    assert visitor.path.endswith("/enterprise")
    assert "统一社会信用代码不对" in visitor.html
    assert visitor.form()["enterprise/name"] == "甲"


def test_a_page_that_is_no_more_leads_to_where_one_left_off(visitor: Visitor) -> None:
    visitor.start("sign").send(BIG).send(BIG).send()
    item_page = visitor.path
    assert item_page.endswith(ITEM)
    visitor.turn_to("1").send({"answers/设有招牌": "no"})
    visitor.go(item_page)
    assert visitor.path.endswith("/enterprise")
    assert visitor.go(f"/checks/{visitor.token}").path.endswith("/enterprise")


# ── Two tabs, faults ──


def test_two_tabs_of_one_self_check_do_not_undo_each_other(visitor: Visitor) -> None:
    visitor.start("sign", "lamps").send()
    other = Visitor(visitor.client).go(visitor.path).turn_to("1")
    visitor.send({"answers/灯具安全": "no"})
    other.send({"answers/招牌说明": "另一页"})
    assert visitor.turn_to("1").form()["answers/招牌说明"] == "另一页"
    assert visitor.turn_to("2").form()["answers/灯具安全"] == "no"


def test_two_self_checks_in_two_tabs_are_two(visitor: Visitor) -> None:
    other = Visitor(visitor.client).start("sign")
    visitor.start("sign").send({"answers/招牌说明": "一"})
    other.send({"answers/招牌说明": "二"})
    assert "一" in visitor.turn_to("1").form()["answers/招牌说明"]
    assert "二" in other.turn_to("1").form()["answers/招牌说明"]


def fail(monkeypatch: pytest.MonkeyPatch, when: Callable[[AnswerSheet], bool]) -> None:
    """Has the engine fail on sheets of that kind."""
    decide = Engine.decide

    def failing(self: Engine, sheet: AnswerSheet, *dates: date) -> Decision:
        if when(sheet):
            raise EngineFault("seven times eight is 54")
        return decide(self, sheet, *dates)

    monkeypatch.setattr(Engine, "decide", failing)


def test_a_fault_of_the_engine_shows_no_result_and_is_kept(
    visitor: Visitor, office: Office, site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.config["PROPAGATE_EXCEPTIONS"] = False
    fail(monkeypatch, when=lambda sheet: bool(sheet.circumstances))
    visitor.start("sign").send(BIG).send(BIG).send().send({f"{ITEM}/危害后果": "=无"})
    draft = visitor.token
    visitor.send().send()
    assert_no_result(visitor)
    with office.store.reading() as records:
        (fault,) = records.faults.all()
    assert (fault.kind, fault.message) == ("EngineFault", "seven times eight is 54")
    assert load_check(office, draft).typed["answers/招牌面积"] == ["20.50"]


def test_a_fault_between_two_pages_shows_no_result_and_loses_nothing(
    visitor: Visitor, office: Office, site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.config["PROPAGATE_EXCEPTIONS"] = False
    draft = visitor.start("sign").token
    fail(monkeypatch, when=lambda sheet: "招牌面积" in sheet.answers)
    visitor.send(BIG).send(BIG)
    assert_no_result(visitor)
    assert load_check(office, draft).typed["answers/招牌面积"] == ["20.50"]


def assert_no_result(visitor: Visitor) -> None:
    assert visitor.status == 500
    assert "系统出错，没有得出结论" in visitor.html
    assert "seven" not in visitor.html
    assert "招牌" not in re.sub("<input[^>]*>", "", visitor.html)  # what was sent is there to be sent again
