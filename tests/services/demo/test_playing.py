"""Time in the made-up town."""

import random
from datetime import UTC, datetime, timedelta

from compliance.services.demo.playing import Clock, Story, after, play
from compliance.services.matters.workdays import is_workday
from compliance.services.office import BEIJING

FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


def chance() -> random.Random:
    return random.Random(1)  # noqa: S311


def test_stories_take_turns_in_the_order_of_time_and_end_when_the_clock_says() -> None:
    clock, said = Clock(FRIDAY), []

    def story(name: str) -> Story:
        for day in range(30):
            said.append((clock.now, f"{name}{day}"))
            yield 1

    play(clock, [(FRIDAY - timedelta(9), story("a")), (FRIDAY - timedelta(7), story("b"))], chance())

    assert [moment for moment, _ in said] == sorted(moment for moment, _ in said)
    assert {name[0] for _, name in said[2:6]} == {"a", "b"}
    assert all(moment <= FRIDAY for moment, _ in said)
    assert clock.now == FRIDAY


def test_how_far_it_is_is_told_up_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    later = (FRIDAY + timedelta(1), (day for day in (1, 1)))

    play(Clock(FRIDAY), [(FRIDAY, (day for day in (0, 0))), later], chance(), lambda *far: told.append(far))

    assert (told[0], told[-1]) == ((0, 2), (2, 2))


def test_deeds_are_done_in_office_hours_of_working_days() -> None:
    random_, moment = chance(), FRIDAY
    for _ in range(20):
        moment = after(moment, 1, random_)
        here = moment.astimezone(BEIJING)
        assert is_workday(here.date())
        assert 9 <= here.hour <= 16
    assert after(FRIDAY, 1, random_).astimezone(BEIJING).date() == datetime(2026, 11, 23, tzinfo=BEIJING).date()
    assert timedelta(0) < after(FRIDAY, 0, random_) - FRIDAY < timedelta(hours=1)
