"""What is told of rules published since, and what isn't."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from compliance.engine.decide import Engine
from compliance.services.evidence import evidence_of
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.rule_changes import RulesChange, compare, rules_change
from compliance.services.self_check.keep import load_check
from compliance.services.self_check.pages import SelfCheck
from tests.packs import FIRST_OFFENCE, SIGN, TODAY, changed, engine, item, pack, question
from tests.self_checking import BIG, at_hand, begun, decided, finished, under

FINES = ("items", 0, "penalty", "fines", 0)


def told(office: Office, *rules: dict[str, Any], typed: Mapping[str, Any] = BIG) -> RulesChange | None:
    """What is told to somebody whose self-check was decided before these rules were published."""
    token = finished(office, typed)
    now = under(office, *rules)
    proven = frozenset(each.about for each in evidence_of(now, token))
    return rules_change(now, load_check(now, token), read_assessment(now, token), proven)


def test_without_new_rules_nothing_is_told(office: Office) -> None:
    assert told(office, SIGN, FIRST_OFFENCE) is None


@pytest.mark.parametrize(
    "edit",
    [
        (("version",), "2027.1"),
        (("title",), "招牌清单"),
        (("items", 0, "title"), "擅自设大招牌"),
        (("items", 0, "rectify", "how"), "拆"),
        (("questions", "设有招牌", "ask"), "有招牌吗？"),
        (("parameters", "大型招牌面积", 1, "value"), 9),
    ],
)
def test_what_changes_nothing_of_consequence_is_not_told(office: Office, edit: tuple[tuple[Any, ...], Any]) -> None:
    path, to = edit
    assert told(office, changed(SIGN, *path, to=to), FIRST_OFFENCE) is None


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        ((("parameters", "大型招牌面积", 1, "value"), 25), "违反", "符合"),
        ((("items", 0, "applies_when"), {"设有招牌": False}), "违反", "不适用"),
    ],
)
def test_another_status_is_told_with_the_old_and_the_new(
    office: Office, edit: tuple[tuple[Any, ...], Any], old: str, new: str
) -> None:
    path, to = edit
    change = told(office, changed(changed(SIGN, *path, to=to), "version", to="2027.1"), FIRST_OFFENCE)
    assert change
    (one,) = change.items
    assert one.old
    assert one.new
    assert (one.old.status_text, one.new.status_text) == (old, new)
    assert (change.old, change.new) == ((("招牌负面清单", "2026.1"),), (("招牌负面清单", "2027.1"),))


@pytest.mark.parametrize(
    ("path", "to"), [((*FINES, "max"), 50000), ((*FINES, "min"), 500), ((*FINES, "when"), "immediate")]
)
def test_another_fine_is_told(office: Office, path: tuple[Any, ...], to: Any) -> None:
    change = told(office, changed(SIGN, *path, to=to), FIRST_OFFENCE)
    assert change
    (one,) = change.items
    assert one.old
    assert one.new
    assert one.old.status == one.new.status == "violation"
    assert one.old.fines != one.new.fines


def test_another_verdict_is_told(office: Office) -> None:
    typed = BIG | {"items/sign-001/危害后果": ["=轻微"], "items/sign-001/已改正": ["yes"]}
    typed |= {"items/sign-001/prior.earlier": ["=没有"]}
    stricter = changed(FIRST_OFFENCE, "rules", 0, "elements", 1, "when", to={"危害后果": "无"})
    change = told(office, SIGN, stricter, typed=typed)
    assert change
    (one,) = change.items
    assert one.old
    assert one.new
    assert (one.old.verdict, one.new.verdict) == ("no_penalty_allowed", "ordinary")


def test_a_new_violation_is_told_and_its_item_was_not_there_before(office: Office) -> None:
    second = item({"取得许可": False}, id="sign-002", title="没有许可")
    change = told(office, changed(SIGN, "items", to=[*SIGN["items"], second]), FIRST_OFFENCE)
    assert change
    (one,) = change.items
    assert (one.title, one.old, one.new and one.new.status) == ("没有许可", None, "violation")


def test_an_item_that_is_gone_is_told(office: Office) -> None:
    other = item({"取得许可": True}, id="sign-009")
    change = told(office, changed(SIGN, "items", to=[other]), FIRST_OFFENCE)
    assert change
    (one,) = change.items
    assert (one.old and one.old.status, one.new) == ("violation", None)


# ── Answers that no longer fit ──

ALL = {
    "有": question("boolean", ask="有吗？"),
    "数": question("number", ask="多少？", unit="吨", min=0, max=100),
    "哪种": question("choice", ask="哪种？", options=["甲", "乙"]),
    "哪些": question("choices", ask="哪些？", options=["甲", "乙"]),
    "何时": question("date", ask="何时？"),
    "说明": question("text", ask="怎么回事？"),
}
TYPED = {
    "answers/有": ["yes"],
    "answers/数": ["20"],
    "answers/哪种": ["=乙"],
    "answers/哪些": ["=甲", "=乙"],
    "answers/何时": ["2026-01-31"],
    "answers/说明": ["12"],
}
VIOLATED = item({"有": True})


def compared(questions: dict[str, Any], *items: dict[str, Any]) -> RulesChange:
    """What a pack that asks like this makes of the answers to one that asks ALL."""
    return compare(engine(pack(ALL, VIOLATED)), engine(pack(questions, *(items or [VIOLATED]))), TYPED, TODAY)


def test_answers_that_all_fit_are_passed_over() -> None:
    assert compared(ALL | {"新": question("boolean")}).unfit == ()


def test_an_answer_to_a_question_that_is_gone_is_listed() -> None:
    change = compared({name: each for name, each in ALL.items() if name != "数"})
    assert [(each.ask, each.said, each.why) for each in change.unfit] == [("多少？", "20吨", "现在不再问这个问题")]


@pytest.mark.parametrize(
    ("name", "changes", "why"),
    [
        ("数", {"max": 10}, "不能大于 10"),
        ("哪种", {"options": ["甲", "丙"]}, "乙"),
        ("哪些", {"options": ["甲", "丙"]}, "乙"),
        ("数", {"unit": "千克", "max": 100}, "单位"),
        ("有", {"type": "text"}, "请重新回答"),
        ("说明", {"type": "number"}, "请重新回答"),
        ("数", {"type": "date", "unit": None, "min": None, "max": None}, "日期"),
        ("哪种", {"type": "choices"}, "请重新回答"),
        ("哪些", {"type": "choice"}, "只选一个"),
        ("说明", {"ask_when": {"有": False}}, "不用再回答"),
    ],
)
def test_an_answer_that_fits_no_more_is_listed_with_the_reason(name: str, changes: dict[str, Any], why: str) -> None:
    asked = {key: value for key, value in (ALL[name] | changes).items() if value is not None}
    violated = VIOLATED if name != "有" else item({"数": {"gt": 10}})
    change = compare(engine(pack(ALL, violated)), engine(pack(ALL | {name: asked}, violated)), TYPED, TODAY)
    (one,) = change.unfit
    assert one.ask == ALL[name]["ask"]
    assert why in one.why


def test_circumstances_of_what_is_no_violation_any_more_are_listed(office: Office) -> None:
    typed = BIG | {"items/sign-001/危害后果": ["=轻微"]}
    change = told(office, changed(SIGN, "parameters", "大型招牌面积", 1, "value", to=25), FIRST_OFFENCE, typed=typed)
    assert change
    assert [each.said for each in change.unfit] == ["轻微"]


def test_an_answer_in_another_unit_counts_as_none() -> None:
    """20 吨 must not become 20 千克, by which the item would be in order."""
    heavy = item({"数": {"gt": 10}})
    light = changed(heavy, "violated_when", to={"数": {"gt": 10000}})
    kilograms = ALL | {"数": question("number", ask="多少？", unit="千克", min=0, max=100000)}
    change = compare(engine(pack(ALL, heavy)), engine(pack(kilograms, light)), TYPED, TODAY)

    (one,) = change.items
    assert (one.old and one.old.status, one.new and one.new.status) == ("violation", "undetermined")
    assert change.asked_otherwise == {"answers/数"}


def test_new_questions_are_asked_before_it_is_decided_anew(office: Office) -> None:
    token = finished(office)
    more = changed(SIGN, "questions", "亮灯", to=question("boolean", ask="亮灯吗？"))
    open_page = at_hand(under(office, more, FIRST_OFFENCE), token).first_open()
    assert open_page
    assert "亮灯" in open_page.fields


def test_packs_that_are_withdrawn_change_no_result(office: Office) -> None:
    assert told(office, changed(SIGN, "id", to="other"), FIRST_OFFENCE) is None


def test_what_was_decided_by_the_new_rules_is_told_no_more(office: Office) -> None:
    now = under(office, changed(SIGN, *FINES, "max", to=50000), FIRST_OFFENCE)
    token = begun(office)
    decided(office, token)
    assert rules_change(now, load_check(now, token), read_assessment(now, token), frozenset())
    decided(now, token)
    assert rules_change(now, load_check(now, token), read_assessment(now, token), frozenset()) is None


# ── For any change of a small pack ──

TWO = changed(SIGN, "items", to=[*SIGN["items"], item({"取得许可": False}, id="sign-002", title="没有许可")])
AMOUNTS = [100, 10000, 20000]
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just(("parameters", "大型招牌面积", 1, "value")), st.sampled_from([5, 8, 30])),
        st.tuples(st.just(("items", 0, "violated_when")), st.sampled_from([{"取得许可": False}, {"设有招牌": False}])),
        st.tuples(
            st.just(("items", 1, "violated_when")), st.sampled_from([{"取得许可": True}, {"招牌面积": {"gt": 15}}])
        ),
        st.tuples(st.just(("items", 1, "applies_when")), st.sampled_from([{"设有招牌": True}, {"设有招牌": False}])),
        st.tuples(
            st.sampled_from([("items", 0, *FINES[2:], "min"), ("items", 1, *FINES[2:], "min")]),
            st.sampled_from(AMOUNTS),
        ),
        st.tuples(st.just((*FINES, "max")), st.sampled_from([100000, 200000])),
        st.tuples(st.just((*FINES, "who")), st.sampled_from(["any", "unit", "individual"])),
        st.tuples(st.just(("items", 1, "penalty", "measures")), st.sampled_from([["罚款"], ["责令限期改正", "罚款"]])),
        st.tuples(st.just(("items", 0, "rectify", "within_days")), st.sampled_from([15, 30])),
        st.tuples(st.just(("items", 0, "title")), st.sampled_from(["招牌太大", "大招牌"])),
        st.tuples(st.just(("title",)), st.sampled_from(["清单一", "清单二"])),
        st.tuples(st.just(("version",)), st.just("2027.1")),
    ),
    max_size=3,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "answers/设有招牌": st.sampled_from([["yes"], ["no"], ["unknown"]]),
        "answers/招牌面积": st.sampled_from([["6"], ["10"], ["20"]]),
        "answers/取得许可": st.sampled_from([["yes"], ["no"]]),
        "subject/subject": st.sampled_from([["=公司等单位"], ["=个体工商户或个人"]]),
    },
)


def consequences(rules: Engine, data: dict[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What the decision itself says of each item that isn't in order, without any wording."""
    of = {each["id"]: each for each in data["items"]}
    decision = SelfCheck(rules, typed, TODAY).decide()
    found = {}
    for each in decision.findings:
        raw = of[each.item]
        threatened = [(fine["when"], fine["who"], fine["min"], fine["max"]) for fine in raw["penalty"]["fines"]]
        if each.status == "violation":
            assert each.outcome
            fines = [(fine.when, fine.who, fine.min, fine.max) for fine in each.fines]
            due = raw["rectify"]["within_days"]
            found[each.item] = (each.outcome.verdict, each.outcome.provisional, fines, raw["penalty"]["measures"], due)
        elif each.status == "undetermined":
            found[each.item] = ("undetermined", threatened, raw["penalty"]["measures"])
    return found


@settings(derandomize=True, deadline=None, database=None, max_examples=150)
@given(edits=EDITS, typed=ANSWERS)
def test_a_change_is_told_exactly_where_an_item_is_decided_otherwise(
    edits: list[tuple[tuple[Any, ...], Any]], typed: dict[str, Any]
) -> None:
    newer = TWO
    for path, to in edits:
        newer = changed(newer, *path, to=to)
    old_rules, new_rules = (engine(data, FIRST_OFFENCE) for data in (TWO, newer))

    change = compare(old_rules, new_rules, typed, TODAY)

    old, new = consequences(old_rules, TWO, typed), consequences(new_rules, newer, typed)
    event("told" if change.items else "not told")
    assert {(each.new or each.old).item_id for each in change.items if each.new or each.old} == {
        name for name in old | new if old.get(name) != new.get(name)
    }
    assert change.unfit == ()


def test_a_day_later_nothing_but_the_rules_makes_the_difference() -> None:
    """A decision of another day differs by itself; what is told compares both on one day."""
    rules = engine(SIGN, FIRST_OFFENCE)
    assert compare(rules, rules, BIG, date(2030, 1, 1)).items == ()
