"""The repository of decisions on matters: a new one stands beside the old ones."""

from collections.abc import Sequence
from dataclasses import dataclass
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
        matter = self.session.get_one(MatterRow, record.matter)
        matter.decided_step, matter.decided_at, matter.acted_on = record.step, record.made_at, inputs.acted_on
        self.session.flush()

    def of(self, matter: str) -> tuple[DecisionRecord, ...]:
        """The matter's decisions, the oldest first; raises ChangedTextsFault where their rules were changed."""
        query = select(MatterDecisionRow).where(MatterDecisionRow.matter == matter).order_by(MatterDecisionRow.step)
        return tuple(map(self._record, self.session.scalars(query)))

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
        return tuple(Ended(row.matter, state, _ruling(row)) for row, state in self.session.execute(query))

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


def _ruling(row: MatterRulingRow) -> RulingRecord:
    fine = None if row.fine is None else Decimal(row.fine)
    return RulingRecord(fine=fine, **{name: getattr(row, name) for name in _PLAIN})


_PLAIN = ("item", "pack", "fingerprint", "status", "computed", "verdict", "reason")
