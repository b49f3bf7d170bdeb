"""From rows to answers: what a cell may say, and what is said of one that doesn't."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from compliance.rulepacks.models import Question
from compliance.rulepacks.values import ValueFlaw
from compliance.services.batch.cells import cell_reader, read_key, read_subject
from compliance.services.batch.rows import BadRowError, RowReader, read_columns
from compliance.services.batch.tables import Row, TableError
from tests.packs import SIGN, engine, item, pack, question

BOOK = engine(SIGN).rulebook
OPTIONS = ("自有", "租用", "甲；乙")


def cell(type_, raw, **more):
    return cell_reader([Question(ask="？", type=type_, **more)])(raw)


@pytest.mark.parametrize("type_", ["boolean", "number", "choice", "choices", "date", "text"])
@pytest.mark.parametrize("raw", ["", "  ", "\u3000", None, float("nan")])
def test_an_empty_cell_is_no_answer(type_, raw):
    assert cell(type_, raw, options=OPTIONS) is None


@pytest.mark.parametrize("raw", ["是", "true", "TRUE", " 1 ", True, 1, 1.0])
def test_yes_is_written_in_many_ways(raw):
    assert cell("boolean", raw) is True


@pytest.mark.parametrize("raw", ["否", "False", "0", False, 0])
def test_no_is_too(raw):
    assert cell("boolean", raw) is False


@pytest.mark.parametrize(
    ("raw", "number"),
    [("12", "12"), ("-1.50", "-1.5"), ("+3", "3"), (7, "7"), (0.1, "0.1"), (20.0, "20"), (Decimal("2.5"), "2.5")],
)
def test_a_number_is_exactly_what_was_written(raw, number):
    assert str(cell("number", raw)) == number


@pytest.mark.parametrize(
    ("raw", "value"),
    [("自有", {"自有"}), ("自有；租用", {"自有", "租用"}), (" 自有 ;租用|", {"自有", "租用"}), ("甲；乙", {"甲；乙"}),
     ("；", set()), ((), set()), (("租用",), {"租用"})],
)  # fmt: skip
def test_choices_are_separated_and_a_separator_alone_means_none_of_them(raw, value):
    assert cell("choices", raw, options=OPTIONS) == value


@pytest.mark.parametrize(
    "raw",
    ["2026-01-31", "2026/1/31", "2026-1-31", "2026/01/31", date(2026, 1, 31), datetime(2026, 1, 31)],  # noqa: DTZ001
)
def test_a_date_is_written_with_hyphens_or_slashes(raw):
    assert cell("date", raw) == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("type_", "raw"),
    [
        ("boolean", "有"), ("boolean", 2), ("boolean", "yes"),
        ("number", "1,000"), ("number", "1e5"), ("number", "１２"), ("number", "10平方米"), ("number", "NaN"),
        ("number", float("inf")), ("number", True), ("number", "1" * 16), ("number", -1), ("number", "101"),
        ("choice", "借用"), ("choice", 1), ("choices", "自有；借用"), ("choices", "自有、租用"), ("choices", (None,)),
        ("date", "2026-02-30"), ("date", "2026/1-31"), ("date", "26-1-31"), ("date", 46053),
        ("date", datetime(2026, 1, 31, 8)), ("date", datetime(2026, 1, 31, tzinfo=UTC)),  # noqa: DTZ001
        ("text", 5), ("text", "字" * 4001),
    ],
)  # fmt: skip
def test_anything_else_is_refused(type_, raw):
    bounds = {"min": Decimal(0), "max": Decimal(100)} if type_ == "number" else {}
    with pytest.raises(ValueFlaw):
        cell(type_, raw, options=OPTIONS, **bounds)


def test_a_value_must_suit_every_pack_that_asks_for_it():
    read = cell_reader([Question(ask="？", type="number"), Question(ask="？", type="number", max=Decimal(5))])
    assert read("5") == 5
    with pytest.raises(ValueFlaw, match="不能大于 5"):
        read("6")


@pytest.mark.parametrize(("raw", "key"), [(" 甲 ", "甲"), (7, "7"), (7.0, "7"), ("007", "007")])
def test_an_id_is_a_text(raw, key):
    assert read_key(raw) == key


@pytest.mark.parametrize("raw", ["", None, "=1+1", "+86", "-", "@甲", "甲\n乙", "甲" * 101, "甲\0"])
def test_an_id_that_is_missing_or_would_do_harm_in_a_spreadsheet_is_refused(raw):
    with pytest.raises(ValueFlaw):
        read_key(raw)


def test_the_subject_is_a_unit_unless_it_says_otherwise():
    assert [read_subject(raw) for raw in ("", None, "单位", "unit", "个人", "individual")] == [
        *["unit"] * 4,
        *["individual"] * 2,
    ]
    with pytest.raises(ValueFlaw, match="「公司」"):
        read_subject("公司")


def test_columns_are_found_by_the_questions_ids():
    columns = read_columns(["_备注", "名称", "招牌面积", "统一社会信用代码", "subject", "地址", "设有招牌"], BOOK)
    assert (columns.key, columns.subject, columns.answers) == (3, 4, ((2, "招牌面积"), (6, "设有招牌")))


def test_a_question_by_the_name_of_another_column_is_a_question():
    book = engine(pack({"名称": question("text"), "id": question("boolean")}, item({"id": True}))).rulebook
    columns = read_columns(["企业编号", "名称", "id"], book)
    assert (columns.key, columns.answers) == (0, ((1, "名称"), (2, "id")))
    with pytest.raises(TableError, match="没有企业编号列"):
        read_columns(["名称", "id"], book)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["id", "招牌面机"], "没有「招牌面机」这个问题；是不是「招牌面积」"),
        (["id", "设有招牌", "设有招牌"], "「设有招牌」列有两列"),
        (["设有招牌"], "没有企业编号列"),
        (["id", ""], "第 2 列没有列名"),
        (["id", *(f"x{n}" for n in range(30))], "另有 20 列"),
    ],
)
def test_columns_that_cannot_be_meant_are_told_before_anything_is_read(names, said):
    with pytest.raises(TableError, match=said):
        read_columns(names, BOOK)


def test_everything_that_is_wrong_in_a_row_is_told_at_once():
    reader = RowReader(read_columns(["id", "招牌面积", "subject"], BOOK), BOOK)
    with pytest.raises(BadRowError) as bad:
        reader.read(Row(9, ["甲", "大", "公司"], repeats=4))
    assert (bad.value.key, [each.column for each in bad.value.cells]) == ("甲", ["id", "subject", "招牌面积"])


def test_a_good_row_is_a_sheet_of_what_it_answers():
    reader = RowReader(read_columns(["id", "招牌面积", "subject", "取得许可"], BOOK), BOOK)
    read = reader.read(Row(2, ["甲", "12", "个人", ""]))
    assert (read.id, read.sheet.answers, read.sheet.subject) == ("甲", {"招牌面积": 12}, "individual")
    assert read.sheet.history is None
