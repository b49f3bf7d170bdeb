"""Rows in bulk: self-checks copied under other addresses, and a whole database taken over by another."""

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select

from compliance.store.hashes import token_hash
from compliance.store.tables.base import Table
from compliance.store.tables.checks import AssessmentRow, EvidenceRow, SelfCheckRow

_AT_ONCE = 200
_Row = dict[str, Any]


def copy_up_to(engine: Engine, count: int) -> None:
    """Copies the self-checks with their results and evidence, in turns, until there are so many."""
    with engine.begin() as connection:
        there = connection.scalar(select(func.count()).select_from(SelfCheckRow)) or 0
        originals = list(connection.scalars(select(SelfCheckRow.token_sha256)))
        for number in range(count - there):
            _copy(connection, originals[number % len(originals)])


def take_over(source: Engine, target: Engine) -> None:
    """Copies all rows into the same tables of another database, which are empty."""
    with source.connect() as old, target.begin() as new:
        for table in Table.metadata.sorted_tables:
            for rows in old.execute(select(table)).mappings().partitions(_AT_ONCE):
                new.execute(insert(table), [dict(row) for row in rows])


def _copy(connection: Connection, original: str) -> None:
    token = token_hash(secrets.token_hex())
    _add(connection, SelfCheckRow, _rows(connection, SelfCheckRow, SelfCheckRow.token_sha256, original),
         {"token_sha256": lambda: token})  # fmt: skip
    for table, size in ((AssessmentRow, 32), (EvidenceRow, 16)):
        changes = {"self_check": lambda: token, "id": lambda size=size: secrets.token_hex(size)}
        _add(connection, table, _rows(connection, table, table.self_check, original), changes)


def _rows(connection: Connection, table: type[Table], column: Any, value: str) -> Iterator[Mapping[str, Any]]:
    yield from connection.execute(select(table.__table__).where(column == value)).mappings().all()


def _add(connection: Connection, table: type[Table], rows: Iterator[Mapping[str, Any]], changes: _Row) -> None:
    new = [{**row, **{name: make() for name, make in changes.items()}} for row in rows]
    if new:
        connection.execute(insert(table), new)
