"""How long matters are in their states: kept as they move, since reckoning it from all steps would take too long."""

from datetime import date, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.store.records.matters import MatterRecord, StepRecord
from compliance.store.tables.matters import MatterStayRow

BEIJING = timezone(timedelta(hours=8))


def begin_stay(session: Session, record: MatterRecord, step: StepRecord) -> None:
    """The matter got into its state by the step."""
    stay = MatterStayRow(matter=record.number, number=step.number, state=record.state, since=step.at)
    session.add(stay)


def end_stay(session: Session, record: MatterRecord, step: StepRecord, due: date | None) -> None:
    """The matter left a state by the step for the one that it is in; `due` is the last day that it had for it."""
    stays = select(MatterStayRow).where(MatterStayRow.matter == record.number, MatterStayRow.left_on.is_(None))
    stay, left_on = session.scalars(stays).one(), step.at.astimezone(BEIJING).date()
    stay.left_on, stay.left_for, stay.due = left_on, record.state, due
    stay.days = (left_on - stay.since.astimezone(BEIJING).date()).days
