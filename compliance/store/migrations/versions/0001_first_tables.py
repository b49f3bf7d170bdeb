"""The first tables: rule texts, assessments, faults and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_files",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("text", sa.LargeBinary, nullable=False),
    )
    op.create_table("rulebooks", sa.Column("sha256", sa.String(64), primary_key=True))
    op.create_table(
        "rulebook_files",
        sa.Column("rulebook", sa.String(64), sa.ForeignKey("rulebooks.sha256"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("rule_file", sa.String(64), sa.ForeignKey("rule_files.sha256"), nullable=False),
    )
    op.create_table(
        "assessments",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        *_inputs(),
        sa.Column("decision", sa.LargeBinary, nullable=False),
        sa.Column("enterprise_name", sa.String(100), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
    )
    op.create_table(
        "faults",
        sa.Column("id", sa.Integer, primary_key=True),
        *_inputs(),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("message", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pack_ids", sa.Text, nullable=False),
        sa.Column("entries", sa.LargeBinary, nullable=False),
    )


def _inputs() -> tuple[sa.Column, ...]:
    return (
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rulebook", sa.String(64), sa.ForeignKey("rulebooks.sha256"), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("acted_on", sa.Date, nullable=False),
        sa.Column("sheet", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("going back would delete every decision; restore a backup of the database instead")
