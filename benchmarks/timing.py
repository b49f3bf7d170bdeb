"""Rounds in which all contestants take turns, so that what slows the machine slows them alike."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TypeVar

T = TypeVar("T")


def interleaved(tasks: Mapping[str, Callable[[int], int]], rounds: int) -> dict[str, list[float]]:
    """Seconds of processor time for one piece of work, by task and round: what else runs here must not count.

    A task gets the round's number and tells how many it did. Each round begins with another task.
    """
    names = list(tasks)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            before = time.process_time()
            done = tasks[name](number)
            seconds[name].append((time.process_time() - before) / done)
    return seconds


def paired_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the rounds' ratios."""
    return median(mine / other for mine, other in zip(ours, theirs, strict=True))


def microseconds(seconds: Sequence[float]) -> float:
    return median(seconds) * 1e6


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["--"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def say(text: str) -> None:
    """Tells at once how far it is."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
