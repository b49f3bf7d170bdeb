"""Tables of enterprises in Parquet files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import parquet, types

from compliance.services.batch.tables import Row, Table, TableError

BATCH_ROWS = 200


def open_parquet(path: Path) -> Table:
    """The table; raises TableError where it isn't one or has columns that can't hold answers."""
    with path.open("rb"):
        pass  # says why a file can't be read better than Arrow does
    try:
        with parquet.ParquetFile(path) as file:
            schema, total = file.schema_arrow, file.metadata.num_rows
    except pa.ArrowException as error:
        raise TableError(f"{path}：不是完好的 Parquet 文件（{error}）") from None
    for field in schema:
        if not _is_readable(field.type):
            raise TableError(
                f"{path}：「{field.name}」列的类型 {field.type} 读不了；要文字、数字、是否、日期或文字列表"
            )
    return _ParquetTable(path, tuple(name.strip() for name in schema.names), total)


@dataclass(frozen=True, slots=True)
class _ParquetTable:
    path: Path
    columns: tuple[str, ...]
    total: int
    notes: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        number = 0
        with parquet.ParquetFile(self.path) as file:
            for batch in file.iter_batches(BATCH_ROWS):
                for cells in self._cells(batch, number):
                    number += 1
                    yield Row(number, cells)

    def _cells(self, batch: Any, before: int) -> list[tuple[Any, ...]]:
        try:
            return list(zip(*(_plain(column) for column in batch.columns), strict=True))
        except (pa.ArrowException, ValueError, OverflowError) as error:
            raise TableError(f"{self.path}：第 {before + 1} 行之后有读不出的值（{error}）") from None


def _plain(column: Any) -> list[Any]:
    if types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)  # Python knows no nanoseconds
    if types.is_list(column.type) or types.is_large_list(column.type):
        return [None if each is None else tuple(each) for each in column.to_pylist()]
    values: list[Any] = column.to_pylist()
    return values


def _is_readable(kind: Any) -> bool:
    if types.is_dictionary(kind) or types.is_list(kind) or types.is_large_list(kind):
        kind = kind.value_type
    return any(each(kind) for each in _READABLE)


_READABLE = (
    types.is_null,
    types.is_boolean,
    types.is_integer,
    types.is_floating,
    types.is_decimal,
    types.is_string,
    types.is_large_string,
    types.is_string_view,
    types.is_date,
    types.is_timestamp,
)
