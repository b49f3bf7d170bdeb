"""The codes that open self-checks."""

import re
from math import log2

import pytest

from compliance.services.self_check.keep import LETTERS, new_token, token_meant


def test_a_code_has_eighty_random_bits() -> None:
    tokens = [new_token() for _ in range(500)]

    assert len(set(LETTERS)) == len(LETTERS) == 32
    assert all(re.fullmatch(f"([{LETTERS}]{{4}}-){{3}}[{LETTERS}]{{4}}", token) for token in tokens)
    assert 16 * log2(len(LETTERS)) == 80
    for place in (
        0,
        6,
        18,
    ):  # each of 32 letters is expected 16 times; that one is missing has a chance of 1 in 100,000
        assert len({token[place] for token in tokens}) == 32


@pytest.mark.parametrize(
    "typed",
    [
        "01AB-CD11-0123-XYZ0",
        "01abcd110123xyz0",
        " 01AB CD11 0123 XYZ0 ",
        "O1AB—CDIL—O123—XYZo",
        "０１ＡＢ－ＣＤ１１－０１２３－ＸＹＺ０",
        "oiab－cdiｌ。0l23，ＸＹＺＯ\r\n",
    ],
)
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert token_meant(typed) == "01AB-CD11-0123-XYZ0"


def test_a_code_read_as_it_is_stays_as_it_is() -> None:
    assert all(token_meant(token) == token for token in (new_token() for _ in range(200)))


@pytest.mark.parametrize("typed", ["", "-", "\ud800\0", "没有", "A" * 100_000])
def test_anything_may_be_typed(typed: str) -> None:
    assert set(token_meant(typed)) <= {*LETTERS, "-"}
