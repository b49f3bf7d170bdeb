"""Laws that were marked as amended, what is to be reviewed because of it, and what came of that.

And lists from an office's files that somebody at the desk looks at before a draft is made of one.

A later change of the kept tables must not copy them, as SQLite needs for many changes: the triggers would be gone.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_KEPT = ("statute_amendments", "review_entries", "review_deeds")


def upgrade() -> None:
    op.create_table(
        "statute_amendments",
        sa.Column("number", sa.Integer, autoincrement=False, primary_key=True),
        sa.Column("statute", sa.String(200), nullable=False),
        sa.Column("effective", sa.Date, nullable=False),
        sa.Column("articles", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "review_entries",
        sa.Column("amendment", sa.Integer, sa.ForeignKey("statute_amendments.number"), primary_key=True),
        sa.Column("place", sa.Integer, autoincrement=False, primary_key=True),
        sa.Column("pack", sa.String(200), nullable=False),
        sa.Column("entry", sa.String(200), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("cites", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
    )
    op.create_table(
        "review_deeds",
        sa.Column("number", sa.Integer, autoincrement=False, primary_key=True),
        sa.Column("amendment", sa.Integer, sa.ForeignKey("statute_amendments.number"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("deed", sa.String(20), nullable=False),
        sa.Column("draft", sa.String(32), sa.ForeignKey("pack_drafts.id")),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "list_uploads",
        sa.Column("account", sa.String(100), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("suffix", sa.String(10), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_list_uploads_uploaded_at", "list_uploads", ["uploaded_at"])
    for table in _KEPT:
        for statement in _guards(table, op.get_bind().dialect.name):
            op.execute(statement)


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
    raise NotImplementedError("going back would delete what was reviewed; restore a backup instead")
