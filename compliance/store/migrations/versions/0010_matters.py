"""Matters: what was found, who has it in hand, what was decided; and earlier violations of enterprises."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_REFUSE = "steps of matters are never changed"
_SQLITE = f"""
CREATE TRIGGER matter_steps_stay BEFORE UPDATE ON matter_steps
BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END
"""
_POSTGRESQL = (
    f"""
CREATE FUNCTION matter_steps_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$
""",
    """
CREATE TRIGGER matter_steps_stay BEFORE UPDATE ON matter_steps
FOR EACH ROW EXECUTE FUNCTION matter_steps_stay()
""",
)


def upgrade() -> None:
    _matters()
    _decisions()
    _history()
    for statement in (_SQLITE,) if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _matters() -> None:
    op.create_table(
        "matters",
        sa.Column("number", sa.String(60), primary_key=True),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("visit", sa.String(60), unique=True),
        sa.Column("enterprise_name", sa.String(100), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("town", sa.String(60), nullable=False),
        sa.Column("urgency", sa.String(200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("department", sa.String(60), nullable=False),
        sa.Column("receiver", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("offered_to", sa.String(60), nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("estimated", sa.Boolean, nullable=False),
        sa.Column("to_refer", sa.Boolean, nullable=False),
        sa.Column("keep_until", sa.Date),
    )
    op.create_index("ix_matters_credit_code", "matters", ["credit_code"])
    op.create_index("ix_matters_keep_until", "matters", ["keep_until"])
    op.create_index("ix_matters_state", "matters", ["state"])
    op.create_table(
        "matter_items",
        sa.Column("matter", sa.String(60), sa.ForeignKey("matters.number"), primary_key=True),
        sa.Column("item", sa.String(200), primary_key=True),
        sa.Column("pack", sa.String(200), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
    )
    op.create_index("ix_matter_items_pack", "matter_items", ["pack"])
    op.create_table(
        "matter_steps",
        sa.Column("matter", sa.String(60), sa.ForeignKey("matters.number"), primary_key=True),
        sa.Column("number", sa.Integer, autoincrement=False, primary_key=True),
        sa.Column("deed", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("department", sa.String(60), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("to_department", sa.String(60), nullable=False),
        sa.Column("to_person", sa.String(100), nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("estimated", sa.Boolean, nullable=False),
        sa.Column("to_refer", sa.Boolean, nullable=False),
    )


def _decisions() -> None:
    op.create_table(
        "matter_decisions",
        sa.Column("matter", sa.String(60), sa.ForeignKey("matters.number"), primary_key=True),
        sa.Column("step", sa.Integer, autoincrement=False, primary_key=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rulebook", sa.String(64), sa.ForeignKey("rulebooks.sha256"), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("acted_on", sa.Date, nullable=False),
        sa.Column("sheet", sa.LargeBinary, nullable=False),
        sa.Column("decision", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "matter_rulings",
        sa.Column("matter", sa.String(60), sa.ForeignKey("matters.number"), primary_key=True),
        sa.Column("step", sa.Integer, autoincrement=False, primary_key=True),
        sa.Column("place", sa.Integer, autoincrement=False, primary_key=True),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("pack", sa.String(200), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("computed", sa.String(40)),
        sa.Column("verdict", sa.String(40)),
        sa.Column("fine", sa.String(40)),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_matter_rulings_fingerprint", "matter_rulings", ["fingerprint"])


def _history() -> None:
    op.create_table(
        "past_violations",
        sa.Column("credit_code", sa.String(18), primary_key=True),
        sa.Column("item", sa.String(200), primary_key=True),
        sa.Column("violated_on", sa.Date, primary_key=True),
        sa.Column("document", sa.String(100), primary_key=True),
        sa.Column("enterprise_name", sa.String(100), nullable=False),
        sa.Column("outcome", sa.String(200), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
    )
    op.create_index("ix_past_violations_source", "past_violations", ["source"])
    op.create_table(
        "history_imports",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("going back would delete matters; restore a backup instead")
