"""The repository of decisions on matters: a new one stands beside the old ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from compliance.store.matters import Wanted, narrowed
from compliance.store.records import DecisionRecord, Inputs, RulingRecord
from compliance.store.rulebooks import keep_rulebook, rulebook_texts
from compliance.store.tables import MatterDecisionRow, MatterRow, MatterRulingRow


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


ALL = Wanted()
"""Matters of every kind."""


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
        self.session.flush()

    def of(self, matter: str) -> tuple[DecisionRecord, ...]:
        """The matter's decisions, the oldest first; raises ChangedTextsFault where their rules were changed."""
        query = select(MatterDecisionRow).where(MatterDecisionRow.matter == matter).order_by(MatterDecisionRow.step)
        return tuple(map(self._record, self.session.scalars(query)))

    def at(self, matter: str, step: int) -> DecisionRecord | None:
        """The decision made at the step; raises ChangedTextsFault."""
        row = self.session.get(MatterDecisionRow, (matter, step))
        return self._record(row) if row else None

    def alike(self, fingerprints: Sequence[str], most: int | None, but: str = "", wanted: Wanted = ALL) -> list[Ended]:
        """The wanted matters that share a fingerprint: of each fingerprint and verdict the newest, `most` of them.

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
        return self._ended(narrowed(ranked, wanted), most)

    def split(self, most: int | None = None, skip: int = 0, wanted: Wanted = ALL) -> tuple[str, ...]:
        """The fingerprints that wanted matters share whose verdicts differ; the newest first, `most` after `skip`."""
        differ = func.min(MatterRulingRow.verdict) < func.max(MatterRulingRow.verdict)
        name = MatterRulingRow.fingerprint
        anywhere = select(name).where(*_NEWEST).group_by(name).having(differ)  # by the index alone
        query = narrowed(_ruled(name), wanted).where(name.in_(anywhere)).group_by(name).having(differ)
        query = query.order_by(func.max(MatterRow.opened_at).desc(), name).limit(most).offset(skip)
        return tuple(self.session.scalars(query))

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
            rulings=tuple(map(_ruling, self.session.scalars(query.order_by(MatterRulingRow.place)))),
        )


_NEWEST = (MatterRulingRow.newest, MatterRulingRow.verdict.is_not(None))


def _ruled(*columns: ColumnElement[Any] | Any) -> Select[Any]:
    """The rulings on violations of each matter's newest decision, beside their matters."""
    return select(*columns).join(MatterRow, MatterRow.number == MatterRulingRow.matter).where(*_NEWEST)


def _as_ended(row: MatterRulingRow, matter: MatterRow, made_at: datetime, alike: int) -> Ended:
    where = (matter.state, matter.department, matter.offered_to, matter.town)
    return Ended(row.matter, *where, made_at, alike, _ruling(row))


def _row(record: DecisionRecord, place: int, ruling: RulingRecord) -> MatterRulingRow:
    fine = None if ruling.fine is None else str(ruling.fine)
    values = {name: getattr(ruling, name) for name in _PLAIN}
    return MatterRulingRow(matter=record.matter, step=record.step, place=place, fine=fine, newest=True, **values)


def _ruling(row: MatterRulingRow) -> RulingRecord:
    fine = None if row.fine is None else Decimal(row.fine)
    return RulingRecord(fine=fine, **{name: getattr(row, name) for name in _PLAIN})


_PLAIN = ("item", "pack", "fingerprint", "status", "computed", "verdict", "reason")
