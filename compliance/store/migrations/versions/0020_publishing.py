"""Rule files are written and published here: drafts with all that was saved of them, and who submitted and approved.

A later change of these tables must not copy them, as SQLite needs for many changes: the triggers would be gone.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0015"
branch_labels = None
depends_on = None

_KEPT = ("draft_revisions", "pack_steps")


def upgrade() -> None:
    op.create_table(
        "pack_drafts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("pack", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("base", sa.String(64), sa.ForeignKey("rule_files.sha256")),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("ix_pack_drafts_pack", "pack_drafts", ["pack"])
    op.create_table(
        "draft_revisions",
        sa.Column("draft", sa.String(32), sa.ForeignKey("pack_drafts.id"), primary_key=True),
        sa.Column("number", sa.Integer, autoincrement=False, primary_key=True),
        sa.Column("rule_file", sa.String(64), sa.ForeignKey("rule_files.sha256"), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signatures", sa.LargeBinary, nullable=False),
    )
    _steps()
    for table in _KEPT:
        for statement in _guards(table, op.get_bind().dialect.name):
            op.execute(statement)


def _steps() -> None:
    op.create_table(
        "pack_steps",
        sa.Column("number", sa.Integer, autoincrement=False, primary_key=True),
        sa.Column("deed", sa.String(20), nullable=False),
        sa.Column("about", sa.Integer, nullable=False),
        sa.Column("pack", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("draft", sa.String(32), sa.ForeignKey("pack_drafts.id")),
        sa.Column("rule_file", sa.String(64), sa.ForeignKey("rule_files.sha256"), nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("withdraws", sa.Boolean, nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective", sa.Date),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("signatures", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_pack_steps_about", "pack_steps", ["about"])
    op.create_index("ix_pack_steps_pack", "pack_steps", ["pack"])


def _guards(table: str, dialect: str) -> Iterator[str]:
    """What refuses to change or remove a row."""
    said = f"{table} is append-only"
    if dialect == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        return
    yield (
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{said}'; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def downgrade() -> None:
    raise NotImplementedError("going back would delete published rules; restore a backup instead")
