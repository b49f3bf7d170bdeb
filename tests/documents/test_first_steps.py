"""What to mend first."""

from compliance.documents.first_steps import first_steps
from tests.documents.test_advice import advice_on
from tests.packs import FIRST_OFFENCE, changed, item, pack, question

LENIENT = changed(FIRST_OFFENCE, "rules", 0, "id", to="removed")
LENIENT = changed(changed(LENIENT, "rules", 0, "verdict", to="lenient"), "rules", 0, "title", to="消除后果")
LENIENT = changed(
    LENIENT, "rules", 0, "elements", to=[{"id": "mended", "title": "改正", "when": {"已改正": True}, "curable": True}]
)
LENIENT = {**LENIENT, "id": "law-32"}
SHOP = pack(
    {"挂牌": question("boolean"), "备案": question("boolean")},
    item({"挂牌": False}, id="late", title="没有挂牌", rectify={"how": "挂上", "within_days": 30}),
    item({"备案": False}, id="soon", title="没有备案", rectify={"how": "去备案", "within_days": 5}),
)
BOTH = {"挂牌": False, "备案": False}


def steps_for(*rules, **circumstances):
    sheet = {"answers": BOTH, "circumstances": circumstances}
    return [(step.card.item_id, step.hope) for step in first_steps(advice_on(SHOP, *rules, sheet=sheet).violations)]


def test_of_violations_with_the_same_hope_the_one_due_first_comes_first():
    assert steps_for(FIRST_OFFENCE) == [("soon", "可以不予处罚"), ("late", "可以不予处罚")]


def test_the_violation_with_the_lightest_verdict_in_reach_comes_first_although_it_is_due_later():
    grave = {"危害后果": "严重", "已改正": False}
    assert steps_for(FIRST_OFFENCE, LENIENT, soon=grave) == [("late", "可以不予处罚"), ("soon", "从轻处罚")]


def test_what_mending_does_not_bring_about_is_no_hope():
    rule = changed(FIRST_OFFENCE, "rules", 0, "elements", 2, "curable", to=False)
    assert steps_for(rule) == [("soon", ""), ("late", "")]


def test_what_to_do_oneself_stands_before_what_others_find_and_each_only_once():
    elements = FIRST_OFFENCE["rules"][0]["elements"]
    told = [{**each, "how": "由机关核实"} for each in elements[:2]] + [{**elements[2], "how": "改好"}]
    rules = changed(FIRST_OFFENCE, "rules", 0, "elements", to=told)
    (step, _) = first_steps(advice_on(SHOP, rules, sheet={"answers": BOTH}).violations)
    assert [row.to_do for row in step.card.reachable] == [("改好", "由机关核实")]
