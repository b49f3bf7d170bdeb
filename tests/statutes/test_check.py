"""Citations held against the texts: made to fail, one thing at a time."""

from datetime import date

import pytest

from compliance.rulepacks.loader import parse_rule_file
from compliance.statutes.check import check_citations, unverified_in
from compliance.statutes.corpus import read_corpus
from compliance.statutes.uses import Register
from tests.packs import FIRST_OFFENCE, SIGN, changed, dumped
from tests.statutes.texts import NEW, OLD, REPEALED, write_laws

LAW = "示例市招牌管理条例"
FINES = [{"when": "uncorrected", "who": "any", "min": 10000, "max": 100000}]
PENALTY = {"law": LAW, "article": 102, "paragraph": 1, "measures": ["责令限期改正", "罚款"], "fines": FINES}
RIGHT = changed(
    changed(SIGN, "items", 0, "duty", to={"law": LAW, "article": 18, "paragraph": 2, "subitem": 2}),
    "items", 0, "penalty", to=PENALTY,
)  # fmt: skip
REGISTER = {
    "schema": 1,
    "kind": "statutes",
    "id": "statutes",
    "title": "法规登记",
    "statutes": [
        {
            "id": LAW,
            "title": LAW,
            "short": ["招牌条例"],
            "rank": "地方性法规",
            "version": date(2020, 9, 24),
            "effective": date(2021, 1, 1),
        }
    ],
}


@pytest.fixture
def corpus(tmp_path):
    return read_corpus(write_laws(tmp_path / "laws", a=OLD, b=NEW, c=REPEALED))


def found(corpus, data, *registers):
    file = parse_rule_file(dumped(data), "rules/sign.yaml")
    register = Register.of(parse_rule_file(dumped(each), "statutes.yaml") for each in registers)
    return check_citations([file], register, corpus)


def codes(problems):
    return [problem.code for problem in problems]


def duty(**changes):
    return changed(RIGHT, "items", 0, "duty", to={"law": LAW, "article": 18, **changes})


def penalty(**changes):
    return changed(RIGHT, "items", 0, "penalty", to={**PENALTY, **changes})


def fine(**changes):
    return {"when": "uncorrected", "who": "any", **changes}


def test_what_the_texts_bear_out_is_clean(corpus):
    assert found(corpus, RIGHT) == ()
    assert found(corpus, RIGHT, REGISTER) == ()


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (duty(article=105), "no-article", "没有这一条，一共 104 条"),
        (duty(article="18-2"), "no-article", "第十八条之二"),
        (duty(paragraph=3), "no-paragraph", "只有 2 款"),
        (duty(paragraph=0), "no-paragraph", "只有 2 款"),
        (duty(paragraph=2, subitem=3), "no-subitem", "只有 2 项"),
        (duty(paragraph=1, subitem=1), "no-subitem", "没有分项"),
        (duty(law="示例市招牌管理办法"), "no-law", "是不是「示例市招牌管理条例」"),
        (duty(law="示例市广告牌条例", article=1), "repealed-law", "已被《示例市招牌管理条例》（2020-09-24）废止"),
        (penalty(article=1, paragraph=1), "no-figure", "没有“10000元以上100000元以下”；原文有：没有罚款数额"),
        (penalty(fines=[fine(min=1000, max=100000)]), "no-figure", "原文有：10000元以上100000元以下"),
        (penalty(fines=[fine(max=100000)]), "no-figure", "“100000元以下”"),
        (penalty(paragraph=2, fines=[fine(max=500)]), "may-fine", "请写 may: true"),
        (penalty(paragraph=2, fines=[fine(of="招牌面积", times=[1, 3])]), "no-figure", "“1倍以上3倍以下”"),
    ],
)  # fmt: skip
def test_what_they_do_not_bear_out_is_named(corpus, data, code, words):
    (problem,) = found(corpus, data)
    assert (problem.code, problem.severity, problem.item) == (code, "error", "sign-001")
    assert words in problem.message
    assert problem.line > 1


def test_the_place_is_that_of_the_word_that_is_wrong(corpus):
    (problem,) = found(corpus, duty(article=105))
    line = dumped(duty(article=105)).decode().splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("105")


@pytest.mark.parametrize(
    "changes",
    [
        {"paragraph": 2, "fines": [fine(max=500, may=True)]},
        {"paragraph": 2, "fines": [fine(of="招牌面积", times=[0.5, 3])]},
        {"article": 103, "paragraph": None, "fines": FINES},
        {"paragraph": None, "fines": [*FINES, fine(max=500, may=True)]},
        {"article": 1, "paragraph": None, "fines": []},
    ],
)
def test_figures_that_stand_there_or_where_the_text_refers_to(corpus, changes):
    cited = {key: value for key, value in changes.items() if value is not None}
    base = {key: value for key, value in PENALTY.items() if key not in changes}
    assert found(corpus, changed(RIGHT, "items", 0, "penalty", to={**base, **cited})) == ()


