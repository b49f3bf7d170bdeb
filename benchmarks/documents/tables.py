"""The tables: one list of three lengths, and many short ones on two processes."""

from collections.abc import Mapping
from itertools import count
from statistics import median
from typing import Any

from benchmarks.documents.printers import program
from benchmarks.documents.rounds import Worker, check, interleaved, make, peak, workers
from benchmarks.documents.worker import CONTESTANTS
from benchmarks.timing import paired_ratio, say, table

SIZES = (20, 70, 300)
ROUNDS = 5
BULK, BULK_ITEMS, BULK_ROUNDS, PROCESSES = 200, 20, 4, 2


def documents() -> str:
    """Both tables; raises MissingItemsError and MissingProgramError."""
    for name in ("chromium", "soffice"):
        program(name)
    return f"{_one_at_a_time()}\n{_in_bulk()}"


def _one_at_a_time() -> str:
    with workers() as teams:
        rows = [row for items in SIZES for row in _rows(items, teams)]
    say("memory")
    whole = [(*row, f"{peak(which, row[0]) / 1e6:.0f}") for which, row in rows]
    return table(("items", "contestant", "seconds", *_RATIOS, "pages", "peak memory, MB"), whole)


def _rows(items: int, teams: Mapping[str, list[Worker]]) -> list[tuple[str, tuple[Any, ...]]]:
    """With whose they are; each list that is timed is another."""
    numbers = count(1)

    def turn(which: str) -> float:
        return make(teams[which], items, [[next(numbers)]])[0]

    pages = {which: check(which, items, make(team, items, [[1]])[1][0]) for which, team in teams.items()}
    seconds = interleaved(ROUNDS, list(teams), turn, f"one list of {items} items")
    return [
        (which, (items, CONTESTANTS[which].name, f"{median(each):.2f}", *_ratios(each, seconds), pages[which]))
        for which, each in seconds.items()
    ]


def _in_bulk() -> str:
    share = BULK // BULK_ROUNDS // PROCESSES
    with workers(PROCESSES) as teams:
        numbers = count(1)

        def turn(which: str) -> float:
            mine = [[next(numbers) for _ in range(share)] for _ in range(PROCESSES)]
            seconds, made = make(teams[which], BULK_ITEMS, mine)
            assert len(made) == share * PROCESSES
            check(which, BULK_ITEMS, made[-1])
            return seconds

        for which, team in teams.items():
            for pdf in make(team, BULK_ITEMS, [[1], [2]])[1]:
                check(which, BULK_ITEMS, pdf)
        seconds = interleaved(BULK_ROUNDS, list(teams), turn, f"{BULK // BULK_ROUNDS} lists of {BULK_ITEMS} items")
    rows = [
        (CONTESTANTS[which].name, f"{sum(each):.0f}", f"{BULK / sum(each):.1f}", *_ratios(each, seconds))
        for which, each in seconds.items()
    ]
    return table((f"{BULK} lists of {BULK_ITEMS} items", "seconds", "lists a second", *_RATIOS), rows)


_RATIOS = ("times ours", "ours takes, times theirs")


def _ratios(each: list[float], seconds: dict[str, list[float]]) -> tuple[str, str]:
    return f"{paired_ratio(each, seconds['ours']):.2f}", f"{paired_ratio(seconds['ours'], each):.2f}"
