"""Batches made in a process of its own, which is killed with its workers once the first paper is there.

    python -m tests.services.matters.killed_batch SETTINGS

SETTINGS: a file with the pickled settings.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from compliance.services.matters import batch_making
from compliance.services.office import open_office
from compliance.settings import PROJECT, Settings


def killed(settings: Settings, folder: Path) -> int:
    """Runs it and waits until no process of it is left; gives how it ended."""
    kept = folder / "settings"
    kept.write_bytes(pickle.dumps(settings))
    command = [sys.executable, "-W", "error", "-m", "tests.services.matters.killed_batch", str(kept)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, timeout=120, start_new_session=True, check=False)
    return done.returncode


def _make(settings: Settings) -> None:
    run = batch_making.run_tasks

    def until_first_paper(job: Any, tasks: Any, workers: int, done: Callable[..., None], *rest: Any) -> None:
        run(job, tasks, workers, lambda *_: os.killpg(0, signal.SIGKILL), *rest)

    batch_making.run_tasks = until_first_paper
    batch_making.make_all(open_office(settings), 1)


if __name__ == "__main__":
    _make(pickle.loads(Path(sys.argv[1]).read_bytes()))  # noqa: S301  (of the test that started it)
