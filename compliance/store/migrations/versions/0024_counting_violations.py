"""Violations are counted, and like cases found, from indices that hold nothing else; visits by whom they ask for.

SQLite takes an index of some rows only where a query asks for these in the same words, and it says `newest = 1`.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_AT_ONCE = 500


def upgrade() -> None:
    op.drop_index("ix_matter_rulings_like", "matter_rulings")
    _of_violations("ix_matter_rulings_like", ["fingerprint", "verdict", "matter"])
    _of_violations("ix_matter_rulings_violations", ["matter", "verdict", "item", "pack", "computed"])
    op.drop_index("ix_matter_rulings_matter", "matter_rulings")
    op.create_index(
        "ix_matters_decided", "matters", ["decided_at", "number", "department", "town", "credit_code", "acted_on"]
    )
    op.drop_index("ix_matters_decided_at", "matters")
    _departments()


def _of_violations(name: str, columns: list[str], sqlite: str = "newest = 1") -> None:
    sqlite_where, where = sa.text(f"{sqlite} AND verdict IS NOT NULL"), sa.text("newest AND verdict IS NOT NULL")
    op.create_index(name, "matter_rulings", columns, sqlite_where=sqlite_where, postgresql_where=where)


def _departments() -> None:
    asked = op.create_table(
        "visit_departments",
        sa.Column("visit", sa.String(60), sa.ForeignKey("visits.number"), primary_key=True),
        sa.Column("department", sa.String(200), primary_key=True),
    )
    visits = op.get_bind().execute(sa.text("SELECT number, departments FROM visits"))
    for some in visits.partitions(_AT_ONCE):
        op.bulk_insert(asked, [{"visit": number, "department": each} for number, told in some for each in _named(told)])


def _named(told: str) -> list[str]:
    return sorted({each for named in json.loads(told) for each in named.split("、")})


def downgrade() -> None:
    op.drop_table("visit_departments")
    op.create_index("ix_matters_decided_at", "matters", ["decided_at"])
    op.drop_index("ix_matters_decided", "matters")
    counted = ["matter", "newest", "verdict", "item", "pack", "computed"]
    op.create_index("ix_matter_rulings_matter", "matter_rulings", counted)
    op.drop_index("ix_matter_rulings_violations", "matter_rulings")
    op.drop_index("ix_matter_rulings_like", "matter_rulings")
    _of_violations("ix_matter_rulings_like", ["fingerprint", "verdict", "matter"], sqlite="newest")
