"""Decisions in words."""

from datetime import date

import pytest

from compliance.documents.advice import advise
from compliance.documents.cards import catalogue
from compliance.engine.decide import Engine
from compliance.engine.sheet import read_sheet
from tests.documents.matters import ANSWERS, SHOP, matter, shop_matter
from tests.packs import CITATION, FIRST_OFFENCE, changed, item, pack, question


def advice_on(*data, **more):
    decided = matter(*data, **more)
    return advise(decided.rulebook, decided.decision)


def only_card(*data, **more):
    (card,) = advice_on(*data, **more).findings
    return card


def test_each_finding_stands_under_its_status_and_is_counted():
    advice = advice_on(sheet={"answers": ANSWERS})
    assert advice.counts == {"violation": 2, "undetermined": 1, "compliant": 1, "not_applicable": 1}
    assert [card.title for card in advice.undetermined] == ["没有年检"]
    assert [card.title for card in advice.compliant] == ["面积过大"]
    assert [card.title for card in advice.not_applicable] == ["不归本店的事"]
    assert advice.packs == (("开店负面清单", "2026.1"),)


def test_the_violation_that_is_due_first_comes_first():
    violations = advice_on(sheet={"answers": ANSWERS}).violations
    assert [(card.title, card.due) for card in violations] == [
        ("没有备案", date(2026, 11, 26)),
        ("没有挂牌", date(2026, 12, 21)),
    ]


def test_of_those_due_on_one_day_the_one_with_the_heavier_fine_comes_first():
    light = {**CITATION, "measures": ["罚款"], "fines": [{"when": "immediate", "who": "any", "max": 500}]}
    data = pack({"甲": question("boolean")}, item({"甲": True}, id="轻", penalty=light), item({"甲": True}, id="重"))
    assert [card.item_id for card in advice_on(data, sheet={"answers": {"甲": True}}).violations] == ["重", "轻"]


def test_a_card_tells_the_law_the_fine_and_the_mending():
    card = advice_on(sheet={"answers": ANSWERS}).violations[0]
    assert [each.text for each in card.duty] == ["《某条例》第十八条第二款"]
    assert card.penalty.text == "《某条例》第十八条第二款"
    assert card.measures == ("责令限期改正", "罚款")
    assert card.fines == ("逾期不改正的，处1万元以上10万元以下罚款",)
    assert (card.rectify_how, card.within_days, card.severity_text) == ("补办备案", 5, "轻微")


def test_an_undetermined_card_tells_the_questions_and_how_much_hangs_on_each():
    advice = advice_on(sheet={"answers": {}})
    assert {need.ask: need.items for need in advice.still_matters} == {
        "挂牌了吗？": 2,
        "备案了吗？": 2,
        "年检了吗？": 1,
        "多大？": 1,
    }
    assert advice.still_matters[0].items == 2
    assert [need.fact for need in advice.undetermined[0].needs] == ["挂牌"]


CIRCUMSTANCES = {"a-2": {"危害后果": "无", "已改正": True}}


def test_a_verdict_on_what_is_only_claimed_says_that_it_will_be_checked():
    advice = advice_on(sheet={"answers": ANSWERS, "history": [], "circumstances": CIRCUMSTANCES})
    card = advice.violations[0]
    assert card.verdict_text == "可以不予处罚（依自述，以执法机关核实为准）"
    (rule,) = card.rules
    assert rule.applies
    assert [(each.title, each.state_text) for each in rule.elements] == [
        ("初次违法", "自述具备，待核实"),
        ("危害后果轻微", "具备"),
        ("及时改正", "具备"),
    ]


def test_what_is_in_reach_names_what_is_still_lacking():
    circumstances = {"a-2": {"危害后果": "无", "已改正": False}}
    card = advice_on(sheet={"answers": ANSWERS, "history": [], "circumstances": circumstances}).violations[0]
    assert card.verdict_text == "依法处罚（一般情形）"
    (rule,) = card.reachable
    assert rule.reachable
    assert not rule.applies
    assert [(each.title, each.state) for each in rule.open] == [("及时改正", "unmet")]


