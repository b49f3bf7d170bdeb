"""A job for tests of the pool, which its processes import."""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass

from compliance.errors import ComplianceError


class RefusedError(ComplianceError):
    """What ends a whole run."""


@dataclass(frozen=True)
class Doing:
    """Does what each task says."""

    def begin(self) -> Callable[[str], str]:
        begun = os.getpid()

        def do(task: str) -> str:
            assert begun == os.getpid()
            _DEEDS.get(task, lambda: None)()
            return f"{task} done"

        return do


def _fail() -> None:
    raise ValueError("a bug")


def _refuse() -> None:
    raise RefusedError("没有了")


_DEEDS: dict[str, Callable[[], object]] = {
    "hang": lambda: threading.Event().wait(),
    "die": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "fail": _fail,
    "refuse": _refuse,
}
