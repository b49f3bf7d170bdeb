"""A time limit for work that knows none itself."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class DeadlineError(BaseException):
    """The time is up. Not an Exception, so that the work doesn't take it for a fault of its own and go on."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Stops what is done in the block with DeadlineError after so many seconds, in any thread.

    It is raised between two steps of Python; signals would do it for the main thread only.
    """
    worker, lock, over = threading.get_ident(), threading.Lock(), False

    def stop() -> None:
        with lock:
            if not over:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker), ctypes.py_object(DeadlineError))

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            over = True
