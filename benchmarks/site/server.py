"""The site in processes of its own, started as `serve` starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 120  # seconds


@dataclass(frozen=True, slots=True)
class Site:
    """Where it listens, and the process that all others of it come from."""

    address: str
    process: int


@contextmanager
def running_site(database_url: str, log: Path) -> Iterator[Site]:
    """The site with two workers of four threads each, taking clients' addresses from a proxy's header."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": "only for measuring",
        "PUBLIC_URL": address,
        "TRUSTED_PROXIES": "1",  # so that the walk can come from many addresses: the site limits how often one comes
    }
    command = [sys.executable, "-m", "compliance", "serve", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=output, stderr=output)  # noqa: S603
        try:
            _wait_for(address, process, log)
            yield Site(address, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=_PATIENCE):  # noqa: S310  our own address
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise RuntimeError(f"the site did not start:\n{log.read_text(errors='replace')[-2000:]}")
