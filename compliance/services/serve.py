"""Serving the site."""

import os
import sys

from compliance.services.office import signing_of
from compliance.settings import PROJECT, Settings

_GUNICORN = ("--workers", "2", "--threads", "4", "--no-control-socket", "--chdir", str(PROJECT), "app:create_app()")


def serve(bind: str) -> None:
    """Replaces this process by gunicorn with the site on `bind` (address:port).

    Raises SettingsError and CertificateError, which each worker would come upon otherwise.
    """
    signing_of(Settings.from_environment())
    command = [sys.executable, "-m", "gunicorn", "--bind", bind, *_GUNICORN]
    os.execv(sys.executable, command)  # noqa: S606  fixed arguments, no shell
