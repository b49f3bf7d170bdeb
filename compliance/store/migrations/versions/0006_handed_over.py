"""When results were handed over for visits: evidence added later is not the office's to see."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("visits", sa.Column("handed_over_at", moment))
    op.execute("UPDATE visits SET handed_over_at = requested_at")
    with op.batch_alter_table("visits") as visits:
        visits.alter_column("handed_over_at", existing_type=moment, nullable=False)


def downgrade() -> None:
    raise NotImplementedError("going back would hand over what wasn't; restore a backup instead")
