"""How far a screening is, shown while it runs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from tqdm import tqdm  # type: ignore[import-untyped]

from compliance.services.screening.screen import Progress

LINE_EVERY = 10.0  # seconds, where there is no terminal
_BAR = "{l_bar}{bar}| {n_fmt}/{total_fmt} 行，{rate_noinv_fmt}，还要 {remaining}"


@contextmanager
def shown_on(stream: TextIO, clock: Callable[[], float] = time.monotonic) -> Iterator[Progress]:
    """A bar where the stream is a terminal, else a line every so often; give what it yields to screen_files."""
    if not stream.isatty():
        yield _Lines(stream, clock)
        return
    with tqdm(file=stream, unit="行", bar_format=_BAR, desc="筛查", smoothing=0.1, dynamic_ncols=True) as bar:

        def show(done: int, total: int) -> None:
            if bar.total is None:
                bar.total, bar.initial, bar.n = total, done, done
            bar.update(done - bar.n)
            bar.refresh()

        yield show


class _Lines:
    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream, self._clock = stream, clock
        self._start: tuple[float, int] | None = None
        self._said = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = self._clock()
        if self._start is None:
            self._start, self._said = (now, done), now
            self._say(f"共 {total} 行，已经做完 {done} 行" if done else f"共 {total} 行")
        elif now - self._said >= LINE_EVERY or done == total:
            self._said = now
            self._say(f"已完成 {done}/{total} 行{self._pace(now, done, total)}")

    def _pace(self, now: float, done: int, total: int) -> str:
        assert self._start
        seconds, rows = now - self._start[0], done - self._start[1]
        if not seconds or not rows:
            return ""
        left = round((total - done) * seconds / rows)
        return f"，每秒 {rows / seconds:.1f} 行，还要 {tqdm.format_interval(left)}"

    def _say(self, text: str) -> None:
        self._stream.write(f"{text}\n")
        self._stream.flush()
