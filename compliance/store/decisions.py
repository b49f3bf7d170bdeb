"""The repository of decisions on matters: a new one stands beside the old ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from compliance.store.matters import seen
from compliance.store.records.checks import Inputs
from compliance.store.records.matters import DecisionRecord, RulingRecord
from compliance.store.rulebooks import keep_rulebook, rulebook_texts
from compliance.store.tables.matters import MatterDecisionRow, MatterRow, MatterRulingRow


class Ended(NamedTuple):
    """How a matter's newest decision, made at `made_at`, ruled on an item; the state, departments and town that the
    matter has; and how many are alike, itself included, and have the same verdict."""

    matter: str
    state: str
    department: str
    offered_to: str
    town: str
    made_at: datetime
    alike: int
    ruling: RulingRecord


class Decided(NamedTuple):
    """A decision in short: at which of the matter's steps and when it was made, and what it ruled."""

    step: int
    made_at: datetime
    rulings: tuple[RulingRecord, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions by the matters' numbers."""

    session: Session

    def add(self, record: DecisionRecord) -> None:
        """Keeps the decision; it is the matter's newest from now on."""
        inputs = record.inputs
        self.session.add(
            MatterDecisionRow(
                matter=record.matter,
                step=record.step,
                made_at=record.made_at,
                rulebook=keep_rulebook(self.session, inputs.rule_texts),
                as_of=inputs.as_of,
                acted_on=inputs.acted_on,
                sheet=inputs.sheet,
                decision=record.decision,
            )
        )
        older = update(MatterRulingRow).where(MatterRulingRow.matter == record.matter, MatterRulingRow.newest)
        self.session.execute(older.values(newest=False))
        self.session.add_all(_row(record, place, each) for place, each in enumerate(record.rulings))
        matter = self.session.get_one(MatterRow, record.matter)
        matter.decided_at, matter.acted_on = record.made_at, inputs.acted_on
        self.session.flush()

    def of(self, matter: str) -> tuple[DecisionRecord, ...]:
        """The matter's decisions, the oldest first; raises ChangedTextsFault where their rules were changed."""
        query = select(MatterDecisionRow).where(MatterDecisionRow.matter == matter).order_by(MatterDecisionRow.step)
        return tuple(map(self._record, self.session.scalars(query)))

    def until(self, matter: str, step: int) -> DecisionRecord | None:
        """The newest of those made up to the step; raises ChangedTextsFault where its rules were changed."""
        query = select(MatterDecisionRow).where(MatterDecisionRow.matter == matter, MatterDecisionRow.step <= step)
        row = self.session.scalars(query.order_by(MatterDecisionRow.step.desc()).limit(1)).first()
        return self._record(row) if row else None

    def of_newest(self, matter: str) -> Decided | None:
        """The newest in short, without all that it was made from."""
        query = select(MatterDecisionRow.step, MatterDecisionRow.made_at).where(MatterDecisionRow.matter == matter)
        newest = self.session.execute(query.order_by(MatterDecisionRow.step.desc()).limit(1)).first()
        if newest is None:
            return None
        rows = select(MatterRulingRow).where(MatterRulingRow.matter == matter, MatterRulingRow.step == newest.step)
        rulings = tuple(map(ruling_of, self.session.scalars(rows.order_by(MatterRulingRow.place))))
        return Decided(newest.step, newest.made_at, rulings)

    def alike(
        self, fingerprints: Sequence[str], most: int | None, but: str = "", department: str = "", town: str = ""
    ) -> list[Ended]:
        """The matters that share a fingerprint, of each fingerprint and verdict the newest, `most` of them: those that
        one of the department and town sees.

        They come by fingerprint, then by verdict, that of most cases first.
        """
        place = (MatterRulingRow.fingerprint, MatterRulingRow.verdict)
        newest_first = (MatterRow.opened_at.desc(), MatterRow.number.desc())
        ranked = _ruled(
            MatterRulingRow.matter,
            MatterRulingRow.step,
            MatterRulingRow.place,
            func.count().over(partition_by=place).label("alike"),
            func.row_number().over(partition_by=place, order_by=newest_first).label("rank"),
        )
        ranked = ranked.where(MatterRulingRow.fingerprint.in_(fingerprints), MatterRulingRow.matter != but)
        return self._ended(ranked.where(*seen(department, town)), most)

    def split(self, most: int | None = None, skip: int = 0, department: str = "", town: str = "") -> tuple[str, ...]:
        """The fingerprints that matters share whose verdicts differ, of those that one of the department and town sees;
        those of most matters first, `most` after `skip`."""
        name, scope = MatterRulingRow.fingerprint, seen(department, town)
        differ = func.min(MatterRulingRow.verdict) < func.max(MatterRulingRow.verdict)
        query = select(name).where(*_NEWEST).group_by(name).having(differ)  # by the index alone
        if scope:
            query = _ruled(name).where(name.in_(query), *scope).group_by(name).having(differ)
        return tuple(self.session.scalars(query.order_by(func.count().desc(), name).limit(most).offset(skip)))

    def _ended(self, ranked: Select[Any], most: int | None) -> list[Ended]:
        found = ranked.subquery()
        row = MatterRulingRow
        query = (
            select(row, MatterRow, MatterDecisionRow.made_at, found.c.alike)
            .join(found, (found.c.matter == row.matter) & (found.c.step == row.step) & (found.c.place == row.place))
            .join(MatterRow, MatterRow.number == row.matter)
            .join(MatterDecisionRow, (MatterDecisionRow.matter == row.matter) & (MatterDecisionRow.step == row.step))
            .order_by(row.fingerprint, found.c.alike.desc(), row.verdict, found.c.rank)
        )
        rows = self.session.execute(query if most is None else query.where(found.c.rank <= most))
        return [_as_ended(*each) for each in rows]

    def _record(self, row: MatterDecisionRow) -> DecisionRecord:
        query = select(MatterRulingRow).where(MatterRulingRow.matter == row.matter, MatterRulingRow.step == row.step)
        return DecisionRecord(
            matter=row.matter,
            step=row.step,
            made_at=row.made_at,
            inputs=Inputs(rulebook_texts(self.session, row.rulebook), row.sheet, row.as_of, row.acted_on),
            decision=row.decision,
            rulings=tuple(map(ruling_of, self.session.scalars(query.order_by(MatterRulingRow.place)))),
        )


_NEWEST = (MatterRulingRow.newest, MatterRulingRow.verdict.is_not(None))


def _ruled(*columns: ColumnElement[Any] | Any) -> Select[Any]:
    """The rulings on violations of each matter's newest decision, beside their matters."""
    return select(*columns).join(MatterRow, MatterRow.number == MatterRulingRow.matter).where(*_NEWEST)


def _as_ended(row: MatterRulingRow, matter: MatterRow, made_at: datetime, alike: int) -> Ended:
    where = (matter.state, matter.department, matter.offered_to, matter.town)
    return Ended(row.matter, *where, made_at, alike, ruling_of(row))


def _row(record: DecisionRecord, place: int, ruling: RulingRecord) -> MatterRulingRow:
    fine = None if ruling.fine is None else str(ruling.fine)
    values = {name: getattr(ruling, name) for name in _PLAIN}
    return MatterRulingRow(matter=record.matter, step=record.step, place=place, fine=fine, newest=True, **values)


def ruling_of(row: MatterRulingRow) -> RulingRecord:
    """The row as others know it."""
    fine = None if row.fine is None else Decimal(row.fine)
    return RulingRecord(fine=fine, **{name: getattr(row, name) for name in _PLAIN})


_PLAIN = ("item", "pack", "fingerprint", "status", "computed", "verdict", "reason")