def test_a_rule_of_which_nothing_holds_and_nothing_can_be_reached_is_not_shown():
    sheet = {"answers": ANSWERS, "history": [{"item": "a-2", "on": "2026-01-02"}]}
    sheet["circumstances"] = {"a-2": {"危害后果": "严重", "已改正": False}}
    assert advice_on(sheet=sheet).violations[0].rules == ()


def test_the_note_of_a_rule_that_applies_is_told():
    noted = changed(FIRST_OFFENCE, "rules", 0, "note", to="由执法机关决定。")
    advice = advice_on(SHOP, noted, sheet={"answers": ANSWERS, "history": [], "circumstances": CIRCUMSTANCES})
    assert "首违不罚：由执法机关决定。" in advice.violations[0].notes


def test_items_that_punish_one_act_say_that_there_is_one_fine():
    data = pack(
        {"甲": question("boolean")},
        item({"甲": True}, id="一", title="头一项", act="同一件事"),
        item({"甲": True}, id="二", title="第二项", act="同一件事"),
        item({"甲": True}, id="三", title="第三项"),
    )
    notes = {card.title: card.notes for card in advice_on(data, sheet={"answers": {"甲": True}}).violations}
    assert notes == {
        "头一项": ("与「第二项」是同一个行为，罚款不重复。",),
        "第二项": ("与「头一项」是同一个行为，罚款不重复。",),
        "第三项": (),
    }


def penalty(start, high):
    fines = [{"when": "immediate", "who": "any", "max": high}]
    return {**CITATION, "from": start, "measures": ["罚款"], "fines": fines}


@pytest.mark.parametrize(
    ("old", "new", "note", "fine"),
    [
        (100, 900, "行为之后规定有变化，行为时的旧规定较轻，按旧规定。", "处100元以下罚款"),
        (900, 100, "行为之后规定有变化，现行规定较轻，按现行规定。", "处100元以下罚款"),
    ],
)
def test_a_changed_law_is_told_and_the_lighter_fine_shown(old, new, note, fine):
    penalties = [penalty(date(2026, 1, 1), old), penalty(date(2026, 6, 1), new)]
    rulebook = matter(pack({"甲": question("boolean")}, item({"甲": True}, penalty=penalties))).rulebook
    sheet = read_sheet({"answers": {"甲": True}}, rulebook)
    decision = Engine(rulebook).decide(sheet, date(2026, 11, 21), date(2026, 2, 1))
    (card,) = advise(rulebook, decision).violations
    assert card.notes == (note,)
    assert card.fines == (fine,)


GRADES = [
    {"when": "immediate", "who": "any", "if": {"货值": {"lt": "$界线"}}, "min": 50000, "max": 100000},
    {"when": "immediate", "who": "any", "if": {"货值": {"gte": "$界线"}}, "of": "货值", "times": [10, 20]},
]
GOODS = pack(
    {"甲": question("boolean"), "货值": question("number", unit="元")},
    item({"甲": True}, penalty={**CITATION, "measures": ["罚款"], "fines": GRADES}),
    parameters={"界线": [{"from": date(2020, 1, 1), "value": 5000}, {"from": date(2026, 1, 1), "value": 10000}]},
)


def test_grades_that_hang_on_an_open_question_name_their_case():
    card = only_card(GOODS, sheet={"answers": {"甲": True}})
    assert card.fines == (
        "货值不满1万元的，处5万元以上10万元以下罚款（是否适用这一档取决于还没回答的问题）",
        "货值在1万元以上的，按货值的10倍以上20倍以下处罚款（是否适用这一档取决于还没回答的问题）",
    )


def test_a_grade_that_is_certain_is_worked_out_in_yuan():
    card = only_card(GOODS, sheet={"answers": {"甲": True, "货值": 20000}})
    assert card.fines == ("处20万元以上40万元以下罚款",)


