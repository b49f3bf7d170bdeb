"""Another process at the same database; tests start it with `Child` and tell it what to do.

    python -m tests.store.child migrate URL
    python -m tests.store.child submit URL RULES HOLD_AT

The second stops where the statement HOLD_AT would be sent (or `commit`, or `after` all), says so, and goes on when its
input is closed.
"""

import subprocess
import sys
from datetime import date
from functools import cached_property
from pathlib import Path

from sqlalchemy import event

from compliance.services.office import open_office
from compliance.services.submit_assessment import DraftSheet
from compliance.settings import PROJECT, Settings
from compliance.store.database import Store
from tests.submitting import submitted


class Child:
    """Such a process."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "tests.store.child", *arguments]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=PROJECT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    @cached_property
    def said(self) -> str:
        """What it says where it holds; waits until it is there."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        """SIGKILL: the process does nothing more, not even what it would do last."""
        self.process.kill()
        self.process.communicate()

    def go_on(self) -> None:
        """Lets it go on, if it holds."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def finish(self) -> str:
        """Lets it go on to its end, and gives what it said last."""
        self.go_on()
        self.process.stdin = None
        output, errors = self.process.communicate()
        assert self.process.returncode == 0, errors
        return output.strip()


def _hold(said: str) -> None:
    print(said, flush=True)  # noqa: T201
    sys.stdin.read()


def _migrate(url: str) -> None:
    store = Store(url)
    _hold("ready")
    store.migrate()


def _submit(url: str, rules: str, hold_at: str) -> None:
    folders = dict.fromkeys(["root", "rules", "checklists", "templates"], Path(rules))
    office = open_office(Settings(database_url=url, secret_key="", public_url="", **folders))
    engine = office.store.engine
    if hold_at == "commit":
        event.listen(engine, "commit", lambda _: _hold("holding"))
    event.listen(
        engine, "before_cursor_execute", lambda *call: _hold("holding") if call[2].startswith(hold_at) else None
    )
    token = submitted(office, DraftSheet(("sign",), {"answers": {"设有招牌": True}}), date(2026, 11, 21))
    if hold_at == "after":
        _hold(token)
    print(token, flush=True)  # noqa: T201


if __name__ == "__main__":
    {"migrate": _migrate, "submit": _submit}[sys.argv[1]](*sys.argv[2:])
