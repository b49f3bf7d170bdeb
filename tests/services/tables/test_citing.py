"""Citations as lawyers write them are read for what they say, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.rulepacks.citations import citation_text
from compliance.rulepacks.models import Citation
from compliance.services.tables.citing import read_citations

NAMES = st.text("安全生产城镇燃气食品市容环境卫生", min_size=2, max_size=12)
LAWS = st.builds("{}{}".format, NAMES, st.sampled_from(["法", "条例", "办法", "规定", "实施细则"])) | st.builds(
    "某省实施《{}法》办法".format, NAMES
)
ARTICLES = st.builds(str, st.integers(1, 400)) | st.builds("{}-{}".format, st.integers(1, 300), st.integers(1, 20))
CITATIONS = st.builds(
    lambda law, article, paragraph, subitem: Citation.model_validate(
        {"law": law, "article": article, "paragraph": paragraph, "subitem": subitem}
    ),
    LAWS,
    ARTICLES,
    st.none() | st.integers(1, 30),
    st.none() | st.integers(1, 40),
)


def read(text: str) -> list[str]:
    found = read_citations(text)
    assert not found.rest, found.rest
    return [citation_text(each) for each in found.citations]


@given(st.lists(CITATIONS, min_size=1, max_size=6, unique=True), st.sampled_from(["、", "，", "；", "和", "\n"]))
def test_what_the_house_writes_is_read_back(citations: list[Citation], between: str) -> None:
    found = read_citations(between.join(map(citation_text, citations)))
    assert (list(found.citations), found.rest) == (citations, ())


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("《甲条例》第十八条第二款第三项、第十九条", ["《甲条例》第十八条第二款第三项", "《甲条例》第十九条"]),
        ("违反《甲条例》第18条第2款的规定", ["《甲条例》第十八条第二款"]),
        ("《甲条例》第十八条第二、三款", ["《甲条例》第十八条第二款", "《甲条例》第十八条第三款"]),
        ("《甲条例》第十八条第二款和第三款", ["《甲条例》第十八条第二款", "《甲条例》第十八条第三款"]),
        ("《甲条例》第一条第（二）项、第（三）项", ["《甲条例》第一条第二项", "《甲条例》第一条第三项"]),
        ("《甲条例》第一条第二款第一项、第三项", ["《甲条例》第一条第二款第一项", "《甲条例》第一条第二款第三项"]),
        (
            "《甲条例》第五条，同条例第六条；《乙法》第七条、该法第八条",
            ["《甲条例》第五条", "《甲条例》第六条", "《乙法》第七条", "《乙法》第八条"],
        ),
        ("《甲条例》第五条、《乙法》第七条、同条例第六条", ["《甲条例》第五条", "《乙法》第七条", "《甲条例》第六条"]),
        ("《中华人民共和国甲法》第十八条之一", ["《甲法》第十八条之一"]),
        ("《甲条例》（以下简称《条例》）第五条、《条例》第六条", ["《甲条例》第五条", "《甲条例》第六条"]),
        ("根据城镇燃气管理条例第四十六条", ["《城镇燃气管理条例》第四十六条"]),
        ("《实施《乙法》办法》 第 十 条", ["《实施〈乙法〉办法》第十条"]),
    ],
)
def test_the_usual_ways_of_writing_are_read(text: str, places: list[str]) -> None:
    assert read(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "《甲条例》",
        "第五条",
        "同条例第五条",
        "本条例第五条",
        "《甲法》和《乙法》第三条",
        "《甲条例》第五条至第八条",
        "《甲条例》第五条第二款除外",
        "《甲条例》第一、二条第三款",
        "《甲条例》第一条第一、二款第三、四项",
        "《甲条例》第零条",
        "甲法和乙法第五条",
        "有关规定",
        "除城市管理条例第五条规定外",
        "《甲条例》第五条以外的规定",
    ],
)
def test_what_is_not_sure_is_handed_back_and_not_guessed(text: str) -> None:
    found = read_citations(text)
    assert (found.citations, found.rest) == ((), (text,))


def test_a_law_of_another_kind_is_not_the_one_before() -> None:
    found = read_citations("《甲办法》第五条、该法第六条")
    assert [citation_text(each) for each in found.citations] == ["《甲办法》第五条"]
    assert found.rest == ("该法第六条",)


def test_the_law_s_own_words_and_the_version_are_handed_back() -> None:
    found = read_citations("《甲条例》（2021年修正）第十八条第二款：违反第九条的，应当……")
    assert [citation_text(each) for each in found.citations] == ["《甲条例》第十八条第二款"]
    assert found.rest == ("《甲条例》（2021年修正）", "违反第九条的，应当……")


def test_a_law_named_in_the_cell_before_may_be_meant() -> None:
    found = read_citations("同条例第二十条", ("甲条例",))
    assert [citation_text(each) for each in found.citations] == ["《甲条例》第二十条"]
