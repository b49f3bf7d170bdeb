"""How what a form's controls send is read."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from compliance.rulepacks.models import Question
from compliance.rulepacks.values import ValueFlaw
from compliance.services.self_check.fields import Field


def field(type_: str, **more: Any) -> Field:
    return Field("f", (Question.model_validate({"ask": "？", "type": type_, **more}),))


BOOLEAN, NUMBER, DATE, TEXT = (field(each) for each in ("boolean", "number", "date", "text"))
AREA = field("number", unit="平方米", min=0, max=500)
CHOICE = field("choice", options=("木", "unknown"))
CHOICES = field("choices", options=("店名", "广告"))
OWN_NONE = field("choices", options=("店名", "都没有"))


@pytest.mark.parametrize(
    ("asked", "typed", "answer"),
    [
        (BOOLEAN, ["yes"], True),
        (BOOLEAN, ["no"], False),
        (CHOICE, ["=木"], "木"),
        (CHOICE, ["=unknown"], "unknown"),
        (CHOICES, ["=广告", "=店名"], ["广告", "店名"]),
        (CHOICES, ["none"], []),
        (OWN_NONE, ["=都没有"], ["都没有"]),
        (NUMBER, [" 12.50 "], Decimal("12.50")),
        (NUMBER, ["-3"], Decimal(-3)),
        (NUMBER, ["1,234,567.8"], Decimal("1234567.8")),
        (NUMBER, ["１２．５"], Decimal("12.5")),
        (AREA, ["12平方米"], Decimal(12)),
        (AREA, ["12 平方米"], Decimal(12)),
        (DATE, ["2026-01-31"], "2026-01-31"),
        (TEXT, ["  一句话 "], "一句话"),
    ],
)
def test_an_answer_is_read(asked: Field, typed: list[str], answer: Any) -> None:
    assert asked.read(typed) == answer


@pytest.mark.parametrize("asked", [BOOLEAN, CHOICE, CHOICES, NUMBER, DATE, TEXT])
@pytest.mark.parametrize("typed", [[], [""], ["  "], ["unknown"], ["", "unknown"]])
def test_nothing_typed_and_not_known_are_no_answer(asked: Field, typed: list[str]) -> None:
    assert asked.read(typed) is None


@pytest.mark.parametrize(
    ("asked", "typed", "flaw"),
    [
        (BOOLEAN, ["true"], "请从“是”“否”“不清楚”里选一个"),
        (BOOLEAN, ["yes", "no"], "请只选一个"),
        (BOOLEAN, ["yes", "unknown"], "请只留下回答或“不清楚”中的一个"),
        (CHOICE, ["木"], "请从选项里选"),
        (CHOICE, ["=铁"], "不在选项里"),
        (CHOICES, ["=店名", "none"], "选了“以上都没有”就不要再选别的"),
        (CHOICES, ["=店名", "=灯"], "不在选项里"),
        (OWN_NONE, ["=店名", "=都没有"], "选了“都没有”就不要再选别的"),
        (NUMBER, ["很大"], "请填数字，如 12 或 12.5"),
        (NUMBER, ["1,5"], "请填数字"),
        (NUMBER, ["1e3"], "请填数字"),
        (NUMBER, ["nan"], "请填数字"),
        (NUMBER, ["1" * 16], "15 位有效数字"),
        (NUMBER, ["1" * 5000], "15 位有效数字"),
        (NUMBER, ["12", "unknown"], "请只留下回答或“不清楚”中的一个"),
        (AREA, ["-1"], "不能小于 0"),
        (AREA, ["501"], "不能大于 500"),
        (DATE, ["2026-02-30"], "应为日期（如 2026-01-31）"),
        (DATE, ["去年"], "应为日期"),
        (TEXT, ["字" * 4001], "最多 4000 个字"),
        (TEXT, ["\0"], "无法保存"),
    ],
)
def test_a_flaw_says_what_to_do(asked: Field, typed: list[str], flaw: str) -> None:
    with pytest.raises(ValueFlaw, match=flaw):
        asked.read(typed)


def test_an_answer_must_suit_every_pack_that_asks() -> None:
    wide = field("number", min=0, max=1000)
    both = Field("f", (*wide.questions, *AREA.questions))
    assert wide.read(["600"]) == 600
    with pytest.raises(ValueFlaw, match="不能大于 500"):
        both.read(["600"])


def test_the_date_of_something_past_must_be_past() -> None:
    past = Field("f", DATE.questions, before=date(2026, 11, 21))
    assert past.read(["2026-11-20"]) == "2026-11-20"
    with pytest.raises(ValueFlaw, match="应早于今天"):
        past.read(["2026-11-21"])


def test_a_form_adds_none_of_these_only_where_the_options_lack_it() -> None:
    assert CHOICES.lacks_none
    assert not OWN_NONE.lacks_none


@pytest.mark.parametrize(
    ("unit", "typed", "said"),
    [
        ("亩", ["20"], "这一题原来按“亩”填，填的是 20；现在按“平方米”填，请重新填"),
        ("", ["20"], "这一题原来不按单位填，填的是 20；现在按“平方米”填，请重新填"),
        ("平方米", ["20"], None),
        (None, ["20"], None),
        ("亩", ["unknown"], None),
        ("亩", ["", " "], None),
    ],
)
def test_a_number_in_another_unit_is_asked_for_anew(unit: str | None, typed: list[str], said: str | None) -> None:
    everything = {"f": typed} | ({} if unit is None else {"unit/f": [unit]})
    if said is None:
        assert AREA.read_in(everything) == AREA.read(typed)
        assert AREA.typed_in(everything) == typed
        return
    with pytest.raises(ValueFlaw, match=said):
        AREA.read_in(everything)
    assert AREA.typed_in(everything) == ()
