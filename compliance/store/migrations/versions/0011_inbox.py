"""Matters are listed by department, town and receiver, found by a text kept with each, and reported once by a form."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OWN = ("number", "enterprise_name", "credit_code", "address", "town")


def upgrade() -> None:
    op.add_column("matters", sa.Column("form_key", sa.String(32)))
    op.add_column("matters", sa.Column("search_text", sa.Text, nullable=False, server_default=sa.text("''")))
    _fill()
    op.create_index("ix_matters_form_key", "matters", ["form_key"], unique=True)
    op.create_index("ix_matters_department_state", "matters", ["department", "state"])
    for column in ("offered_to", "receiver", "town"):
        op.create_index(f"ix_matters_{column}", "matters", [column])


def _fill() -> None:
    """Of matters that are there already; the items' ids stand for their titles, which the database doesn't have."""
    connection = op.get_bind()
    texts: dict[str, list[str]] = {
        row[0]: list(row)
        for row in connection.execute(sa.text(f"SELECT {', '.join(_OWN)} FROM matters"))  # noqa: S608  the names above
    }
    for query in (
        "SELECT matter, item FROM matter_items",
        "SELECT matter, reason FROM matter_steps ORDER BY number",
        "SELECT matter, reason FROM matter_rulings ORDER BY step, place",
    ):
        for number, said in connection.execute(sa.text(query)):
            texts[number].append(said)
    for number, said in texts.items():
        text = "".join(f"{unicodedata.normalize('NFKC', each).casefold()}\n" for each in said if each)
        connection.execute(sa.text("UPDATE matters SET search_text = :t WHERE number = :n"), {"t": text, "n": number})


def downgrade() -> None:
    raise NotImplementedError("going back would lose what matters are found by; restore a backup instead")
