"""An officer decides at the desk: what is shown is what is computed, and nothing that was typed is lost."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.documents.wording import verdict_text
from compliance.engine.decide import Engine
from compliance.engine.durable import EngineFault
from compliance.services.matters import cases
from compliance.services.matters.deciding import read_decisions
from compliance.services.matters.moving import Details, do
from compliance.services.matters.opening import Found, report_found, take_visit
from compliance.services.matters.reading import read_matter
from compliance.services.matters.rulings import left_open
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.submit_assessment import DraftSheet
from compliance.services.visit_requests import VisitRequest
from compliance.services.visits import request_visit
from tests.packs import TODAY, decide
from tests.people import DEPARTMENT, settled
from tests.services.matters.officers import MARKET, SHOP, officer
from tests.services.walks.walking import AREA, HAS, add, said
from tests.submitting import submitted
from tests.web.conftest import SignIn
from tests.web.packs import DISCRETION, SIGNS
from tests.web.visitor import Visitor

BIG = {"设有招牌": True, "招牌面积": Decimal(20)}
UNIT = {"basics/subject": "=公司等单位", "basics/acted_on": TODAY.isoformat(), "basics/looked_up": "yes"}
SLIGHT = {"items/sign-001/危害后果": "=无", "items/sign-001/轻微情节": "yes"}
"""The lightest circumstances; with them the law lets the officer leave the fine."""
ORDINARY = {
    "rulings/sign-001/verdict": "ordinary",
    "rulings/sign-001/fine": "20000",
    "rulings/sign-001/reason": "面积较大",
}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What officers saw on site; change it as they go on."""
    answers: dict[str, Any] = dict(BIG)
    monkeypatch.setattr(cases, "verified_answers", lambda *_: dict(answers))
    return answers


def assigned(office: Office, department: str = DEPARTMENT) -> str:
    who = officer(department, name="lisi")
    number = report_found(office, who, Found(SHOP, ("sign-001",), TODAY)).number
    do(office, who, number, "assign", Details(to_person="lisi"))
    return number


@pytest.fixture
def number(office: Office, seen: dict[str, Any]) -> str:
    return assigned(office)


@pytest.fixture
def page(office: Office, sign_in: SignIn, number: str) -> Visitor:
    """The form of the decision, opened by an officer of the department."""
    settled(office, "lisi", department=DEPARTMENT, display_name="李四")
    return sign_in("lisi").go(f"/desk/matters/{number}/decision")


def text(page: Visitor) -> str:
    return unescape(re.sub(r"<[^>]+>", "", page.html))


def checked(page: Visitor, name: str) -> list[str]:
    return page.form().getlist(name)


def at_rulings(page: Visitor) -> Visitor:
    return page.send(UNIT).send(SLIGHT)


def test_the_way_from_what_was_seen_to_the_decision(office: Office, page: Visitor, number: str) -> None:
    assert "面积多大？" in page.html
    assert "20平方米" in page.html
    assert "灯具安全吗？" not in page.html

    page.send(UNIT)
    assert "有什么后果？" in page.html
    assert "是什么后果？" in page.html  # hidden until it is asked
    assert "推算：" not in page.html
    page.send(SLIGHT)
    assert "推算：可以不予处罚" in page.html
    page.send({**ORDINARY, "rulings/sign-001/reason": "屡劝不改"}, button="decide")

    assert page.path.endswith("/decisions")
    assert "决定：依法处罚（一般情形），罚款2万元" in page.html
    assert "和推算的不同。" in page.html
    assert "推算的是“可以不予处罚”" in page.html
    assert "屡劝不改" in page.html
    assert "李四（综合行政执法，执法人员）" in page.html
    [decision] = read_decisions(office, officer(), number)
    [ruling] = decision.rulings
    assert (ruling.computed, ruling.verdict, ruling.fine) == ("no_penalty_allowed", "ordinary", Decimal(20000))


def test_what_the_law_leaves_open_is_asked_with_its_reason_and_nothing_is_chosen_beforehand(page: Visitor) -> None:
    page.send({**UNIT, "basics/looked_up": "no"}).send(SLIGHT)

    assert "推算：依法处罚（一般情形）" in page.html
    assert "没有查全，不当作初次违法" in page.html
    assert "这一项法律留给您决定" in page.html
    assert "法律只给了幅度" in page.html
    assert checked(page, "rulings/sign-001/verdict") == []

    page.send(button="decide")

    assert page.status == 400
    assert "请选择结论" in page.html
    assert "请写明理由：罚不罚、罚多少" in page.html


