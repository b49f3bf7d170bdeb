"""Deadlines in working days, over holidays, make-up days and years that nobody knows yet."""

from datetime import date

import pytest

from compliance.services.matters.workdays import Deadline, is_workday, working_days_after


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 10, 1), False),  # the National Day, a Thursday
        (date(2026, 10, 10), True),  # a Saturday on which its holidays are made up for
        (date(2004, 1, 2), True),
    ],
)
def test_holidays_are_free_and_make_up_days_are_worked(day: date, works: bool) -> None:
    assert is_workday(day) is works


def test_of_a_year_not_published_yet_nothing_is_known() -> None:
    assert is_workday(date(2027, 1, 4)) is None
    assert is_workday(date(2003, 12, 31)) is None


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the whole holiday
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # onto a Saturday that is worked
        (date(2026, 11, 21), 15, date(2026, 12, 11)),
    ],
)
def test_the_day_itself_does_not_count_and_the_last_one_is_worked(start: date, count: int, last: date) -> None:
    assert working_days_after(start, count) == Deadline(last, estimated=False)


def test_what_is_counted_into_an_unknown_year_says_that_it_is_an_estimate() -> None:
    deadline = working_days_after(date(2026, 12, 30), 3)

    assert deadline == Deadline(date(2027, 1, 4), estimated=True)  # 31 December, 1 January, which is free in truth, 4
    assert deadline.note == "节假日安排还没有公布，先按周末算"
    assert working_days_after(date(2026, 12, 30), 1).note == ""
