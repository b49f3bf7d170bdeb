"""What numbers are counted from: how long matters were in their states, and when they were last decided on."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# What the steps of before tell. An assignment within the same state is no new stay.
_STAYS = """
INSERT INTO matter_stays (matter, number, state, since, left_on, left_for, days, due)
SELECT matter, number, state, at, {left_on}, left_for, {days}, CASE WHEN until IS NULL THEN NULL ELSE due END
FROM (SELECT matter, number, state, at, due,
             LEAD(at) OVER (PARTITION BY matter ORDER BY number) AS until,
             LEAD(state) OVER (PARTITION BY matter ORDER BY number) AS left_for
      FROM (SELECT matter, number, at, due, state, LAG(state) OVER (PARTITION BY matter ORDER BY number) AS before
            FROM (SELECT matter, number, at, due, CASE deed
                         WHEN 'take' THEN 'found' WHEN 'order' THEN 'rectifying' WHEN 'send_back' THEN 'rectifying'
                         WHEN 'report' THEN 'evaluating' WHEN 'refer' THEN 'referred' WHEN 'close' THEN 'closed'
                         ELSE 'assigned' END AS state
                  FROM matter_steps
                  WHERE deed IN ('take', 'assign', 'order', 'report', 'send_back', 'refer', 'come_back', 'close',
                                 'reopen')
                 ) AS deeds
           ) AS states
      WHERE before IS NULL OR before <> state
     ) AS stays
"""
_SQLITE = {
    "left_on": "date(until, '+8 hours')",
    "days": "CAST(julianday(date(until, '+8 hours')) - julianday(date(at, '+8 hours')) AS INTEGER)",
}
_DAY = "CAST({} AT TIME ZONE INTERVAL '8 hours' AS DATE)"
_POSTGRESQL = {"left_on": _DAY.format("until"), "days": f"{_DAY.format('until')} - {_DAY.format('at')}"}
_DECIDED = """
UPDATE matters SET
  decided_at = (SELECT made_at FROM matter_decisions WHERE matter = matters.number ORDER BY step DESC LIMIT 1),
  acted_on = (SELECT acted_on FROM matter_decisions WHERE matter = matters.number ORDER BY step DESC LIMIT 1)
"""


def upgrade() -> None:
    op.create_table(
        "matter_stays",
        sa.Column("matter", sa.String(60), sa.ForeignKey("matters.number"), primary_key=True),
        sa.Column("number", sa.Integer, autoincrement=False, primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_on", sa.Date),
        sa.Column("left_for", sa.String(20)),
        sa.Column("days", sa.Integer),
        sa.Column("due", sa.Date),
    )
    op.create_index(
        "ix_matter_stays_state_since", "matter_stays", ["state", "since", "matter", "left_on", "left_for", "due"]
    )
    op.create_index("ix_matter_stays_matter_state", "matter_stays", ["matter", "state", "days"])
    op.add_column("matters", sa.Column("decided_at", sa.DateTime(timezone=True)))
    op.add_column("matters", sa.Column("acted_on", sa.Date))
    counted = ["matter", "newest", "verdict", "item", "pack", "computed"]
    op.create_index("ix_matter_rulings_matter", "matter_rulings", counted)
    op.create_index("ix_matters_decided_at", "matters", ["decided_at"])
    op.create_index("ix_matters_opened_at", "matters", ["opened_at"])
    op.create_index("ix_visits_requested_at", "visits", ["requested_at"])
    bind = op.get_bind()
    tell_from_steps(bind.execute, bind.dialect.name)


def tell_from_steps(execute: Callable[[Any], Any], dialect: str) -> None:
    """Fills in what the steps and decisions of before tell."""
    stays = _STAYS.format(**(_SQLITE if dialect == "sqlite" else _POSTGRESQL))
    for statement in (stays, _DECIDED):
        execute(sa.text(statement))


def downgrade() -> None:
    raise NotImplementedError("going back would forget how long matters were in their states; restore a backup instead")
