"""A screening in a process of its own, in which something happens.

    python -m tests.services.screening.processes WHAT PACK TABLE OUTPUT

WHAT: `kill all` kills the whole process group once the first part is there, `kill main` the main process alone,
`interrupt` is Ctrl-C, `fault` makes the engine fail on an area of 13, `crash` a worker die of it; `nothing` happens.
"""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from compliance.engine.decide import Engine
from compliance.engine.durable import EngineFault
from compliance.services.screening import screen_files
from compliance.settings import PROJECT

UNLUCKY = 13
CHUNK_ROWS = 5


def screening(what: str, pack: Path, table: Path, output: Path) -> "subprocess.CompletedProcess[str]":
    """Runs it, and waits until no process of it is left: each holds its standard error."""
    module = "tests.services.screening.processes"
    command = [sys.executable, "-W", "error", "-m", module, what, *map(str, (pack, table, output))]
    return subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, timeout=120, start_new_session=True, check=False
    )


def _screen(what: str, pack: str, table: str, output: str) -> None:
    def after_first_part(done: int, total: int) -> None:
        if done:
            _HAPPENS.get(what, lambda: None)()

    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
    screen_files(
        [Path(pack)],
        Path(table),
        Path(output),
        [],
        date(2026, 11, 21),
        workers=2,
        progress=after_first_part,
        chunk_rows=CHUNK_ROWS,
    )


_HAPPENS = {
    "kill all": lambda: os.killpg(0, signal.SIGKILL),
    "kill main": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "interrupt": lambda: os.killpg(0, signal.SIGINT),
}


def _break_engine(what: str, patch: pytest.MonkeyPatch) -> None:
    decide = Engine.decide

    def unlucky(self, sheet, *days):
        if sheet.answers.get("招牌面积") == UNLUCKY:
            if what == "crash":
                os.kill(os.getpid(), signal.SIGKILL)
            raise EngineFault("not today")
        return decide(self, sheet, *days)

    patch.setattr(Engine, "decide", unlucky)


# Worker processes import this module as __mp_main__.
if __name__ in ("__main__", "__mp_main__") and sys.argv[1] in ("fault", "crash"):
    _break_engine(sys.argv[1], pytest.MonkeyPatch())
if __name__ == "__main__":
    _screen(*sys.argv[1:])
