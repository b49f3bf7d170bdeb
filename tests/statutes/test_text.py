"""Reading laws' texts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.rulepacks.numerals import article_number, read_number
from compliance.statutes.corpus import NoCorpusError, read_corpus
from compliance.statutes.figures import figures_in
from compliance.statutes.text import parse_statute
from tests.statutes.texts import NEW, OLD, REPEALED, write_laws


def test_articles_have_paragraphs_and_subitems():
    law = parse_statute(NEW, "示例市招牌管理条例.md")
    assert (law.title, law.version) == ("示例市招牌管理条例", date(2020, 9, 24))
    assert list(law.articles) == ["1", "18", "18-1", "102", "103", "104"]
    first, second = law.articles["18"]
    assert (first.text, first.subitems) == ("招牌应当牢固。", {})
    assert second.subitems == {1: "（一）申请书；", 2: "(二)图纸。"}
    assert len(law.articles["102"]) == 2, "a heading ends an article"
    assert law.repeals == {"示例市广告牌条例"}


def test_the_file_name_tells_the_version_where_it_has_one():
    assert parse_statute(NEW, "a/示例市招牌管理条例(2023-05-06).md").version == date(2023, 5, 6)


def test_what_has_another_layout_is_no_law():
    assert parse_statute("# 说明\n\n第一条 这不是法律。", "README.md") is None


def test_a_misplaced_blank_does_not_lose_an_article():
    text = NEW.replace("第一百零三条 有前条", "第一百零三 条有前条")
    assert parse_statute(text, "x").articles["103"][0].text.startswith("有前条")


def test_a_reference_that_begins_a_line_is_no_article():
    text = NEW.replace("（一）申请书；", "第一百零三条规定的除外。")
    assert "第一百零三条规定的除外。" in parse_statute(text, "x").articles["18"][2].text


def test_the_newest_version_and_that_of_a_day(tmp_path):
    corpus = read_corpus(write_laws(tmp_path / "laws", a=OLD, b=NEW, c=REPEALED))
    assert corpus.newest(["示例市招牌管理条例"]).version == date(2020, 9, 24)
    assert corpus.on(["示例市招牌管理条例"], date(2015, 1, 1)).version == date(2012, 1, 5)
    assert corpus.on(["示例市招牌管理条例"], date(2000, 1, 1)) is None
    assert corpus.newest(["中华人民共和国示例市招牌管理条例"]), "the country's name is left out in citations"
    repeal = corpus.repeal(corpus.newest(["示例市广告牌条例"]))
    assert (repeal.title, repeal.version) == ("示例市招牌管理条例", date(2020, 9, 24))


def test_a_law_made_again_after_its_repeal_is_in_force(tmp_path):
    again = REPEALED.replace("2009年3月1日", "2024年3月1日")
    corpus = read_corpus(write_laws(tmp_path / "laws", a=NEW, b=again))
    assert corpus.repeal(corpus.newest(["示例市广告牌条例"])) is None


def test_folders_without_laws_are_refused(tmp_path):
    for folder, word in ((tmp_path / "nowhere", "没有这个文件夹"), (write_laws(tmp_path / "empty"), "没有法律文本")):
        with pytest.raises(NoCorpusError, match=word):
            read_corpus(folder)
    broken = write_laws(tmp_path / "broken", a="# 某法\n\n2020年1月1日\n\n<!-- INFO END -->\n\n没有条文")
    with pytest.raises(NoCorpusError, match=r"a\.md：没有找到"):
        read_corpus(broken)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一百一十二", 112),
        ("一百〇二", 102),
        ("二十万", 200000),
        ("1.5万", 15000),
        ("两千", 2000),
        ("５", 5),
        ("三点五", "3.5"),
    ],
)
def test_numbers(text, number):
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(("written", "number"), [(("十八",), "18"), (("十八", "一"), "18-1"), (("百万亿万",), None)])
def test_numbers_of_articles(written, number):
    assert article_number(*written) == number


def test_half_an_article_is_none():
    assert article_number("一点五") is None


def test_no_number():
    assert read_number("点点") is None


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("逾期不改正的，处一万元以上十万元以下的罚款", ["10000元以上100000元以下"]),
        ("处50元以上500元以下罚款", ["50元以上500元以下"]),
        ("处五百以上五千元以下罚款", ["500元以上5000元以下"]),
        ("处五百元至一千元的罚款", ["500元以上1000元以下"]),
        ("对个人处二百元罚款", ["200元"]),
        ("可以处5万元以下的罚款", ["50000元以下"]),
        ("处违法所得一倍以上三倍以下的罚款", ["1倍以上3倍以下"]),
        ("处少缴税款百分之五十以上五倍以下的罚款", ["0.5倍以上5倍以下"]),
        ("处工程造价5%以上10%以下的罚款", ["0.05倍以上0.1倍以下"]),
        ("处项目总投资额1‰以上5‰以下的罚款", ["0.001倍以上0.005倍以下"]),
        ("按日加处千分之一以上千分之三以下的罚款", ["0.001倍以上0.003倍以下"]),
        ("处销售金额等额的罚款", ["1倍"]),
        ("处五千元以上罚款", ["5000元以上"]),
        ("自收到之日起十五日内改正", []),
    ],
)
def test_figures(text, figures):
    assert [str(each) for each in figures_in(text)] == figures


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("可以处五百元以下罚款", True),
        ("可以并处五百元以下罚款", True),
        ("可处五百元以下罚款", True),
        ("可以对单位处五百元以下罚款", True),
        ("处五百元以下罚款", False),
        ("可以没收工具，并处五百元以下罚款", False),
        ("可以没收工具；处五百元以下罚款", False),
    ],
)
def test_who_may_fine_and_who_must(text, may):
    assert [each.may for each in figures_in(text)] == [may]


DIGITS = "零一二三四五六七八九"


def in_words(number):
    """The number below 100,000 as laws write it, made independently of the library."""
    words, zero = "", False
    for unit, size in (("万", 10000), ("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            words += ("零" if zero and words else "") + DIGITS[digit] + unit
        zero = not digit
    return words.removeprefix("一") if words.startswith("一十") else words


@given(st.integers(1, 99_999), st.integers(1, 99_999))
def test_any_range_is_read_back(one, other):
    low, high = sorted((one, other))
    (figure,) = figures_in(f"处{in_words(low)}元以上{in_words(high)}元以下的罚款")
    assert (figure.low, figure.high) == (low, high)
