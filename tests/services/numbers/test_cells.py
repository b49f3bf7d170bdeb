"""Shares, means and medians as tables tell them."""

from decimal import Decimal

import pytest

from compliance.services.numbers.cells import mean, median, share


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 0, "—"), (2, 3, "3 个里 2 个"), (4, 4, "4 个里 4 个"), (0, 5, "0.0%"), (1, 8, "12.5%"), (1, 16, "6.3%")],
)
def test_a_share_of_few_is_told_in_numbers_and_of_many_in_percent(part: int, whole: int, told: str) -> None:
    assert share(part, whole) == told


def test_the_mean_weighs_each_value_by_how_often_there_is_one() -> None:
    assert mean({1: 3, 5: 1}) == Decimal(2)
    assert mean({0: 2, 1: 1}) == Decimal("0.3")


@pytest.mark.parametrize(
    ("counts", "middle"),
    [({7: 1}, "7"), ({1: 1, 4: 1}, "2.5"), ({9: 1, 1: 2}, "1"), ({1: 2, 9: 2}, "5"), ({3: 1, 1: 1, 2: 1}, "2")],
)
def test_the_median_is_the_value_in_the_middle_or_between_the_two_there(counts: dict[int, int], middle: str) -> None:
    assert median(counts) == Decimal(middle)
