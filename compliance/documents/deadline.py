"""A time limit for work that knows none itself."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_AGAIN = 1.0


class DeadlineError(BaseException):
    """The time is up. Not an Exception, so that the work doesn't take it for a fault of its own and go on."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Stops what is done in the block with DeadlineError after so many seconds, in any thread.

    It is raised between two steps of Python; signals would do it for the main thread only. One that is raised in a
    finalizer is lost, so it is raised again.
    """
    worker, done, lock = threading.get_ident(), threading.Event(), threading.Lock()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            wait = _AGAIN
            with lock:
                if not done.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker), ctypes.py_object(DeadlineError))

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        with lock:
            done.set()
