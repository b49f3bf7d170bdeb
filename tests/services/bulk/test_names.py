"""File names: fit for any system, whatever an enterprise calls itself."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.services.bulk.names import file_name, number_of


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("甲店", "00012-甲店-清单.pdf"),
        ("../../etc/passwd", "00012-etc_passwd-清单.pdf"),
        ("C:\\甲 店?", "00012-C_甲_店-清单.pdf"),
        ("甲\u202efdp.店\u200b\x00", "00012-甲fdp.店-清单.pdf"),
        ("  ...  ", "00012-清单.pdf"),
        ("", "00012-清单.pdf"),
    ],
)
def test_what_means_something_to_a_file_system_is_no_part_of_a_name(name, made):
    assert file_name(12, name, "清单", "pdf") == made


@given(st.integers(1, 10**7), st.text(max_size=300), st.text(max_size=300))
def test_any_name_makes_a_file_name_that_is_safe_and_keeps_its_number(number, name, title):
    made = file_name(number, name, title, "xlsx")

    assert len(made.encode()) <= 255
    assert not set(made) & set('/\\:*?"<>|')
    assert not [char for char in made if char.isspace() or unicodedata.category(char)[0] == "C"]
    assert made.endswith(".xlsx")
    assert number_of(made) == number


@pytest.mark.parametrize("char", ["a", "é", "店", "𠮷"])
def test_a_long_name_and_a_long_title_still_fit(char):
    made = file_name(12, char * 300, char * 300, "xlsx")
    assert 150 < len(made.encode()) <= 255
    assert made.endswith(f"{char}.xlsx")


@pytest.mark.parametrize("name", [".00012-甲.pdf.new", "甲.pdf", "12-甲.pdf", "report.csv"])
def test_other_files_have_no_number(name):
    assert number_of(name) is None
