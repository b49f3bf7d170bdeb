"""Fines in words are read for the amounts that they say, or not at all."""

from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.documents.cards import fine_threatened
from compliance.rulepacks.models import Fine, When, Who
from compliance.services.tables.fining import read_fine, read_threat

YUAN = st.integers(1, 10**9).map(Decimal) | st.decimals(Decimal("0.01"), Decimal(10**6), places=2)
MULTIPLES = st.decimals(Decimal("0.01"), Decimal(30), places=2)
RANGES = st.one_of(
    st.tuples(YUAN, YUAN).map(lambda pair: {"min": min(pair), "max": max(pair)}),
    YUAN.map(lambda most: {"max": most}),
    st.tuples(MULTIPLES, MULTIPLES).map(lambda pair: {"of": "违法所得", "times": (min(pair), max(pair))}),
    MULTIPLES.map(lambda most: {"of": "工程合同价款", "times": (Decimal(0), most)}),
)
PER = st.sampled_from([None, "每辆", "每人", "每平方米", "每机动车位"])


def fine(**said: Any) -> Fine:
    return Fine.model_validate({"when": "immediate", "who": "any", **said})


FINES = st.builds(
    lambda when, who, may, per, amount: fine(when=when, who=who, may=may, per=per, **amount),
    st.sampled_from(get_args(When)),
    st.sampled_from(get_args(Who)),
    st.booleans(),
    PER,
    RANGES,
)


def in_words(one: Fine) -> str:
    return fine_threatened(one, lambda _: "")


@given(FINES)
def test_what_the_house_writes_is_read_back(one: Fine) -> None:
    assert read_fine(in_words(one)) == one


@given(st.lists(FINES, min_size=1, max_size=5))
def test_several_lines_are_read_each_for_itself(fines: list[Fine]) -> None:
    threat = read_threat("\n".join(map(in_words, fines)))
    assert (list(threat.fines), threat.rest) == (fines, ())


@pytest.mark.parametrize(
    ("text", "fines"),
    [
        ("责令限期改正；逾期不改正的，处二百元以上二千元以下罚款", [fine(when="uncorrected", min=200, max=2000)]),
        ("责令改正，可以处1万元以下的罚款", [fine(max=10000, may=True)]),
        ("警告，并处五万元罚款", [fine(min=50000, max=50000)]),
        ("责令停业整顿并处1,000元以上5,000元以下罚款", [fine(min=1000, max=5000)]),
        ("没收违法所得，并处违法所得一倍以上三倍以下罚款", [fine(of="违法所得", times=(1, 3))]),
        (
            "处工程合同价款百分之二以上百分之四以下的罚款",
            [fine(of="工程合同价款", times=(Decimal("0.02"), Decimal("0.04")))],
        ),
        (
            "情节严重的，对单位处十万元罚款，对个人处1000元罚款",
            [
                fine(when="serious", who="unit", min=100000, max=100000),
                fine(when="serious", who="individual", min=1000, max=1000),
            ],
        ),
        (
            "处二万元罚款，对其直接负责的主管人员和其他直接责任人员处一千元罚款",
            [fine(min=20000, max=20000), fine(who="responsible", min=1000, max=1000)],
        ),
        (
            "违反本条例第三条规定，擅自张贴的，由城管部门责令改正；拒不改正的，处五十元罚款。",
            [fine(when="uncorrected", min=50, max=50)],
        ),
        ("违反《甲条例》第三条的规定，占道经营的，处五十元罚款", [fine(min=50, max=50)]),
        ("罚款五百元至一千元", [fine(min=500, max=1000)]),
    ],
)
def test_the_usual_ways_of_writing_are_read(text: str, fines: list[Fine]) -> None:
    threat = read_threat(text)
    assert (list(threat.fines), threat.rest) == (fines, ())


@pytest.mark.parametrize(
    "text",
    [
        "情节较轻的，处五百元罚款",
        "货值金额不足一万元的，处五万元以上十万元以下罚款",
        "处一至三万元罚款",
        "处五千元以上罚款",
        "处五万元以上一万元以下罚款",
        "处违法所得或者货值金额三倍罚款",
        "可以没收工具，并处五百元罚款",
        "责令改正逾期不改正的，处五百元罚款",
        "对经营者处五百元罚款",
        "500元",
        "违反甲条例规定，情节较轻的，处五百元罚款",
        "违反甲条例规定，占道的，不听劝阻的，处五百元罚款",
        "处警告或者二百元以下罚款",
        "对单位和个人处五百元罚款",
        "情节特别严重的，处五百元罚款",
    ],
)
def test_what_is_not_sure_is_handed_back_and_not_guessed(text: str) -> None:
    threat = read_threat(text)
    assert (threat.fines, threat.rest) == ((), (text,))


def test_a_part_that_may_stand_under_the_case_before_it_is_not_read() -> None:
    threat = read_threat("逾期不改正的，对单位处一万元罚款；对个人处一千元罚款")
    assert threat.fines == (fine(when="uncorrected", who="unit", min=10000, max=10000),)
    assert threat.rest == ("对个人处一千元罚款",)


def test_measures_are_read_in_the_text_s_order() -> None:
    threat = read_threat("给予警告、责令停业整顿；没收违法所得和非法财物，处一千元罚款；情节严重的，吊销许可证")
    assert threat.measures == ("警告", "责令停业整顿", "没收违法所得和非法财物", "罚款", "情节严重的吊销许可证")
    assert not threat.rest


@pytest.mark.parametrize(
    "text", ["处一千元罚款，警告", "处一千元罚款；情节严重的，处二千元罚款", "没收违法所得", "处一千元"]
)
def test_one_fine_is_one_and_nothing_else(text: str) -> None:
    assert read_fine(text) is None
