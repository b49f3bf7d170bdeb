"""What one worker process does: begins the job, then works on tasks, one at a time."""

import multiprocessing
import os
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, Protocol

from compliance.errors import ComplianceError


class Job(Protocol):
    """What all tasks have in common; it can be pickled, and so can tasks and what comes of them."""

    def begin(self) -> Callable[[Any], Any]:
        """Loads what every task needs, once in each process, and gives what works on one task.

        What that raises: ComplianceError ends the whole run, Fault and any bug keep this one task from being done.
        """


class Fault(Exception):
    """A bug of ours that kept a task from being done; its text says which."""


class Failed(NamedTuple):
    """An answer: the task isn't done, and why."""

    reason: str


def work(pipe: Connection) -> None:
    """What the process does: takes the job from the pipe, then tasks, and answers each until nobody asks."""
    threading.Thread(target=_go_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        job: Job = pipe.recv()
        begin = cache(job.begin)
        while True:
            pipe.send(_answer(pipe.recv(), begin))


def _go_with_parent() -> None:
    """Ends the process when its parent ends, however that does: a task half done is of no use to anybody."""
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)


def _answer(task: Any, begin: Callable[[], Callable[[Any], Any]]) -> Any:
    try:
        return begin()(task)
    except ComplianceError as error:
        return error
    except Fault as fault:
        return Failed(str(fault))
    except Exception:
        return Failed(f"\n{traceback.format_exc()}")
