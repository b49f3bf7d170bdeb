"""Starts a PostgreSQL server of its own for tests.

    from tests.postgres import running_postgres

    with running_postgres() as url:
        engine = sqlalchemy.create_engine(url)

The server knows nothing of one the machine may already run: it has its own
data directory, its own port, and is gone afterwards.
"""

from __future__ import annotations

import os
import pwd
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_PORT_ATTEMPTS = 10
_TIMEOUT = 120  # seconds; only reached when something is badly wrong

# Nothing here has to survive a crash, so nothing waits for the disk.
_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class PostgresUnavailable(RuntimeError):
    """PostgreSQL is not installed, or did not start."""


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yield the SQLAlchemy URL of a fresh, empty database; stop and remove the server at the end."""
    binaries = _newest_binaries()
    directory = Path(tempfile.mkdtemp(prefix="qingdan-postgres-"))
    command = _Command(binaries, directory)
    data = directory / "data"
    with _removed_at_the_end(command):
        command(
            "initdb", f"--pgdata={data}", "--username=postgres", "--auth=trust",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        with (data / "postgresql.conf").open("a", encoding="utf-8") as config:
            config.write(_SETTINGS)
        port = _start(command, data, directory / "log")
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def _removed_at_the_end(command: _Command) -> Iterator[None]:
    """Stop the server and remove its directory at the end, even when this process is killed.

    A shell waits for the end of a pipe that only this process holds; the kernel closes it however the process ends.
    The shell has a session of its own, so that Ctrl-C doesn't end it too.
    """
    script = 'read -r _; [ ! -e data/postmaster.pid ] || "$@"; cd / && rm -rf "$PGDIRECTORY"'
    guardian = subprocess.Popen(
        ["/bin/sh", "-c", script, "sh", *command.line("pg_ctl", "stop", "-w", "-m", "immediate", "-D", "data")],
        cwd=command.directory,
        env=command.environment | {"PGDIRECTORY": str(command.directory)},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        guardian.communicate(timeout=_TIMEOUT)  # closes the pipe


def _newest_binaries() -> Path:
    """Find the newest server; Debian keeps each version's programs in a directory of its own."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb") if path.parts[-3].isdigit()]
    if not found:
        raise PostgresUnavailable(
            "PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb): apt-get install postgresql"
        )
    return max(found, key=lambda path: int(path.parent.name))


class _Command:
    """Runs PostgreSQL's programs; they refuse to run as root, so root runs them as the user postgres."""

    def __init__(self, binaries: Path, directory: Path) -> None:
        self.directory = directory
        # Settings such as PGPORT that a developer may have are left out.
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))
        } | {"LC_ALL": "C.UTF-8", "HOME": str(directory)}
        self._binaries = binaries
        self._prefix: Sequence[str] = ()
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")  # Debian's package makes it
            os.chown(directory, user.pw_uid, user.pw_gid)
            self._prefix = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")

    def line(self, program: str, *arguments: str) -> list[str]:
        """The whole command line."""
        return [*self._prefix, str(self._binaries / program), *arguments]

    def __call__(self, program: str, *arguments: str) -> None:
        # The server inherits these files, so output goes to a file: waiting for
        # the end of a pipe would be waiting for the server to stop.
        with tempfile.TemporaryFile() as output:
            result = subprocess.run(
                self.line(program, *arguments),
                cwd=self.directory,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=_TIMEOUT,
                check=False,
            )
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
        if result.returncode != 0:
            raise PostgresUnavailable(f"{program} failed with exit code {result.returncode}:\n{text}")


def _start(command: _Command, data: Path, log: Path) -> int:
    """Start the server and return its port; somebody may take a free port first, so try again then."""
    for attempt in range(1, _PORT_ATTEMPTS + 1):
        port = _free_port()
        log.unlink(missing_ok=True)
        try:
            command("pg_ctl", "start", "-w", "-D", str(data), "-l", str(log), "-o", f"-p {port}")
        except PostgresUnavailable as error:
            text = log.read_text("utf-8", "replace") if log.exists() else ""
            if "Address already in use" not in text or attempt == _PORT_ATTEMPTS:
                raise PostgresUnavailable(f"{error}\n{text}") from None
        else:
            return port
    raise AssertionError("unreachable")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
