"""The repository of visits that enterprises asked for."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from compliance.store.hashes import token_hash
from compliance.store.records.checks import VisitRecord
from compliance.store.rows import record_of
from compliance.store.tables.checks import VisitDepartmentRow, VisitRow
from compliance.store.tables.matters import MatterRow

_WAITING = ("requested", "planned")
_LISTS = ("departments", "wishes")


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits by their numbers."""

    session: Session

    def add(self, token: str, record: VisitRecord) -> None:
        """Keeps a new visit for the self-check."""
        values = asdict(record) | {each: json.dumps(getattr(record, each), ensure_ascii=False) for each in _LISTS}
        self.session.add(VisitRow(**values, self_check=token_hash(token)))
        self.session.flush()
        self.session.add_all(VisitDepartmentRow(visit=record.number, department=each) for each in record.asks_for)
        self.session.flush()

    def find(self, number: str, to_change: bool = False) -> VisitRecord | None:
        """The visit; another transaction that finds it to change it waits until this one is through."""
        row = self.session.get(VisitRow, number, with_for_update=to_change)
        return _record(row) if row else None

    def of(self, token: str) -> VisitRecord | None:
        """The self-check's visit, the newest one; cancelled ones count for nothing."""
        query = select(VisitRow).where(VisitRow.self_check == token_hash(token), VisitRow.status != "cancelled")
        row = self.session.scalars(query.order_by(VisitRow.requested_at.desc()).limit(1)).first()
        return _record(row) if row else None

    def standing(self, numbers: Iterable[str]) -> tuple[VisitRecord, ...]:
        """The visits with these numbers that are not cancelled."""
        query = select(VisitRow).where(VisitRow.number.in_(list(numbers)), VisitRow.status != "cancelled")
        return tuple(map(_record, self.session.scalars(query)))

    def cancelled(self, token: str) -> tuple[str, ...]:
        """The numbers of the self-check's visits that were taken back."""
        query = select(VisitRow.number).where(VisitRow.self_check == token_hash(token), VisitRow.status == "cancelled")
        return tuple(self.session.scalars(query.order_by(VisitRow.number)))

    def waiting(self) -> tuple[VisitRecord, ...]:
        """Those neither done nor cancelled, the oldest first."""
        query = select(VisitRow).where(VisitRow.status.in_(_WAITING)).order_by(VisitRow.requested_at)
        return tuple(map(_record, self.session.scalars(query)))

    def untaken(self, department: str, most: int, skip: int = 0) -> tuple[VisitRecord, ...]:
        """Those of `waiting` that no matter was made of and that ask for the department, or for any without one."""
        query = _untaken(select(VisitRow), department).order_by(VisitRow.requested_at, VisitRow.number)
        return tuple(map(_record, self.session.scalars(query.limit(most).offset(skip))))

    def count_untaken(self, department: str) -> int:
        return self.session.scalar(_untaken(select(func.count(VisitRow.number)), department)) or 0

    def move(self, number: str, status: str, now: datetime, planned_for: str | None = None) -> None:
        row = self._row(number)
        row.status, row.status_at = status, now
        if planned_for is not None:
            row.planned_for = planned_for

    def hand_over(self, number: str, assessment: str, now: datetime) -> None:
        """Puts another assessment of the same self-check in place of the one handed over, with the evidence so far."""
        row = self._row(number)
        row.assessment, row.handed_over_at = assessment, now

    def rate(self, number: str, rating: int, remark: str) -> None:
        row = self._row(number)
        row.rating, row.remark = rating, remark

    def _row(self, number: str) -> VisitRow:
        return self.session.get_one(VisitRow, number)


def _untaken(query: Select[Any], department: str) -> Select[Any]:
    taken = exists().where(MatterRow.visit == VisitRow.number)
    wanted = [asks_for(department)] if department else []
    return query.where(VisitRow.status.in_(_WAITING), ~taken, *wanted)


def asks_for(department: str) -> ColumnElement[bool]:
    """Whether a visit asks for the department."""
    row = VisitDepartmentRow
    return exists().where(row.visit == VisitRow.number, row.department == department).correlate(VisitRow)


def _record(row: VisitRow) -> VisitRecord:
    return record_of(VisitRecord, row, **{each: tuple(json.loads(getattr(row, each))) for each in _LISTS})