def test_the_computed_verdict_is_chosen_beforehand_where_nothing_is_left_open(page: Visitor) -> None:
    at_rulings(page)

    assert "法律留给您决定" not in page.html
    assert checked(page, "rulings/sign-001/verdict") == ["no_penalty_allowed"]
    page.send(button="decide")
    assert "决定：可以不予处罚" in page.html
    assert "和推算的一样" in page.html


def test_another_verdict_without_a_reason_is_refused_and_all_that_was_typed_stays(page: Visitor) -> None:
    at_rulings(page).send({**ORDINARY, "rulings/sign-001/reason": "", "rulings/sign-001/fine": "2万"}, button="decide")

    assert page.status == 400
    assert "请填数字" in page.html
    page.send({"rulings/sign-001/fine": "5"}, button="decide")
    assert "和推算的“可以不予处罚”不同" in page.html
    assert "罚款 5元不在 1万元到 10万元之间" in page.html
    form = page.form()
    assert {name: form[name] for name in (*UNIT, *SLIGHT)} == {**UNIT, **SLIGHT}
    assert (form["rulings/sign-001/verdict"], form["rulings/sign-001/fine"]) == ("ordinary", "5")
    assert (
        page.send({"rulings/sign-001/fine": "20000", "rulings/sign-001/reason": "屡犯"}, button="decide").status == 200
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"basics/subject": []}, "请选是单位还是个人"),
        ({"basics/acted_on": "2026-11-22"}, "不能晚于今天"),
        ({"basics/acted_on": ""}, "请填写行为的日期"),
        ({"basics/acted_on": "昨天"}, "日期"),
        ({"basics/looked_up": ["yes", "no"]}, "请只选一个"),
    ],
)
def test_the_first_questions_are_to_be_answered_first(page: Visitor, wrong: Mapping[str, Any], said: str) -> None:
    page.send({**UNIT, **wrong})

    assert page.status == 400
    assert said in page.html
    assert "有什么后果" not in page.html
    assert page.form()["basics/acted_on"] == {**UNIT, **wrong}["basics/acted_on"]


def test_a_circumstance_that_others_bring_up_is_asked_before_anything_is_computed(page: Visitor) -> None:
    grave = {"items/sign-001/危害后果": "=严重", "items/sign-001/轻微情节": "unknown"}
    page.send(UNIT).send(grave)

    assert page.status == 200
    assert "推算：" not in page.html
    assert 'name="items/sign-001/后果说明"' in page.html
    page.send({"items/sign-001/后果说明": "烫伤顾客"})
    assert "推算：依法处罚（一般情形）" in page.html


def test_what_cannot_be_read_is_mended_first_and_stays(page: Visitor) -> None:
    page.send(UNIT).send({"items/sign-001/危害后果": ["=无", "=严重"]})

    assert page.status == 400
    assert "请只选一个" in page.html
    assert "推算：" not in page.html


def test_a_ruling_on_something_else_than_what_was_shown_is_not_made(
    office: Office, page: Visitor, number: str, seen: dict[str, Any]
) -> None:
    at_rulings(page)
    seen["招牌说明"] = "后来又看到一块"

    page.send({**ORDINARY}, button="decide")

    assert page.status == 409
    assert "和您看到的不一样了" in page.html
    assert page.form()["rulings/sign-001/reason"] == "面积较大"
    assert "后来又看到一块" in page.html
    assert read_decisions(office, officer(), number) == ()
    page.send(button="decide")
    assert page.path.endswith("/decisions")


def test_a_verdict_chosen_beside_another_computed_one_is_to_be_chosen_again(page: Visitor) -> None:
    at_rulings(page).send({**ORDINARY, **UNIT, "basics/looked_up": "no"})

    assert "推算：依法处罚（一般情形）" in page.html
    assert checked(page, "rulings/sign-001/verdict") == []
    assert page.form()["rulings/sign-001/fine"] == "20000"


