"""What issued papers are about, so that papers on other items of one result don't replace each other."""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("matter", sa.String(64)))
    op.create_index("ix_documents_matter", "documents", ["matter"])
    _fill_in()


def _fill_in() -> None:
    """Until now each paper was about all the items of a stored result."""
    documents = sa.table("documents", *map(sa.column, ("number", "kind", "assessment", "matter")))
    connection = op.get_bind()
    known = sa.select(documents).where(documents.c.assessment.is_not(None))
    for row in connection.execute(known).all():
        change = sa.update(documents).where(documents.c.number == row.number)
        connection.execute(change.values(matter=_matter(row.kind, row.assessment)))


def _matter(kind: str, assessment: str) -> str:
    """As the program makes it at the time of this change."""
    return _hash("\n".join(map(_hash, (kind, assessment))))


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def downgrade() -> None:
    raise NotImplementedError("going back would mix up papers on different items; restore a backup instead")
