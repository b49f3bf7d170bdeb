"""What SQLite needs to be used by several processes at once."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

BUSY_SECONDS = 30
"""How long a transaction waits while another process writes."""
_BUSY_TIMEOUT = f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}"

WRITING = {"sqlite_begin": "BEGIN IMMEDIATE"}
"""Execution options of who will write: a transaction that only reads at first fails if another writes in between."""


def set_up(engine: Engine) -> None:
    """Makes each connection of the engine keep foreign keys, wait for writers, and begin transactions when told."""
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begin)


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Keeps other processes from preparing the same database meanwhile; readers then don't wait for writers.

    Two that switch a new file to write-ahead logging at once fail without waiting; hence the lock on the folder.
    """
    folder = os.open(Path(engine.url.database or "").absolute().parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with engine.connect().execution_options(sqlite_begin=None) as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # not within a transaction; the file remembers it
        yield
    finally:
        os.close(folder)


def write_anew(engine: Engine) -> None:
    """Writes the file anew with nothing but what is stored, and empties the write-ahead log.

    secure_delete alone is not enough: rows that were moved to another page of the file before they were deleted leave
    their first copy behind. Others at work may make it wait for too long; the next time does it then.
    """
    with engine.connect().execution_options(sqlite_begin=None) as connection:
        try:
            connection.exec_driver_sql("PRAGMA busy_timeout = 2000")  # somebody waits for the page
            connection.exec_driver_sql("VACUUM")
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        except OperationalError as error:
            busy = error.orig
        finally:
            connection.exec_driver_sql(_BUSY_TIMEOUT)
    if busy:
        logging.getLogger(__name__).warning("deleted rows may stand in the files until the next deletion: %s", busy)


def _connected(connection: Any, _: Any) -> None:
    connection.execute(_BUSY_TIMEOUT)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -16000")  # KB: what is counted over a year is read several times
    connection.execute("PRAGMA secure_delete = ON")  # what somebody had deleted is overwritten, not only forgotten


def _begin(connection: Connection) -> None:
    if begin := connection.get_execution_options().get("sqlite_begin", "BEGIN"):
        connection.exec_driver_sql(begin)
