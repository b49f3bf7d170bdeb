"""Reading tables of enterprises: encodings, lines, what can't be read at all."""

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from compliance.services.batch.tables import TableError, open_table

TEXT = "企业编号,设有招牌\n甲,是\n乙,否\n"


def table(tmp_path, content, name="t.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_table(path)


def rows(read):
    return [(row.line, *row.cells) for row in read.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_utf_8_with_and_without_bom_and_in_gb18030(tmp_path, encoding):
    read = table(tmp_path, TEXT.encode(encoding))

    assert (read.columns, read.total) == (("企业编号", "设有招牌"), 2)
    assert rows(read) == rows(read) == [(2, "甲", "是"), (3, "乙", "否")]
    assert bool(read.notes) == (encoding == "gb18030")


def test_gb18030_behind_a_header_in_ascii_is_seen_too(tmp_path):
    assert rows(table(tmp_path, "id,_name\n1,店\n".encode("gb18030"))) == [(2, "1", "店")]


def test_a_broken_byte_in_a_utf_8_file_is_named_and_not_read_as_gb18030(tmp_path):
    with pytest.raises(TableError, match="第 3 行不是 UTF-8"):
        table(tmp_path, TEXT.encode().replace("乙".encode(), b"\xd2\xd2"))


def test_what_is_in_no_known_encoding_is_refused(tmp_path):
    with pytest.raises(TableError, match=r"第 1 行既不是 UTF-8.*GB18030"):
        table(tmp_path, b"\xff\xff,\xff\n")


def test_lines_are_those_of_the_file_whatever_stands_in_the_cells(tmp_path):
    content = 'id,_名\r\n1,"一\r\n二"\r\n\r\n,\r\n2,"带,逗号和""引号"""\r\n'
    assert rows(table(tmp_path, content)) == [(2, "1", "一\r\n二"), (6, "2", '带,逗号和"引号"')]


def test_blanks_around_column_names_do_not_count(tmp_path):
    assert table(tmp_path, " id ,\u3000设有招牌\n").columns == ("id", "设有招牌")


@pytest.mark.parametrize("row", ['2,"没有完', '2,"多"余'])
def test_quotes_that_do_not_match_are_refused_with_their_line(tmp_path, row):
    with pytest.raises(TableError, match=r"从第 3 行起.*引号"):
        table(tmp_path, f"id,_名\n1,一\n{row}\n3,三\n")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.xls", "", "另存为"),
        ("t.xlsx", "", "不是完好的 .xlsx"),
        ("t.csv", "", "是空的"),
        ("t.csv", "\n\n", "是空的"),
        ("t.parquet", "id\n1\n", "不是完好的 Parquet"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, name, content, said):
    with pytest.raises(TableError, match=said):
        table(tmp_path, content, name)


@pytest.mark.parametrize("name", ["none.csv", "none.parquet", "none.xlsx"])
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, name):
    with pytest.raises(TableError, match="读不到"):
        open_table(tmp_path / name)


def test_parquet_rows_are_numbered_over_all_row_groups(tmp_path):
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"id": range(1000)}), path, row_group_size=300)

    read = open_table(path)
    assert (read.columns, read.total) == (("id",), 1000)
    assert rows(read) == [(n + 1, n) for n in range(1000)]


def test_parquet_times_come_at_the_precision_that_python_has(tmp_path):
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"何时": pa.array([1_767_225_600_000_000_001], pa.timestamp("ns"))}), path)

    assert rows(open_table(path)) == [(1, datetime(2026, 1, 1))]  # noqa: DTZ001


def test_parquet_columns_that_cannot_hold_answers_are_refused(tmp_path):
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"id": [1], "招牌": [{"面积": 1}]}), path)

    with pytest.raises(TableError, match="「招牌」列的类型 struct"):
        open_table(path)


def spreadsheet(path: Path, *rows, more=()):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    for title in more:
        workbook.create_sheet(title)
    workbook.save(path)
    return open_table(path)


def test_a_spreadsheet_is_read_by_its_rows_with_the_values_of_its_cells(tmp_path):
    day = datetime(2026, 1, 2)  # noqa: DTZ001  spreadsheets know no time zones
    read = spreadsheet(tmp_path / "t.xlsx", ("id", " 何时 ", None), (1, day), (), (None, None), ("甲", None))

    assert (read.columns, read.total, read.notes) == (("id", "何时"), 2, ())
    assert rows(read) == rows(read) == [(2, 1, day), (5, "甲", None)]


def test_of_a_spreadsheet_with_several_sheets_the_first_is_read_and_that_is_said(tmp_path):
    read = spreadsheet(tmp_path / "t.xlsx", ("id",), (date(2026, 1, 2),), more=["别的"])

    assert [row.cells[0].date() for row in read.rows()] == [date(2026, 1, 2)]
    assert ["只读第一张「Sheet」" in note for note in read.notes] == [True]


def test_a_spreadsheet_without_column_names_is_refused(tmp_path):
    with pytest.raises(TableError, match="空的"):
        spreadsheet(tmp_path / "t.xlsx")


def test_cells_beside_the_named_columns_are_not_dropped_in_silence(tmp_path):
    read = spreadsheet(tmp_path / "t.xlsx", ("id",), (1, "多出来的"))

    assert rows(read) == [(2, 1, "多出来的")]
