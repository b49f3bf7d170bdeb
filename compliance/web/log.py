"""What the site and its servers write to their logs: no address that is a key, and nothing that was typed."""

import logging
import re
from collections.abc import Iterator
from types import TracebackType
from typing import TypeAlias

from flask import Flask, request

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
SERVERS = ("gunicorn.error", "gunicorn.access", "werkzeug")
"""Gunicorn keeps no access log unless it is told to; its error log and Werkzeug's lines hold addresses anyway."""
_KEY = re.compile(
    r"(?<=/checks/)[^/?\s\"']+|(?<=/results/)[^/?\s\"']+|\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", re.IGNORECASE
)


class QuietFlask(Flask):
    """Flask, but for what it logs of exceptions."""

    def log_exception(self, exc_info: ExcInfo) -> None:
        """Logs which page failed and where in the code; an exception's message may quote what was typed."""
        where = "\n".join(_told(exc_info[1]))
        self.logger.error("%s of the page %s failed\n%s", request.method, request.endpoint, where)


def hide_keys() -> None:
    """Has the servers' loggers of this process leave keys out, and of exceptions the messages."""
    for name in SERVERS:
        logging.getLogger(name).addFilter(_hide)  # the same filter is added once


def _hide(record: logging.LogRecord) -> bool:
    lines = [_KEY.sub("…", record.getMessage())]
    if record.exc_info:
        lines += _told(record.exc_info[1])
    record.msg, record.args, record.exc_info, record.exc_text = "\n".join(lines), (), None, None
    return True


def _told(error: BaseException | None) -> Iterator[str]:
    """The kind of the error and of those that it came of, each with the places in the code, the innermost last."""
    while error:
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        step = error.__traceback__
        while step:
            yield f"  {step.tb_frame.f_code.co_filename}:{step.tb_lineno} {step.tb_frame.f_code.co_name}"
            step = step.tb_next
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
