"""Reading what strangers send away from the site: in a process of its own, with little time, little memory, no secrets.

What a file does to the libraries that read it stays in that process.
"""

import resource
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


def run_apart(module: str, content: bytes, seconds: float, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """What became of the module, run with the content at its standard input and nothing of the environment.

    Raises subprocess.TimeoutExpired.
    """
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, input=content, capture_output=True, timeout=seconds, cwd=_ROOT, env={})  # noqa: S603 - fixed commands


def limit_process(memory: int, seconds: int) -> None:
    """Has the process at hand end where it takes more address space, in bytes, or more time of a processor."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
