"""The signatures of issued papers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("signature", sa.LargeBinary))


def downgrade() -> None:
    raise NotImplementedError("going back would forget the signatures of papers; restore a backup instead")
