"""Tables of matters, from their finding to their decision."""

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from compliance.store.tables.base import Key, Sha256, Table


class MatterRow(Table):
    """A matter. From `state` on it says what its steps come to, so that many can be looked through at once.

    `decided_at` and `acted_on` are those of its newest decision.
    """

    __tablename__ = "matters"
    __table_args__ = (
        Index("ix_matters_department_state", "department", "state"),
        Index("ix_matters_decided", "decided_at", "number", "department", "town", "credit_code", "acted_on"),
    )

    number: Mapped[str] = mapped_column(Key(60), primary_key=True)
    origin: Mapped[str] = mapped_column(String(20))
    visit: Mapped[str | None] = mapped_column(String(60), unique=True)
    enterprise_name: Mapped[str] = mapped_column(String(100))
    credit_code: Mapped[str] = mapped_column(String(18), index=True)
    address: Mapped[str] = mapped_column(String(200))
    town: Mapped[str] = mapped_column(String(60), index=True)
    urgency: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime] = mapped_column(index=True)
    found_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), index=True)
    department: Mapped[str] = mapped_column(String(60))
    receiver: Mapped[str] = mapped_column(String(100), index=True)
    at: Mapped[datetime]
    steps: Mapped[int]
    offered_to: Mapped[str] = mapped_column(String(60), index=True)
    due: Mapped[date | None]
    estimated: Mapped[bool]
    to_refer: Mapped[bool]
    keep_until: Mapped[date | None] = mapped_column(index=True)
    form_key: Mapped[str | None] = mapped_column(String(32), index=True, unique=True)
    search_text: Mapped[str] = mapped_column(Text, deferred=True, server_default=text("''"))
    decided_at: Mapped[datetime | None]
    acted_on: Mapped[date | None]


class MatterItemRow(Table):
    """An item that a matter is about."""

    __tablename__ = "matter_items"

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    item: Mapped[str] = mapped_column(String(200), primary_key=True)
    pack: Mapped[str] = mapped_column(String(200), index=True)
    status: Mapped[str] = mapped_column(String(20))


class MatterStepRow(Table):
    """A deed on a matter. The database refuses to change one."""

    __tablename__ = "matter_steps"

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    deed: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    department: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    to_department: Mapped[str] = mapped_column(String(60))
    to_person: Mapped[str] = mapped_column(String(100))
    due: Mapped[date | None]
    estimated: Mapped[bool]
    to_refer: Mapped[bool]


class MatterStayRow(Table):
    """How long a matter was in a state, as its steps tell: from its step `number` until it was left for another.

    `left_on` and `days` are the date in China and the midnights there in between, and `due` the last day that it had
    then; they and `left_for` are None as long as the matter is in the state.
    """

    __tablename__ = "matter_stays"
    __table_args__ = (
        Index("ix_matter_stays_state_since", "state", "since", "matter", "left_on", "left_for", "due"),
        Index("ix_matter_stays_matter_state", "matter", "state", "days"),
    )

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime]
    left_on: Mapped[date | None]
    left_for: Mapped[str | None] = mapped_column(String(20))
    days: Mapped[int | None]
    due: Mapped[date | None]


class MatterDecisionRow(Table):
    """A decision made on a matter at one of its steps, and all that it was made from."""

    __tablename__ = "matter_decisions"

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]
    rulebook: Mapped[str] = mapped_column(Sha256, ForeignKey("rulebooks.sha256"))
    as_of: Mapped[date]
    acted_on: Mapped[date]
    sheet: Mapped[bytes]
    decision: Mapped[bytes]


def _of_violations(name: str, *columns: str) -> Index:
    """Holds what newest decisions found violated, and nothing else. SQLite takes such an index for a query only where
    both say this in the same words."""
    sqlite, postgresql = text("newest = 1 AND verdict IS NOT NULL"), text("newest AND verdict IS NOT NULL")
    return Index(name, *columns, sqlite_where=sqlite, postgresql_where=postgresql)


class MatterRulingRow(Table):
    """What was decided of one item. `place` is its place in the decision, counted from 0; `fine` a decimal number.

    `newest`: no later decision was made on the matter, so that like cases are found, and violations counted, by an
    index alone.
    """

    __tablename__ = "matter_rulings"
    __table_args__ = (
        _of_violations("ix_matter_rulings_violations", "matter", "verdict", "item", "pack", "computed"),
        _of_violations("ix_matter_rulings_like", "fingerprint", "verdict", "matter"),
    )

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item: Mapped[str] = mapped_column(String(200))
    pack: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(Sha256)
    status: Mapped[str] = mapped_column(String(20))
    computed: Mapped[str | None] = mapped_column(String(40))
    verdict: Mapped[str | None] = mapped_column(String(40))
    fine: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    newest: Mapped[bool] = mapped_column(server_default=false())
