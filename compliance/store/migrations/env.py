"""Alembic loads this file for every command, and that is when its last lines run."""

from typing import Any, Literal

from alembic import context

from compliance.store.tables.base import Key, Table, UtcDateTime


def _render(kind: str, column_type: Any, _: Any) -> str | Literal[False]:
    """How a new change names a type: never by our own class, which may change later."""
    if kind == "type" and isinstance(column_type, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return f"sa.{column_type.impl_instance!r}" if kind == "type" and isinstance(column_type, Key) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_item=_render,
    render_as_batch=True,  # SQLite changes a table only by copying it
)
with context.begin_transaction():
    context.run_migrations()
