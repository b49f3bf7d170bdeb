"""Like cases found quickly; faults of officers' decisions; files of earlier violations that wait to be imported."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_OF_MATTER = "matter VARCHAR(60) CONSTRAINT fk_faults_matter_matters REFERENCES matters (number)"
_NEWEST = """
UPDATE matter_rulings SET newest = (step = (
    SELECT max(step) FROM matter_decisions WHERE matter_decisions.matter = matter_rulings.matter
))
"""


def upgrade() -> None:
    op.add_column("matter_rulings", sa.Column("newest", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute(_NEWEST)
    op.drop_index("ix_matter_rulings_fingerprint", "matter_rulings")
    where = sa.text("newest AND verdict IS NOT NULL")
    op.create_index(
        "ix_matter_rulings_like",
        "matter_rulings",
        ["fingerprint", "verdict", "matter"],
        sqlite_where=where,
        postgresql_where=where,
    )
    # Written out, since SQLite can't add a constraint to a table, but can add a column that has one.
    op.execute(f"ALTER TABLE faults ADD COLUMN {_OF_MATTER}")
    op.create_index("ix_faults_matter", "faults", ["matter"])
    op.create_table(
        "history_uploads",
        sa.Column("account", sa.String(100), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("suffix", sa.String(10), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_history_uploads_uploaded_at", "history_uploads", ["uploaded_at"])


def downgrade() -> None:
    raise NotImplementedError("going back would delete faults of officers' decisions; restore a backup instead")
