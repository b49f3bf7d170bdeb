"""Alembic loads this file for every command, and that is when its last lines run."""

from typing import Any, Literal

from alembic import context

from compliance.store.tables import Table, UtcDateTime


def _render(kind: str, column_type: Any, _: Any) -> str | Literal[False]:
    """How a new change names a type: never by our own class, which may change later."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(column_type, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_item=_render,
    render_as_batch=True,  # SQLite changes a table only by copying it
)
with context.begin_transaction():
    context.run_migrations()
