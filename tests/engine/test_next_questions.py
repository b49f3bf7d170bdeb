"""Which question settles most."""

from datetime import date

from compliance.engine.sheet import read_sheet
from tests.packs import SIGN, TODAY, engine, item, pack, question


def next_of(data, answers=None):
    deciding = engine(*data) if isinstance(data, list) else engine(data)
    sheet = read_sheet({"answers": answers or {}}, deciding.rulebook)
    asked = deciding.next_questions(deciding.decide(sheet, TODAY), sheet)
    return [(each.fact, each.settled, each.waiting) for each in asked]


def facts(*names):
    return {name: question("boolean") for name in names}


def test_the_question_that_settles_most_items_comes_first():
    items = [item({"乙": True}, id=f"i{n}") for n in range(3)] + [item({"甲": True}, id="i3")]
    assert next_of(pack(facts("甲", "乙"), *items)) == [("乙", 3, 3), ("甲", 4, 1)]


def test_of_questions_that_settle_as_many_the_most_waited_for_comes_first():
    items = [item({"all": [{"乙": True}, {"丙": True}]}, id="i0"), item({"all": [{"乙": True}, {"丁": True}]}, id="i1")]
    assert [fact for fact, *_ in next_of(pack(facts("丙", "丁", "乙"), *items))] == ["乙", "丙", "丁"]


def test_what_is_not_shown_yet_is_reached_through_its_gate():
    gated = pack(
        {**facts("甲"), "乙": question("boolean", ask_when={"甲": True})},
        item({"乙": True}, applies_when={"甲": True}),
    )
    assert next_of(gated) == [("甲", 1, 1)]
    assert next_of(gated, {"甲": True}) == [("乙", 1, 1)]


def test_what_no_answer_can_settle_is_not_asked_for():
    hidden = pack({**facts("甲"), "乙": question("boolean", ask_when={"甲": True})}, item({"乙": True}))
    assert next_of(hidden, {"甲": False}) == []
    later = {"门槛": [{"from": date(2030, 1, 1), "value": 3}]}
    never = pack({"数": question("number")}, item({"数": {"gt": "$门槛"}}), parameters=later)
    assert next_of(never, {"数": 4}) == []


def test_nothing_is_asked_where_all_is_determined():
    assert next_of(SIGN, {"设有招牌": False}) == []


def test_packs_that_share_a_fact_share_its_question():
    first = pack(facts("甲"), item({"甲": True}))
    second = pack(facts("甲"), item({"甲": False}, id="b"), id="b")
    assert next_of([first, second]) == [("甲", 2, 2)]
