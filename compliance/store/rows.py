"""From rows of tables to the records that others know."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from compliance.store.tables.base import Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")


def record_of(kind: type[Record], row: Table, **otherwise: Any) -> Record:
    """The record of this kind; `otherwise` are those of its fields that the row has in another form, or hasn't."""
    own = (each.name for each in fields(kind) if each.name not in otherwise)
    return kind(**{name: getattr(row, name) for name in own}, **otherwise)
