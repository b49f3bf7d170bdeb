"""The laws that a paper cites."""

from datetime import date

import pytest

from compliance.documents.laws import Laws
from compliance.rulepacks.models import Statute
from compliance.statutes.corpus import Corpus
from compliance.statutes.text import parse_statute
from compliance.statutes.uses import Register

TEXT = """# 中华人民共和国某法

2020年1月1日 通过

<!-- INFO END -->

第一条 头一款。

（一）头一项。

第二款。

第二条之一 加的一条。

第十条 第十条的话。
"""


def registered(name, **more):
    data = {"id": name, "title": f"中华人民共和国{name}", "rank": "法律", "version": date(2020, 1, 1)}
    return Statute.model_validate({**data, "effective": date(2020, 5, 1), **more})


@pytest.fixture
def laws():
    corpus = Corpus([parse_statute(TEXT, "某法(2020-01-01).md"), parse_statute(TEXT, "某法(2024-01-01).md")])
    return Laws(Register([registered("甲法"), registered("某法")]), corpus)


def test_each_law_is_listed_once_with_its_articles_in_the_register_s_order(laws):
    found = laws.cited(
        ["《某法》第十条、第一条第二款", "违反了《没有登记的办法》第三条", "《甲法》第二条之一，《某法》第一条"]
    )
    assert [(law.name, law.title, law.articles) for law in found] == [
        ("《甲法》", "《中华人民共和国甲法》", ("第二条之一",)),
        ("《某法》", "《中华人民共和国某法》", ("第一条", "第十条")),
        ("《没有登记的办法》", "《没有登记的办法》", ("第三条",)),
    ]
    assert [law.version for law in found] == [date(2020, 1, 1), date(2020, 1, 1), None]


def test_a_title_without_an_article_is_no_citation(laws):
    assert laws.cited(["读《某法》有感", "《开店手册》"]) == ()


def test_articles_are_quoted_whole_from_the_text_that_the_register_means(laws):
    first, added = laws.texts(["《某法》第一条第二款、第二条之一、第九条", "《甲法》第一条"])
    assert (first.name, first.article, first.version) == ("《某法》", "第一条", date(2020, 1, 1))
    assert first.paragraphs == ("头一款。", "（一）头一项。", "第二款。")
    assert added.article == "第二条之一"


def test_without_texts_nothing_is_quoted():
    assert list(Laws().texts(["《某法》第一条"])) == []
