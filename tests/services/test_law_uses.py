"""What stands on a law."""

from datetime import date

import pytest

from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.rulebook import bring_together
from compliance.services.law_uses import UnknownLawError, all_laws, describe, uses_of
from tests.packs import CITATION, FIRST_OFFENCE, SIGN, changed, dumped

REGISTER = {
    "schema": 1,
    "kind": "statutes",
    "id": "statutes",
    "title": "法规登记",
    "statutes": [
        {
            "id": "某条例",
            "title": "中华人民共和国某条例",
            "short": ["某例"],
            "rank": "行政法规",
            "version": date(2019, 1, 1),
            "effective": date(2019, 5, 1),
        }
    ],
}


def book(*data):
    return bring_together(parse_rule_file(dumped(each), f"{each['id']}.yaml") for each in data)


def uses(name, article=None, sign=SIGN):
    found = uses_of(book(sign, FIRST_OFFENCE, REGISTER), name, article)
    return {number: [(use.by, use.role) for use in group] for number, group in found.by_article}


BOTH = [("sign-001", "duty"), ("sign-001", "penalty")]


@pytest.mark.parametrize("name", ["某条例", "某例", "中华人民共和国某条例"])
def test_a_law_is_found_by_each_of_its_names(name):
    assert uses(name) == {"18": BOTH}


@pytest.mark.parametrize("article", ["18", "第18条", "第十八条", "十八"])
def test_one_article_of_it(article):
    assert uses("某条例", article) == {"18": BOTH}
    assert uses("某条例", "19") == {}


def test_articles_stand_in_the_order_of_the_law():
    cited = [{**CITATION, "article": each} for each in (103, 9, "18-2", "18-1")]
    found = uses("某条例", sign=changed(SIGN, "items", 0, "duty", to=cited))
    assert list(found) == ["9", "18", "18-1", "18-2", "103"]
    assert uses("某条例", "第十八条之二", changed(SIGN, "items", 0, "duty", to=cited)) == {"18-2": BOTH[:1]}


def test_rules_of_discretion_are_among_them():
    law = FIRST_OFFENCE["rules"][0]["basis"]["law"]
    assert {by for group in uses(law).values() for by, _ in group} == {each["id"] for each in FIRST_OFFENCE["rules"]}


def test_what_is_not_known_is_said():
    with pytest.raises(UnknownLawError, match="是不是「某条例」"):
        uses("某某条例")
    with pytest.raises(UnknownLawError, match="不是条号"):
        uses("某条例", "最后一条")


def test_in_words():
    words = describe(uses_of(book(SIGN, REGISTER), "某例"))
    assert words.startswith("中华人民共和国某条例（行政法规，2019-01-01 的文本，2019-05-01 起施行）")
    assert "sign.yaml:" in words
    assert words.endswith("共 1 项")


def test_a_registered_law_without_uses_is_told_so():
    other = {**REGISTER["statutes"][0], "id": "另一条例", "title": "另一条例", "short": []}
    register = changed(REGISTER, "statutes", to=[*REGISTER["statutes"], other])
    found = all_laws(book(SIGN, register))
    assert [(each.name, len(each.items)) for each in found] == [("某条例", 1), ("另一条例", 0)]
    assert describe(found[1]).endswith("没有规则依据它")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "别名", "title": "别的条例", "short": ["某例"]}, "duplicate"),
        ({"title": "某某条例", "short": []}, "duplicate"),
        ({"id": "别名", "title": "别的条例", "short": [], "repealed": date(2018, 1, 1)}, "bad-period"),
        ({"id": "别名", "title": "别的条例", "short": [], "rank": "国际条约"}, "bad-value"),
    ],
)
def test_a_register_with_a_flaw_is_refused(change, code):
    entries = [*REGISTER["statutes"], {**REGISTER["statutes"][0], **change}]
    with pytest.raises(ProblemsError) as caught:
        book({**REGISTER, "statutes": entries})
    assert code in {problem.code for problem in caught.value.problems}
