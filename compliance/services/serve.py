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
    os.execv(sys.executable, _command(bind))  # noqa: S606  fixed arguments, no shell


def serve_as(settings: Settings, bind: str) -> None:
    """The same under these settings instead of the environment's."""
    os.execve(sys.executable, _command(bind), settings.as_environment())  # noqa: S606


def _command(bind: str) -> list[str]:
    return [sys.executable, "-m", "gunicorn", "--bind", bind, *_GUNICORN]
