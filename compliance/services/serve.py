"""Serving the site."""

import os
import sys

from compliance.settings import PROJECT

_GUNICORN = ("--workers", "2", "--threads", "4", "--no-control-socket", "--chdir", str(PROJECT), "app:create_app()")


def serve(bind: str) -> None:
    """Replaces this process by gunicorn with the site on `bind` (address:port)."""
    command = [sys.executable, "-m", "gunicorn", "--bind", bind, *_GUNICORN]
    os.execv(sys.executable, command)  # noqa: S606  fixed arguments, no shell
