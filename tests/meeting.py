"""Two who do something at the same time."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

LONG, SHORT = 60, 0.3
"""Seconds: for what comes for certain, and for what doesn't come where the one waits for the other."""


def meet_at(monkeypatch: pytest.MonkeyPatch, owner: type, method: str) -> None:
    """Has the first who made the call wait for the second, unless the second is kept from making it meanwhile."""
    called, together = getattr(owner, method), Barrier(2)

    def meet(*arguments: Any, **more: Any) -> Any:
        came_of_it = called(*arguments, **more)
        with suppress(BrokenBarrierError):
            together.wait(SHORT)
        return came_of_it

    monkeypatch.setattr(owner, method, meet)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each came to, done at the same time: its value, or the error that it raised."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        start.wait(LONG)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [_outcome(each) for each in [pool.submit(do, deed) for deed in deeds]]


def _outcome(future: "Future[Any]") -> Any:
    error = future.exception(LONG)
    return error if error else future.result()
