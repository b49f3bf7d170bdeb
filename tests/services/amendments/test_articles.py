"""Which articles of a law were amended."""

import pytest

from compliance.services.amendments.articles import in_words, is_among, read_articles
from compliance.services.law_uses import UnknownLawError


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("", ""),
        ("全文", ""),
        ("第三十三条、第十八条之一", "18-1 33"),
        ("33，18-1;5 和 5", "5 18-1 33"),
        ("50至53、第二条", "2 50..53"),
        ("第五十条～第五十三条之二", "50..53-2"),
    ],
)
def test_they_are_read_as_people_write_them(said: str, kept: str) -> None:
    assert read_articles(said) == kept


@pytest.mark.parametrize("said", ["第一款", "五十条左右", "50至", "33 最后"])
def test_what_is_no_article_is_said(said: str) -> None:
    with pytest.raises(UnknownLawError, match="不是条号"):
        read_articles(said)


@pytest.mark.parametrize(
    ("articles", "among", "not_among"),
    [
        ("", ["1", "18-1"], []),
        ("18 33", ["18", "33"], ["18-1", "3", "34"]),
        ("18-1", ["18-1"], ["18", "18-2"]),
        ("18..20", ["18", "18-1", "19", "20", "20-3"], ["17", "17-9", "21"]),
        ("18-1..20-2", ["18-1", "19", "20", "20-2"], ["18", "20-3", "21"]),
    ],
)
def test_an_article_is_among_them_or_not(articles: str, among: list[str], not_among: list[str]) -> None:
    assert [each for each in (*among, *not_among) if is_among(each, articles)] == among


def test_they_are_said_in_words() -> None:
    assert in_words("18-1 50..53") == "第十八条之一、第五十条至第五十三条"
    assert in_words("") == "全文"
