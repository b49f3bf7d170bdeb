"""Numbers that are counted on, each given once."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from compliance.store.tables.papers import SeriesRow


def count_on(session: Session, series: str) -> int:
    """The next of the series, counted from 1; others that count on it wait until this transaction is through.

    One that is rolled back gives no number away, so that there are no gaps.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    new = dialect.insert(SeriesRow).values(series=series, last=1)
    counted = new.on_conflict_do_update(index_elements=[SeriesRow.series], set_={"last": SeriesRow.last + 1})
    return int(session.scalars(counted.returning(SeriesRow.last)).one())


def last_of(session: Session, series: str) -> int:
    """The last that was given; 0 where none was."""
    return session.scalar(select(SeriesRow.last).where(SeriesRow.series == series)) or 0
