"""The repository of faults."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.store.hashes import token_hash
from compliance.store.records.checks import FaultRecord, Inputs
from compliance.store.rulebooks import keep_rulebook, rulebook_texts
from compliance.store.tables.checks import FaultRow


@dataclass(frozen=True, slots=True)
class Faults:
    """Decisions that failed, kept so that each can be seen again."""

    session: Session

    def add(self, record: FaultRecord) -> None:
        inputs = record.inputs
        self.session.add(
            FaultRow(
                created_at=record.created_at,
                rulebook=keep_rulebook(self.session, inputs.rule_texts),
                as_of=inputs.as_of,
                acted_on=inputs.acted_on,
                sheet=inputs.sheet,
                kind=record.kind,
                message=record.message.encode("utf-8", "backslashreplace"),
                self_check=token_hash(record.token) if record.token else None,
                matter=record.matter,
            )
        )

    def all(self) -> tuple[FaultRecord, ...]:
        """Every fault, the oldest first."""
        return tuple(map(self._record, self.session.scalars(select(FaultRow).order_by(FaultRow.id))))

    def _record(self, row: FaultRow) -> FaultRecord:
        inputs = Inputs(rulebook_texts(self.session, row.rulebook), row.sheet, row.as_of, row.acted_on)
        return FaultRecord(row.created_at, inputs, row.kind, row.message.decode(), matter=row.matter)
