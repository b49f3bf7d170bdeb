"""Papers of matters, follow-up visits, and how far credit repair has got."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_GROWING = ("matter_follow_ups", "matter_credit_repairs")


def upgrade() -> None:
    op.create_table(
        "matter_papers",
        sa.Column("paper", sa.String(60), sa.ForeignKey("documents.number"), primary_key=True),
        sa.Column("matter", sa.String(60), sa.ForeignKey("matters.number"), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("follow_up", sa.Integer, nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
    )
    op.create_index("ix_matter_papers_matter", "matter_papers", ["matter"])
    op.create_table(
        "matter_follow_ups",
        *_entry(),
        sa.Column("made", sa.Boolean, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("met", sa.String(100), nullable=False),
        sa.Column("heard", sa.Text, nullable=False),
        sa.Column("to_mend", sa.Text, nullable=False),
        sa.Column("rating", sa.Integer),
    )
    op.create_index("ix_matter_follow_ups_made_day", "matter_follow_ups", ["made", "day"])
    op.create_table(
        "matter_credit_repairs",
        *_entry(),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("earliest", sa.Date),
    )
    for table in _GROWING:
        _refuse_changes(table)


def _entry() -> tuple[sa.Column, ...]:
    return (
        sa.Column("matter", sa.String(60), sa.ForeignKey("matters.number"), primary_key=True),
        sa.Column("number", sa.Integer, autoincrement=False, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
    )


def _refuse_changes(table: str) -> None:
    refusal = f"rows of {table} are never changed"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END")
        return
    op.execute(
        f"CREATE FUNCTION {table}_stay() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{refusal}'; END $$"
    )
    op.execute(f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stay()")


def downgrade() -> None:
    raise NotImplementedError("going back would delete follow-ups; restore a backup instead")
