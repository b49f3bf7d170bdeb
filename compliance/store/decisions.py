"""The repository of decisions on matters: a new one stands beside the old ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from compliance.store.records import DecisionRecord, Inputs, RulingRecord
from compliance.store.rulebooks import keep_rulebook, rulebook_texts
from compliance.store.tables import MatterDecisionRow, MatterRow, MatterRulingRow


class Ended(NamedTuple):
    """How a matter's newest decision ruled on an item, and the state that the matter is in."""

    matter: str
    state: str
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
        self.session.add_all(_row(record, place, each) for place, each in enumerate(record.rulings))
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

    def like(self, fingerprints: Sequence[str], but: str = "") -> tuple[Ended, ...]:
        """How the other matters ended that share a fingerprint, the newest first; one's newest decision counts."""
        query = _newest().where(MatterRulingRow.fingerprint.in_(fingerprints), MatterRulingRow.matter != but)
        return self._ended(query.order_by(MatterRow.opened_at.desc(), MatterRow.number, MatterRulingRow.place))

    def differing(self) -> tuple[Ended, ...]:
        """All matters whose fingerprints others share that were ruled on otherwise, those alike beside each other."""
        newest = _newest().subquery()
        alike = select(newest.c.fingerprint).group_by(newest.c.fingerprint)
        split = alike.having(func.count(newest.c.verdict.distinct()) > 1)
        query = _newest().where(MatterRulingRow.fingerprint.in_(split))
        return self._ended(query.order_by(MatterRulingRow.fingerprint, MatterRulingRow.verdict, MatterRow.number))

    def _ended(self, query: Select[MatterRulingRow, str]) -> tuple[Ended, ...]:
        return tuple(Ended(row.matter, state, ruling_of(row)) for row, state in self.session.execute(query))

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


def _newest() -> Select[MatterRulingRow, str]:
    """The rulings on violations of each matter's newest decision, with the matters' states."""
    last = select(func.max(MatterDecisionRow.step)).where(MatterDecisionRow.matter == MatterRulingRow.matter)
    return (
        select(MatterRulingRow, MatterRow.state)
        .join(MatterRow, MatterRow.number == MatterRulingRow.matter)
        .where(MatterRulingRow.step == last.scalar_subquery(), MatterRulingRow.verdict.is_not(None))
    )


def _row(record: DecisionRecord, place: int, ruling: RulingRecord) -> MatterRulingRow:
    fine = None if ruling.fine is None else str(ruling.fine)
    values = {name: getattr(ruling, name) for name in _PLAIN}
    return MatterRulingRow(matter=record.matter, step=record.step, place=place, fine=fine, **values)


def ruling_of(row: MatterRulingRow) -> RulingRecord:
    """The row as others know it."""
    fine = None if row.fine is None else Decimal(row.fine)
    return RulingRecord(fine=fine, **{name: getattr(row, name) for name in _PLAIN})


_PLAIN = ("item", "pack", "fingerprint", "status", "computed", "verdict", "reason")
