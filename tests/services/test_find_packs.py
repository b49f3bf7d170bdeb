"""Finding packs by questions and by words."""

import pytest

from compliance.rulepacks.rulebook import bring_together
from compliance.services.find_packs import MAX_LENGTH, SearchError, search, suggest
from compliance.services.library import RuleLibrary
from tests.packs import item, pack, question, rule_file
from tests.rulepacks.test_finder import OPTIONS, finder

SIGN = pack(
    {"招牌面积": {**question("number"), "ask": "ＬＥＤ招牌有多大？", "help": "从墙面量起"}},
    item({"招牌面积": {"gt": 8}}, title="没有许可设大型招牌", department="综合行政执法"),
    title="招牌负面清单",
)
STREET = pack(
    {"摊位": {**question("choice", options=["夜市", "路边"]), "ask": "摊摆在哪里？"}},
    item({"摊位": "路边"}, id="street-001", title="在路边占道摆摊", duty={"law": "容貌条例", "article": 1}),
    item({"摊位": "夜市"}, id="street-002", title="招牌摆到路边"),
    id="street",
    title="街面负面清单",
)
VISIT = {
    "schema": 1,
    "kind": "one_visit",
    "id": "fumes",
    "title": "油烟一件事",
    "about": "适合烧烤店",
    "stops": [{"title": "后厨", "look": "看集气罩", "items": ["sign-001"]}],
}
MORE = {
    "id": "have",
    "ask": "有什么？",
    "type": "choice",
    "options": [{"text": "有灯箱", "packs": ["sign"]}, {"text": "没有"}],
}


@pytest.fixture
def library():
    book = bring_together(map(rule_file, (SIGN, STREET)))
    return RuleLibrary(book, [rule_file(VISIT)], rule_file(finder(OPTIONS, MORE)).content)


def found(library, words):
    return [hit.id for hit in search(library, words)]


def test_the_answers_call_for_packs_each_once_with_all_reasons(library):
    first, second = suggest(library, {"have": ["有灯箱"], "trade": ["开店"]})
    assert (first.id, first.title, first.is_visit) == ("sign", "招牌负面清单", False)
    assert first.reasons == ("开店", "有灯箱")
    assert (second.id, second.reasons) == ("street", ("开店",))


def test_a_visit_is_called_for_beside_packs(library):
    assert [(each.id, each.is_visit) for each in suggest(library, {"trade": ["炒菜", "开店"]})] == [
        ("sign", False),
        ("street", False),
        ("fumes", True),
    ]


@pytest.mark.parametrize("answers", [{}, {"trade": ["都不是"]}, {"trade": ["开矿"]}, {"gone": ["开店"]}, {"trade": []}])
def test_answers_that_call_for_nothing_or_are_from_an_older_page_suggest_nothing(library, answers):
    assert suggest(library, answers) == ()


def test_without_a_finder_nothing_is_suggested_but_found():
    library = RuleLibrary(bring_together([rule_file(SIGN)]))
    assert suggest(library, {"trade": ["开店"]}) == ()
    assert found(library, "招牌") == ["sign"]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("大型招牌", ["sign"]),  # an item's title
        ("综合行政执法", ["street", "sign"]),  # a department; more items first
        ("容貌条例", ["street"]),  # a law
        ("夜市", ["street"]),  # a question's option
        ("墙面", ["sign"]),  # a question's help
        ("灯箱", ["sign"]),  # an option of the finder
        ("烧烤", ["fumes"]),  # what a visit is about
        ("集气罩", ["fumes"]),  # what is looked at
        ("led", ["sign"]),  # another width and case
        ("ＬＥＤ", ["sign"]),
        ("招牌　路边", ["street"]),  # all words must be there, with a wide space between
        ("招牌，路边！", ["street"]),
        ("招牌 烧烤", []),
        ("没有的事", []),
        ("le", ["sign"]),
        ("lex", []),
        ("", []),
        ("　，", []),
    ],
)
def test_the_words_are_found_wherever_they_stand(library, words, ids):
    assert found(library, words) == ids


def test_a_title_counts_more_than_an_item_and_an_item_more_than_a_question(library):
    assert found(library, "招牌") == ["sign", "street"]
    assert search(library, "招牌")[0].matched == ("招牌负面清单", "没有许可设大型招牌", "ＬＥＤ招牌有多大？")
    assert found(library, "摆") == ["street"]
    assert search(library, "摆")[0].matched == ("在路边占道摆摊", "招牌摆到路边", "摊摆在哪里？")


def test_a_phrase_without_spaces_is_found_by_most_of_its_pairs(library):
    (hit,) = search(library, "路边乱摆摊")
    assert (hit.id, hit.matched) == ("street", ("在路边占道摆摊",))
    assert found(library, "路边乱丢垃圾") == []


def test_a_phrase_whose_parts_stand_apart_is_found_after_those_where_they_stand_together(library):
    assert found(library, "街面夜市") == ["street"]
    assert search(library, "街面夜市")[0].matched == ("街面负面清单", "摊摆在哪里？")
    together = pack(
        {"灯": {**question("boolean"), "help": "招牌灯箱"}}, item({"灯": True}, title="摆灯"), title="灯清单"
    )
    apart = pack({"牌": question("boolean")}, item({"牌": True}, id="b-1", title="灯箱"), id="apart", title="招牌清单")
    library = RuleLibrary(bring_together(map(rule_file, (apart, together))))
    assert found(library, "招牌灯箱") == ["sign", "apart"]


def test_too_long_a_search_is_refused(library):
    assert found(library, "摆 " * (MAX_LENGTH // 2)) == ["street"]
    with pytest.raises(SearchError, match="最多写 60 个字"):
        search(library, "摆" * (MAX_LENGTH + 1))