def test_an_older_penalty_is_held_against_the_text_of_its_time(corpus):
    old = {**PENALTY, "from": date(2012, 2, 1), "article": 18, "paragraph": 2, "fines": [fine(max=500)]}
    new = {**PENALTY, "from": date(2021, 1, 1)}
    assert found(corpus, changed(RIGHT, "items", 0, "penalty", to=[old, new])) == ()
    wrong = {**old, "fines": [fine(max=600)]}
    assert codes(found(corpus, changed(RIGHT, "items", 0, "penalty", to=[wrong, new]))) == ["no-figure"]
    before = {**old, "from": date(2001, 1, 1)}
    assert codes(found(corpus, changed(RIGHT, "items", 0, "penalty", to=[before, new]))) == ["no-law"]


def test_a_text_newer_than_the_review_is_named(corpus):
    stale = changed(RIGHT, "reviewed", to={"on": date(2020, 9, 23), "by": "法制审核"})
    assert codes(found(corpus, stale)) == ["replaced-law"] * 2
    assert codes(found(corpus, changed(RIGHT, "reviewed", to={"on": date(2020, 9, 24), "by": "法制审核"}))) == []


def test_a_text_newer_than_the_registered_one_is_named(corpus):
    older = changed(REGISTER, "statutes", 0, "version", to=date(2012, 1, 5))
    problems = found(corpus, RIGHT, older)
    assert codes(problems) == ["replaced-law"] * 2
    assert "规则依据的是 2012-01-05 的文本" in problems[0].message


def test_a_law_registered_as_repealed_is_named(corpus):
    repealed = changed(REGISTER, "statutes", 0, "repealed", to=date(2026, 1, 1))
    assert codes(found(corpus, RIGHT, repealed)) == ["repealed-law"] * 2


def test_short_names_come_from_the_register(corpus):
    assert found(corpus, duty(law="招牌条例"), REGISTER) == ()
    assert codes(found(corpus, duty(law="招牌条例"))) == ["no-law"]
    assert codes(found(corpus, duty(law="示例市广告牌条例", article=1), REGISTER)) == [
        "unregistered-law",
        "repealed-law",
    ]


def test_the_bases_of_discretion_are_held_too(corpus):
    basis = {"law": LAW, "article": 200}
    problems = found(corpus, changed(FIRST_OFFENCE, "rules", 0, "basis", to=basis))
    assert "no-article" in codes(problems)
    assert problems[0].item == FIRST_OFFENCE["rules"][0]["id"]


def test_what_says_that_it_is_unverified_is_counted_instead(corpus):
    doubtful = duty(law="某办法", unverified="没有见到原文")
    assert found(corpus, doubtful) == ()
    noted = changed(doubtful, "unverified", to=["天数由编制人拟定"])
    notes = unverified_in(parse_rule_file(dumped(noted), "sign.yaml"))
    assert {(note.severity, note.code, note.item) for note in notes} == {
        ("note", "unverified", None),
        ("note", "unverified", "sign-001"),
    }
    assert len(notes) == 2
    assert "没有见到原文" in "".join(note.message for note in notes)


def test_an_item_in_doubt_may_cite_a_law_that_is_not_there_but_no_wrong_article(corpus):
    doubtful = changed(duty(law="某办法"), "items", 0, "unverified", to="没有见到原文")
    assert found(corpus, doubtful) == ()
    assert codes(found(corpus, changed(duty(article=105), "items", 0, "unverified", to="没有见到原文"))) == [
        "no-article"
    ]


def gated(when):
    """A rule of discretion for the items that the condition on them picks."""
    basis = {"law": LAW, "article": 18}
    rule = {**FIRST_OFFENCE["rules"][0], "basis": basis, "elements": [{"id": "e", "title": "本条例", "when": when}]}
    return {**FIRST_OFFENCE, "rules": [rule]}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"item.laws": {"includes": LAW}}, []),
        ({"item.laws": {"includes": "招牌条例"}}, ["unregistered-law"]),
        ({"item.laws": {"includes_any": [LAW, "招牌条列"]}}, ["unregistered-law"]),
        ({"item.articles": {"includes": f"{LAW} 18"}}, []),
        ({"item.articles": {"includes": f"{LAW} 999"}}, ["no-article"]),
        ({"item.articles": {"includes": "招牌条列 18"}}, ["unregistered-law", "no-law"]),
    ],
)
def test_what_a_rule_of_discretion_is_for_must_exist(corpus, when, expected):
    assert codes(found(corpus, gated(when), REGISTER)) == expected


def test_a_band_is_held_against_the_text_too_and_its_doubt_is_told(corpus):
    basis = {"law": LAW, "article": 18}
    first = {"verdict": "lenient", "from": date(2026, 1, 1), "share": [0, 0.3], "basis": {**basis, "article": 999}}
    second = {"verdict": "ordinary", "from": date(2026, 1, 1), "share": [0.3, 0.7], "unverified": "基准没有收录"}
    banded = {**gated({"item.laws": {"includes": LAW}}), "bands": [first, second]}
    assert codes(found(corpus, banded, REGISTER)) == ["no-article"]
    assert found(corpus, {**banded, "bands": [{**first, "basis": basis}, second]}, REGISTER) == ()
    told = unverified_in(parse_rule_file(dumped(banded), "d.yaml"))
    assert [problem.message for problem in told] == ["没有核对（裁量幅度）：基准没有收录"]
