"""How far a run is, shown while it goes on."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO, TypeAlias

from tqdm import tqdm  # type: ignore[import-untyped]

LINE_EVERY = 10.0  # seconds, where there is no terminal
_BAR = "{l_bar}{bar}| {n_fmt}/{total_fmt} {unit}，{rate_noinv_fmt}，还要 {remaining}"

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many are done and how many there are: first how many were done already, then as more are."""


@contextmanager
def shown_on(stream: TextIO, deed: str, unit: str, clock: Callable[[], float] = time.monotonic) -> Iterator[Progress]:
    """A bar where the stream is a terminal, else a line every so often. `deed`: what is done, `unit`: to what."""
    if not stream.isatty():
        yield _Lines(stream, unit, clock)
        return
    with tqdm(file=stream, unit=unit, bar_format=_BAR, desc=deed, smoothing=0.1, dynamic_ncols=True) as bar:

        def show(done: int, total: int) -> None:
            if bar.total is None:
                bar.total, bar.initial, bar.n = total, done, done
            bar.update(done - bar.n)
            bar.refresh()

        yield show


class _Lines:
    def __init__(self, stream: TextIO, unit: str, clock: Callable[[], float]) -> None:
        self._stream, self._unit, self._clock = stream, unit, clock
        self._start: tuple[float, int] | None = None
        self._said = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = self._clock()
        if self._start is None:
            self._start, self._said = (now, done), now
            self._say(f"共 {total} {self._unit}" + (f"，已经做完 {done} {self._unit}" if done else ""))
        elif now - self._said >= LINE_EVERY or done == total:
            self._said = now
            self._say(f"已完成 {done}/{total} {self._unit}{self._pace(now, done, total)}")

    def _pace(self, now: float, done: int, total: int) -> str:
        assert self._start
        seconds, rows = now - self._start[0], done - self._start[1]
        if not seconds or not rows:
            return ""
        left = round((total - done) * seconds / rows)
        return f"，每秒 {rows / seconds:.1f} {self._unit}，还要 {tqdm.format_interval(left)}"

    def _say(self, text: str) -> None:
        self._stream.write(f"{text}\n")
        self._stream.flush()
