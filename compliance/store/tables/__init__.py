"""The tables, by what they are about; together they are `Table.metadata`."""

from compliance.store.tables import (  # noqa: F401  each adds its own
    aftermath,
    amendments,
    checks,
    drafts,
    history,
    matters,
    papers,
    people,
    rulebooks,
    walks,
)
