"""Time in the made-up town: stories that go on side by side, each deed at its moment, in the order of time."""

import random
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from heapq import heapify, heappop, heappush
from typing import TypeAlias

from compliance.services.matters.workdays import working_days_after
from compliance.services.office import BEIJING

Story: TypeAlias = Generator[int, None, None]
"""Does one deed after another, and says before each but the first how many working days pass until then."""
OPENS, OPEN_MINUTES = time(9), 7 * 60
_SOON = (3, 40)  # minutes


@dataclass
class Clock:
    """What time it is in the town, in UTC: to be called as the office's own clock is."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


def play(
    clock: Clock,
    stories: Iterable[tuple[datetime, Story]],
    chance: random.Random,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> None:
    """Plays the stories from their beginnings until the time that the clock shows; what would come later is left out.

    `tell` is told how many have ended or been left, of how many.
    """
    end = clock.now
    coming = [(begin, number, story) for number, (begin, story) in enumerate(stories)]
    heapify(coming)
    total = len(coming)
    tell(0, total)
    while coming:
        clock.now, number, story = heappop(coming)
        days = next(story, None) if clock.now <= end else None
        if days is None:
            tell(total - len(coming), total)
        else:
            heappush(coming, (after(clock.now, days, chance), number, story))
    clock.now = end


def after(moment: datetime, days: int, chance: random.Random) -> datetime:
    """Some time of the `days`th working day after the moment, in office hours; a little later where it is 0."""
    if days == 0:
        return moment + timedelta(minutes=chance.randint(*_SOON))
    day = working_days_after(moment.astimezone(BEIJING).date(), days).on
    opening = datetime.combine(day, OPENS, BEIJING)
    return opening + timedelta(minutes=chance.randint(0, OPEN_MINUTES))