def test_the_same_form_sent_twice_decides_once(office: Office, page: Visitor, number: str) -> None:
    sent = at_rulings(page).form()
    sent["decide"] = "decide"
    path = f"/desk/matters/{number}/decision"

    answers = [page.client.post(path, data=sent) for _ in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    assert len(read_decisions(office, officer(), number)) == 1
    assert len(read_matter(office, officer(), number).steps) == 3


def test_what_is_not_determined_is_named_and_never_compliant(
    office: Office, page: Visitor, number: str, seen: dict[str, Any]
) -> None:
    del seen["招牌面积"]
    page.send(UNIT)

    assert "没有认定违反的事项。尚不能确定的不等于合规。" in page.html
    assert "认定违反 0 项，尚不能确定 1 项，符合 0 项" in page.html
    assert "还要核实：面积多大？" in text(page)
    page.send(button="decide")
    assert "不能当作合规" in page.html
    [decision] = read_decisions(office, officer(), number)
    assert [each.status for each in decision.rulings] == ["undetermined"]


def test_a_failure_of_the_engine_is_kept_and_shown_as_one_and_what_was_typed_can_be_sent_again(
    office: Office, page: Visitor, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.send(UNIT)

    def fail(*_: Any) -> None:
        raise EngineFault("stale")

    with monkeypatch.context() as failing:
        failing.setattr(Engine, "decide", fail)
        page.send(SLIGHT)

    assert page.status == 500
    assert "系统出错，没有得出结论" in page.html
    assert not any(each in page.html for each in ("处罚（", "符合", "推算"))
    with office.store.reading() as records:
        assert [each.matter for each in records.faults.all()] == [number]
    page.send()
    assert "推算：可以不予处罚" in page.html


@pytest.mark.parametrize("role", ["officer", "reviewer", "legal"])
def test_another_departments_matter_is_not_there(office: Office, sign_in: SignIn, number: str, role: str) -> None:
    settled(office, "wangwu", role, department=MARKET)
    page = sign_in("wangwu")
    for name in ("decision", "decisions"):
        assert page.go(f"/desk/matters/{number}/{name}").status == 404
        assert SHOP.name not in page.html


def test_who_may_see_and_not_decide_sees_what_was_decided_alone(
    office: Office, sign_in: SignIn, page: Visitor, number: str
) -> None:
    at_rulings(page).send(button="decide")
    settled(office, "zhao", "legal", department=DEPARTMENT)
    legal = sign_in("zhao")

    assert legal.go(f"/desk/matters/{number}/decisions").status == 200
    assert "决定：可以不予处罚" in legal.html
    assert legal.go(f"/desk/matters/{number}/decision").status == 403
    assert "不能“作出判断”" in legal.html
    assert "作出判断" not in legal.go(f"/desk/matters/{number}").html.replace("作出的判断", "").split("办理经过")[0]


def test_before_a_matter_is_assigned_it_is_said_what_to_do_first(office: Office, page: Visitor) -> None:
    number = report_found(office, officer(DEPARTMENT), Found(SHOP, ("sign-001",), TODAY)).number

    page.go(f"/desk/matters/{number}/decision")

    assert page.status == 409
    assert "现在可以：" in page.html


def test_like_cases_stand_beside_what_is_computed(office: Office, page: Visitor, number: str) -> None:
    at_rulings(page).send(ORDINARY, button="decide")
    other = assigned(office)
    page.go(f"/desk/matters/{other}/decision").send(UNIT).send(SLIGHT)

    assert "情形一样的 1 件怎么办的" in page.html
    assert f'href="/desk/matters/{number}/decisions"' in unquote(page.html)
    assert "依法处罚（一般情形），罚款2万元" in page.html
    assert "面积较大" in page.html


def test_of_others_like_cases_it_is_said_how_they_ended_and_not_which_they_were(
    office: Office, page: Visitor, number: str, sign_in: SignIn
) -> None:
    at_rulings(page).send(ORDINARY, button="decide")
    other = assigned(office, MARKET)
    settled(office, "wangwu", department=MARKET)
    page = sign_in("wangwu").go(f"/desk/matters/{other}/decision").send(UNIT).send(SLIGHT)

    assert "另一件：依法处罚（一般情形），罚款2万元" in text(page)
    assert "2026年11月，综合行政执法" in text(page)
    assert number not in text(page)
    assert "面积较大" not in page.html
    assert page.go(f"/desk/matters/{number}/decisions").status == 404


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "设有招牌": st.booleans(),
        "招牌面积": st.sampled_from([Decimal(3), Decimal(8), Decimal(20)]),
        "招牌材料": st.sampled_from(["木", "铁"]),
    },
)
CIRCUMSTANCES = st.fixed_dictionaries(
    {"危害后果": st.sampled_from(["无", "严重", None]), "轻微情节": st.sampled_from([True, False, None])}
)
TYPED = {True: "yes", False: "no", None: "unknown", "无": "=无", "严重": "=严重"}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANSWERS, told=CIRCUMSTANCES, looked_up=st.booleans(), on=st.sampled_from(["2026-11-21", "2026-03-01"]))
def test_what_the_page_shows_as_computed_is_what_is_decided(
    office: Office,
    page: Visitor,
    number: str,
    seen: dict[str, Any],
    answers: dict[str, Any],
    told: dict[str, Any],
    looked_up: bool,
    on: str,
) -> None:
    seen.clear()
    seen.update(answers)
    basics = {**UNIT, "basics/looked_up": "yes" if looked_up else "no", "basics/acted_on": on}
    page.go(f"/desk/matters/{number}/decision").send(basics)
    if "推算的结论" not in page.html:
        page.send({f"items/sign-001/{fact}": TYPED[value] for fact, value in told.items()})
    if "推算的结论" not in page.html:
        page.send()  # what the consequences were isn't said
    known = {fact: value for fact, value in told.items() if value is not None}
    sheet = {
        "answers": answers,
        "circumstances": {"sign-001": known},
        "circumstance_provenance": {"sign-001": dict.fromkeys(known, "verified")},
        **({"history": [], "history_source": "verified"} if looked_up else {"history": None}),
    }

    [finding] = decide(SIGNS, DISCRETION, sheet=sheet, as_of=TODAY, acted_on=date.fromisoformat(on)).findings

    shown = re.findall(r'class="verdict">推算：([^<]+)<', page.html)
    assert shown == ([verdict_text(finding.outcome.verdict, finding.outcome.provisional)] if finding.outcome else [])
    assert ("尚不能确定的 1 项" in page.html) == (finding.status == "undetermined")
    assert ("符合 1 项" in page.html) == (finding.status == "compliant")
    chosen = checked(page, "rulings/sign-001/verdict")
    assert chosen == ([finding.outcome.verdict] if finding.outcome and not left_open(finding) else [])


