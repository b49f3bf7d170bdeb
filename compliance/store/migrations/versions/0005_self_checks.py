"""Self-checks that outlast their first result: drafts become them, and assessments belong to them."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OF_SELF_CHECK = "self_check VARCHAR(64) CONSTRAINT fk_{}_self_check_self_checks REFERENCES self_checks (token_sha256)"


def upgrade() -> None:
    op.create_table(
        "self_checks",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pack_ids", sa.Text, nullable=False),
        sa.Column("entries", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_self_checks_updated_at", "self_checks", ["updated_at"])
    _bring_over()
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(32), primary_key=True),
        _self_check(),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_evidence_self_check", "evidence", ["self_check"])
    op.create_table(
        "visits",
        sa.Column("number", sa.String(60), primary_key=True),
        sa.Column("code", sa.String(20), nullable=False),
        _self_check(),
        sa.Column("assessment", sa.String(64), sa.ForeignKey("assessments.id"), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_for", sa.Text, nullable=False),
        sa.Column("departments", sa.Text, nullable=False),
        sa.Column("wishes", sa.Text, nullable=False),
        sa.Column("enterprise_name", sa.String(100), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("contact", sa.String(100), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("rating", sa.Integer),
        sa.Column("remark", sa.Text),
    )
    op.create_index("ix_visits_self_check", "visits", ["self_check"])
    op.create_index("ix_visits_status", "visits", ["status"])


def _self_check() -> sa.Column:
    return sa.Column("self_check", sa.String(64), sa.ForeignKey("self_checks.token_sha256"), nullable=False)


def _bring_over() -> None:
    """Each draft is a self-check, and so is each assessment; what was chosen and typed for the latter wasn't kept.

    They count as changed today: self-checks left alone are deleted from now on, and nobody has been told so yet.
    """
    today = sa.bindparam("today", datetime.now(UTC), sa.DateTime(timezone=True))
    drafts = sa.text(
        "INSERT INTO self_checks (token_sha256, started_at, updated_at, pack_ids, entries)"
        " SELECT token_sha256, updated_at, :today, pack_ids, entries FROM drafts"
    )
    op.execute(drafts.bindparams(today))
    op.drop_table("drafts")
    nothing_typed = sa.text(
        "INSERT INTO self_checks (token_sha256, started_at, updated_at, pack_ids, entries)"
        " SELECT token_sha256, created_at, :today, '[]', :entries FROM assessments"
    )
    op.execute(nothing_typed.bindparams(today, sa.bindparam("entries", b"{}", sa.LargeBinary)))
    # Written out, since SQLite can't add a constraint to a table, but can add a column that has one.
    op.execute("ALTER TABLE assessments RENAME COLUMN token_sha256 TO id")
    op.execute(f"ALTER TABLE assessments ADD COLUMN {_OF_SELF_CHECK.format('assessments')}")
    op.add_column("assessments", sa.Column("number", sa.Integer, nullable=False, server_default="1"))
    op.add_column("assessments", sa.Column("reason", sa.String(20), nullable=False, server_default="submitted"))
    op.execute("UPDATE assessments SET self_check = id")
    op.create_index("ix_assessments_self_check_number", "assessments", ["self_check", "number"], unique=True)
    op.execute(f"ALTER TABLE faults ADD COLUMN {_OF_SELF_CHECK.format('faults')}")
    op.create_index("ix_faults_self_check", "faults", ["self_check"])


def downgrade() -> None:
    raise NotImplementedError("going back would delete self-checks and visits; restore a backup instead")
