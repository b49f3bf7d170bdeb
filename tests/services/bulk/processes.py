"""Papers in bulk made in a process of its own, in which something happens.

    python -m tests.services.bulk.processes WHAT PACK TABLE OUTPUT

WHAT: `kill all` kills the whole process group once the first paper is there, `kill main` the main process alone,
`fault` makes the engine fail on an area of 13, `crash` a worker die of it.
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
from compliance.services.bulk import Request, print_bulk
from compliance.settings import PROJECT

UNLUCKY = 13


def printing(what: str, pack: Path, table: Path, output: Path) -> "subprocess.CompletedProcess[str]":
    """Runs it, and waits until no process of it is left: each holds its standard error."""
    command = [sys.executable, "-W", "error", "-m", "tests.services.bulk.processes", what]
    command += map(str, (pack, table, output))
    return subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, timeout=120, start_new_session=True, check=False
    )


def _print(what: str, pack: str, table: str, output: str) -> None:
    before: list[int] = []

    def after_first_paper(done: int, total: int) -> None:
        before.append(done)
        if done > before[0]:
            _HAPPENS.get(what, lambda: None)()

    request = Request(
        kind="guidance",
        packs=[Path(pack)],
        enterprises=Path(table),
        output=Path(output),
        as_of=date(2026, 11, 21),
        suffix="xlsx",
    )
    print_bulk(request, 2, after_first_paper)


_HAPPENS = {
    "kill all": lambda: os.killpg(0, signal.SIGKILL),
    "kill main": lambda: os.kill(os.getpid(), signal.SIGKILL),
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
    _print(*sys.argv[1:])
