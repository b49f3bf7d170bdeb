"""Citations, numbers and fines in Chinese."""

from decimal import Decimal

import pytest

from compliance.documents.wording import fine_text, money, verdict_text
from compliance.engine.decision import FineRange
from compliance.rulepacks.citations import citation_text
from compliance.rulepacks.models import Citation
from compliance.rulepacks.numerals import numeral


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (100, "一百"),
        (103, "一百零三"),
        (110, "一百一十"),
        (118, "一百一十八"),
        (1000, "一千"),
        (1005, "一千零五"),
        (1050, "一千零五十"),
        (1260, "一千二百六十"),
        (10000, "10000"),
    ],
)
def test_numbers_are_said_as_articles_are_counted(number, said):
    assert numeral(number) == said


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"article": 33, "paragraph": 1}, "《某法》第三十三条第一款"),
        ({"article": "18-1"}, "《某法》第十八条之一"),
        ({"article": 60, "paragraph": 1, "subitem": 4}, "《某法》第六十条第一款第四项"),
        ({"article": 67, "subitem": 2}, "《某法》第六十七条第二项"),
        ({"article": 1, "law": "《某法》"}, "《某法》第一条"),
        ({"article": 1, "law": "关于《某法》的解释"}, "《关于〈某法〉的解释》第一条"),
    ],
)
def test_citations_are_written_out(place, said):
    assert citation_text(Citation.model_validate({"law": "某法", **place})) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("50", "50元"),
        ("2000", "2000元"),
        ("9999", "9999元"),
        ("10000", "1万元"),
        ("12500", "1.25万元"),
        ("12345", "12345元"),
        ("100000", "10万元"),
        ("1E+8", "1亿元"),
        ("1234.5", "1234.5元"),
    ],
)
def test_amounts_are_readable(amount, said):
    assert money(Decimal(amount)) == said


def fine(low=None, high=None, **more):
    amounts = [None if each is None else Decimal(each) for each in (low, high)]
    return FineRange(
        **{"when": "immediate", "who": "any", "may": False, "sure": True, **more}, min=amounts[0], max=amounts[1]
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (fine(10000, 100000, when="uncorrected"), "逾期不改正的，处1万元以上10万元以下罚款"),
        (fine(0, 2000, may=True), "可以处2000元以下罚款"),
        (fine(200, 200), "处200元罚款"),
        (fine(1000, 3000, who="unit", when="serious"), "情节严重的，对单位处1000元以上3000元以下罚款"),
        (fine(20, 200, per="每辆"), "每辆处20元以上200元以下罚款"),
        (fine(of="货值金额", times=(Decimal(10), Decimal(20))), "按货值金额的10倍以上20倍以下处罚款"),
        (fine(of="欠缴税额", times=(Decimal("0.5"), Decimal(5)), may=True), "可以按欠缴税额的50%以上5倍以下处罚款"),
        (fine(0, 50, sure=False), "处50元以下罚款（是否适用这一档取决于还没回答的问题）"),
    ],
)
def test_fines_are_written_as_laws_write_them(given, said):
    assert fine_text(given) == said


def test_a_provisional_verdict_says_so():
    assert verdict_text("lenient") == "从轻处罚"
    assert verdict_text("lenient", provisional=True) == "从轻处罚（依自述，以执法机关核实为准）"
