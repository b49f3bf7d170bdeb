"""Serving the site."""

import os
import sys


def serve(bind: str) -> None:
    """Replaces this process by gunicorn with the site on `bind` (address:port)."""
    command = ["-m", "gunicorn", "--bind", bind, "--workers", "2", "--threads", "4", "app:create_app()"]
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606  fixed arguments, no shell
