"""Walks: which lists they follow, what officers answered on them, and their photos."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_REFUSE = "answers given on a walk are never changed"
_SQLITE = f"""
CREATE TRIGGER walk_entries_stay BEFORE UPDATE ON walk_entries
BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END
"""
_POSTGRESQL = (
    f"""
CREATE FUNCTION walk_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$
""",
    """
CREATE TRIGGER walk_entries_stay BEFORE UPDATE ON walk_entries
FOR EACH ROW EXECUTE FUNCTION walk_entries_stay()
""",
)


def upgrade() -> None:
    op.create_table("walks", _matter(), sa.Column("lists", sa.Text, nullable=False))
    op.create_table(
        "walk_entries",
        _matter(),
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("typed", sa.LargeBinary, nullable=False),
        *_said(),
    )
    op.create_index("ix_walk_entries_matter_place", "walk_entries", ["matter", "place"], unique=True)
    op.create_table(
        "walk_photos",
        _matter(),
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("field", sa.Text, nullable=False),
        *_said(),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary),
    )
    for statement in (_SQLITE,) if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _matter() -> sa.Column[str]:
    return sa.Column("matter", sa.String(60), sa.ForeignKey("matters.number"), primary_key=True)


def _said() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("going back would delete what officers answered; restore a backup instead")
