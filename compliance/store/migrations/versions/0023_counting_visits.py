"""Visits are counted by their state and rating from an index alone: their rows are long, and there are many."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_visits_counted", "visits", ["requested_at", "status", "rating", "number"])
    op.drop_index("ix_visits_requested_at", "visits")


def downgrade() -> None:
    op.create_index("ix_visits_requested_at", "visits", ["requested_at"])
    op.drop_index("ix_visits_counted", "visits")
