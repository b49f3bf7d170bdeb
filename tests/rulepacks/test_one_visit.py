"""One thing at a time: items of several packs on one walk."""

from datetime import date

import pytest

from compliance.engine.decide import Engine
from compliance.engine.sheet import read_sheet
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.rulebook import bring_together
from tests.packs import TODAY, item, pack, question, rule_file

KITCHEN = pack(
    {
        "做热菜": question("boolean"),
        "装净化器": question("boolean", ask_when={"做热菜": True}),
        "清洗记录": question("boolean", ask_when={"装净化器": True}),
        "货值": question("number"),
        "门口摆摊": question("boolean"),
    },
    item({"装净化器": False}, id="fume-001", applies_when={"做热菜": True}),
    item({"清洗记录": False}, id="fume-002", applies_when={"做热菜": True}),
    item(
        {"门口摆摊": True},
        id="fume-003",
        penalty={
            "law": "某条例",
            "article": 1,
            "measures": ["罚款"],
            "fines": [{"when": "immediate", "who": "any", "of": "货值", "times": [1, 2]}],
        },
    ),
    id="kitchen",
    title="厨房清单",
)
STREET = pack(
    {
        "门口摆摊": question("boolean"),
        "占用盲道": question("boolean", ask_when={"门口摆摊": True}),
        "设摊日期": question("date"),
    },
    item({"占用盲道": True}, id="street-001", applies_when={"门口摆摊": True}),
    item({"设摊日期": {"before": date(2026, 1, 1)}}, id="street-002"),
    id="street",
    title="街面清单",
)
VISIT = {
    "schema": 1,
    "kind": "one_visit",
    "id": "fumes",
    "title": "油烟一件事",
    "stops": [
        {"title": "门口", "look": "看摊位", "items": ["street-001", "fume-003"]},
        {"title": "后厨", "items": ["fume-002", "fume-001"]},
    ],
}


def together(*data):
    return bring_together(map(rule_file, data))


def test_only_the_items_of_the_walk_and_what_they_hang_on_are_left():
    book = together(KITCHEN, STREET, VISIT)
    assert [[each.id for each in pack.items] for pack in book.packs] == [
        ["fume-003", "fume-002", "fume-001"],
        ["street-001"],
    ]
    assert [list(pack.questions) for pack in book.packs] == [
        ["做热菜", "装净化器", "清洗记录", "货值", "门口摆摊"],
        ["门口摆摊", "占用盲道"],
    ]
    assert [item.id for _, item in book.in_order] == ["street-001", "fume-003", "fume-002", "fume-001"]


def test_each_question_is_asked_at_the_first_stop_that_needs_it_after_those_that_show_it():
    door, kitchen = together(KITCHEN, STREET, VISIT).walk
    assert (door.title, door.look, door.facts) == ("门口", "看摊位", ("门口摆摊", "占用盲道", "货值"))
    assert kitchen.facts == ("做热菜", "装净化器", "清洗记录")


def test_without_a_visit_the_packs_are_whole():
    book = together(KITCHEN, STREET)
    assert book.packs == book.whole_packs
    assert book.walk == ()
    assert len(book.in_order) == 5


def test_a_decision_on_the_walk_is_that_of_the_whole_packs_for_its_items():
    answers = {"answers": {"门口摆摊": True, "占用盲道": True, "做热菜": True, "装净化器": False}}
    whole, walk = together(KITCHEN, STREET), together(KITCHEN, STREET, VISIT)
    expected = {each.item: each for each in Engine(whole).decide(read_sheet(answers, whole), TODAY).findings}
    found = Engine(walk).decide(read_sheet(answers, walk), TODAY).findings
    assert {each.item for each in found} == {"fume-001", "fume-002", "fume-003", "street-001"}
    for each in found:
        assert each == expected[each.item]


def test_a_record_of_an_item_beside_the_walk_still_counts_as_history():
    book = together(KITCHEN, STREET, VISIT)
    assert read_sheet({"history": [{"item": "street-002", "on": "2026-01-01"}]}, book).history


@pytest.mark.parametrize(
    ("stops", "code", "words"),
    [
        ([{"title": "门口", "items": ["street-009"]}], "unknown-item", "是不是「street-00"),
        ([{"title": "门口", "items": ["street-001", "street-001"]}], "duplicate", "写了两次"),
        ([{"title": "门口", "items": []}], "bad-value", "至少要有一条"),
        ([], "bad-value", "至少要有一条"),
    ],
)
def test_a_walk_with_a_flaw_is_refused_with_its_place(stops, code, words):
    with pytest.raises(ProblemsError) as caught:
        together(KITCHEN, STREET, {**VISIT, "stops": stops})
    problem = caught.value.problems[-1]
    assert (problem.code, words in problem.message) == (code, True)
    assert problem.line > 1