def test_the_catalogue_shows_every_grade_with_its_case_as_of_the_day():
    (card,) = catalogue(matter(GOODS).rulebook, date(2026, 11, 21))
    assert card.status is None
    assert card.fines == (
        "货值不满1万元的，处5万元以上10万元以下罚款",
        "货值在1万元以上的，按货值的10倍以上20倍以下处罚款",
    )


def test_the_catalogue_leaves_out_what_is_not_in_force():
    rulebook = matter(changed(SHOP, "items", 0, "effective", to={"from": date(2027, 1, 1)})).rulebook
    assert [card.item_id for card in catalogue(rulebook, date(2026, 11, 21))] == ["a-2", "a-3", "a-4", "a-5"]
    assert catalogue(rulebook, date(2025, 1, 1)) == ()


def test_what_is_unverified_stands_with_its_item_or_among_the_remarks():
    doubtful = changed(SHOP, "items", 1, "unverified", to="条文没有核对。")
    rules = changed(
        changed(FIRST_OFFENCE, "rules", 0, "unverified", to="年限没有核对。"), "unverified", to=["细则没有收录。"]
    )
    advice = advice_on(doubtful, rules, sheet={"answers": ANSWERS, "circumstances": CIRCUMSTANCES})
    assert advice.violations[0].unverified == ("条文没有核对。",)
    assert advice.remarks == ("部门名称没有核对。", "细则没有收录。", "首违不罚：年限没有核对。")


def test_the_same_decision_gives_the_same_advice():
    assert advise(*_both(shop_matter())) == advise(*_both(shop_matter()))


def _both(decided):
    return decided.rulebook, decided.decision


def test_nothing_lighter_is_held_out_where_a_crime_is_suspected():
    suspected = changed(FIRST_OFFENCE, "rules", 0, "verdict", to="refer")
    suspected = changed(suspected, "rules", 0, "elements", to=[{"id": "e", "title": "总是", "when": {"all": []}}])
    lighter = changed(FIRST_OFFENCE, "id", to="lighter")
    lighter = changed(lighter, "rules", 0, "id", to="lighter")
    card = advice_on(SHOP, suspected, lighter, sheet={"answers": ANSWERS, "history": []}).violations[0]
    assert card.verdict == "refer"
    assert card.reachable == ()


def test_what_the_law_leaves_to_the_officer_is_said_and_not_decided():
    left = changed(FIRST_OFFENCE, "rules", 0, "may", to=True)
    said = {"answers": ANSWERS, "history": []}
    card = advice_on(SHOP, left, sheet={**said, "circumstances": CIRCUMSTANCES}).violations[0]
    assert card.verdict_text == "依法处罚（一般情形）（依自述，以执法机关核实为准）"
    assert card.notes == ("具备「首违不罚」的条件，是否因此更轻处理由执法人员决定。",)
    assert card.reachable == ()
    assert card.rules[0].verdict_text == "由执法机关决定，最轻「可以不予处罚」"
    open_ = {"a-2": {"危害后果": "无", "已改正": False}}
    card = advice_on(SHOP, left, sheet={**said, "circumstances": open_}).violations[0]
    assert [rule.verdict_text for rule in card.reachable] == ["由执法机关决定，最轻「可以不予处罚」"]
    assert card.notes == ()


BAND = {"verdict": "ordinary", "from": date(2026, 1, 1), "share": [0, 0.3]}


@pytest.mark.parametrize(
    ("more", "doubt", "unverified"),
    [
        ({"unverified": "基准没有收录。"}, "（裁量基准未核对）", ("基准没有收录。",)),
        ({"basis": {"law": "某基准", "article": 3}}, "", ()),
    ],
)
def test_a_fine_tells_the_band_of_the_verdict_and_whether_it_was_checked(more, doubt, unverified):
    banded = changed(FIRST_OFFENCE, "bands", to=[BAND | more])
    card = advice_on(SHOP, banded, sheet={"answers": ANSWERS, "history": []}).violations[0]
    assert card.fines == (f"逾期不改正的，处1万元以上10万元以下罚款；一般情形的幅度：1万元以上3.7万元以下{doubt}",)
    assert card.unverified == unverified
