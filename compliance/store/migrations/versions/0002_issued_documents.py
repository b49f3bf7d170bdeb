"""Papers that were issued, and the series of their numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("number", sa.String(60), primary_key=True),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assessment", sa.String(64), sa.ForeignKey("assessments.token_sha256")),
        sa.Column("sha256", sa.String(64)),
        sa.Column("replaced_by", sa.String(60), sa.ForeignKey("documents.number")),
        sa.Column("withdrawn_on", sa.Date),
        sa.Column("withdrawn_why", sa.Text),
    )
    op.create_index("ix_documents_assessment", "documents", ["assessment"])
    op.create_table(
        "number_series",
        sa.Column("series", sa.String(60), primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("going back would forget which numbers were given; restore a backup instead")
