"""Rows in bulk: whatever hangs on a row of one table is copied with it, under keys of its own."""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from sqlalchemy import Column, Connection, String, Table, insert, select

from compliance.services.enterprise import Enterprise
from compliance.store.tables.base import Key
from compliance.store.tables.base import Table as Base

_AT_ONCE = 500
_TABLES = Base.metadata.tables
_UNWRITTEN = (("matters", "visit", "visits", "number"),)
"""What leads from one table to another with no foreign key: table and column, and where it leads to."""
_RANDOM = (32, 64)  # letters, of keys that are random

_BROUGHT = (("documents", "number", "matter_papers", "paper"),)
"""What a row leads to and must bring along, since no two rows may lead to the same."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Original:
    """A row with all the rows that hang on it, by the names of their tables."""

    rows: Mapping[str, Sequence[Row]]


def read(connection: Connection, table: str, key: Any) -> Original:
    """The row of the table with this key, and what hangs on it."""
    (column,) = _TABLES[table].primary_key
    first = connection.execute(select(_TABLES[table]).where(column == key)).mappings().all()
    rows: dict[str, list[Row]] = {table: [dict(each) for each in first]}
    found = True
    while found:
        found = False
        for source, name, target, referred in (*_leads(), *_BROUGHT):
            if target not in rows or source in (table, target):
                continue
            keys = [each[referred] for each in rows[target]]
            query = select(_TABLES[source]).where(_TABLES[source].c[name].in_(keys))
            new = [dict(each) for each in connection.execute(query).mappings() if each not in rows.get(source, [])]
            rows.setdefault(source, []).extend(new)
            found = found or bool(new)
    return Original({name: each for name, each in rows.items() if each})


def copied(original: Original, enterprise: Enterprise) -> dict[str, list[dict[str, Any]]]:
    """The rows under new keys, about the enterprise."""
    new = {
        (name, column.name): {row[column.name]: _key(column, row[column.name]) for row in rows}
        for name, rows in original.rows.items()
        for column in _own_keys(_TABLES[name])
    }
    leads = {(source, column): new.get((target, referred), {}) for source, column, target, referred in _leads()}
    renamed = {**leads, **new}
    about = {"enterprise_name": enterprise.name, "credit_code": enterprise.credit_code, "address": enterprise.address}

    def value(table: str, name: str, old: Any) -> Any:
        return about[name] if name in about else renamed.get((table, name), {}).get(old, old)

    return {
        table: [{name: value(table, name, old) for name, old in row.items()} for row in rows]
        for table, rows in original.rows.items()
    }


def write(connection: Connection, copies: Iterator[Mapping[str, Sequence[Row]]]) -> None:
    """Adds the rows, some hundreds of copies at a time, in the order in which tables lead to each other."""
    while some := list(islice(copies, _AT_ONCE)):
        for table in Base.metadata.sorted_tables:
            if rows := [row for each in some for row in each.get(table.name, ())]:
                connection.execute(insert(table), rows)


def _leads() -> Iterator[tuple[str, str, str, str]]:
    for table in Base.metadata.sorted_tables:
        for each in table.foreign_keys:
            yield table.name, each.parent.name, each.column.table.name, each.column.name
    yield from _UNWRITTEN


def _own_keys(table: Table) -> Iterator[Column[Any]]:
    """Columns that must differ from row to row and lead nowhere: to be made anew for a copy."""
    led = {(source, column) for source, column, _, _ in _leads()}
    for column in table.columns:
        unique = (column.primary_key and len(table.primary_key) == 1) or column.unique
        if unique and (table.name, column.name) not in led:
            yield column


_serial = count(10**6)  # above what the services have counted up to


def _key(column: Column[Any], old: Any) -> Any:
    """A key in place of another, of the same kind; a number that ends in a count gets another count."""
    if old is None or not isinstance(column.type, String | Key):
        return None if old is None else next(_serial)
    if len(old) in _RANDOM:
        return secrets.token_hex(len(old) // 2)
    return re.sub(r"[0-9]+(?=号$)|$", str(next(_serial)), old, count=1)