def taken(office: Office) -> str:
    """A matter of a visit, whose shop said itself that its sign is large."""
    said = {"answers": {"设有招牌": True, "招牌面积": Decimal(20)}}
    result = read_assessment(office, submitted(office, DraftSheet(("sign",), said), TODAY))
    visit = request_visit(office, result, VisitRequest(SHOP, "张三", "13800000000", (DEPARTMENT,))).number
    who = officer(DEPARTMENT, name="lisi")
    number = take_visit(office, who, visit).number
    do(office, who, number, "assign", Details(to_person="lisi"))
    return number


def test_where_the_enterprise_had_said_otherwise_nothing_hides_it(office: Office, sign_in: SignIn) -> None:
    number, who = taken(office), officer(DEPARTMENT, name="lisi")
    add(office, number, said("a", HAS, "yes"), said("b", AREA, "3"), by=who)
    settled(office, "lisi", department=DEPARTMENT)
    page = sign_in("lisi").go(f"/desk/matters/{number}/decision")
    assert "3平方米" in page.html  # what was seen on the walk, and not what the shop said

    page.send(UNIT)

    claim = "未经许可设置大型招牌：企业自查时是“违反，依法处罚（一般情形）”"
    assert f"{claim}，推算的是“符合”" in text(page)
    page.send(button="decide")
    assert f"{claim}，决定的是“符合”" in text(page)


def test_where_the_enterprise_had_said_the_same_there_is_nothing_to_tell(office: Office, sign_in: SignIn) -> None:
    number, who = taken(office), officer(DEPARTMENT, name="lisi")
    add(office, number, said("a", HAS, "yes"), said("b", AREA, "20"), by=who)
    settled(office, "lisi", department=DEPARTMENT)
    page = sign_in("lisi").go(f"/desk/matters/{number}/decision")

    page.send({**UNIT, "basics/looked_up": "no"}).send(SLIGHT)

    assert "推算：依法处罚（一般情形）" in page.html
    assert "和企业自查的不同" not in page.html
