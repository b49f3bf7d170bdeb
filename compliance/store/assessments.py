"""The repository of assessments."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from compliance.store.hashes import token_hash
from compliance.store.records.checks import AssessmentRecord, Inputs
from compliance.store.rulebooks import keep_rulebook, rulebook_texts
from compliance.store.tables.checks import AssessmentRow, VisitRow

_LARGEST = 2**31 - 1  # what databases can compare a number with; nobody gets as far


@dataclass(frozen=True, slots=True)
class Assessments:
    """Assessments of self-checks, by the self-checks' tokens; none is ever changed."""

    session: Session

    def add(self, token: str, record: AssessmentRecord) -> int:
        """Keeps a new assessment of a self-check that this transaction holds, and gives it the next number.

        The record's own `id` and `number` are not read.
        """
        of = token_hash(token)
        last = self.session.scalar(select(func.max(AssessmentRow.number)).where(AssessmentRow.self_check == of)) or 0
        inputs = record.inputs
        self.session.add(
            AssessmentRow(
                id=secrets.token_hex(32),
                self_check=of,
                number=last + 1,
                reason=record.reason,
                created_at=record.created_at,
                rulebook=keep_rulebook(self.session, inputs.rule_texts),
                as_of=inputs.as_of,
                acted_on=inputs.acted_on,
                sheet=inputs.sheet,
                decision=record.decision,
                enterprise_name=record.enterprise_name,
                credit_code=record.credit_code,
                address=record.address,
            )
        )
        self.session.flush()
        return last + 1

    def find(self, token: str, number: int | None = None) -> AssessmentRecord | None:
        """The assessment with the number, the newest without; raises ChangedTextsFault where its rules were changed."""
        query = select(AssessmentRow).where(AssessmentRow.self_check == token_hash(token))
        if number is not None:
            query = query.where(AssessmentRow.number == min(number, _LARGEST))
        row = self.session.scalars(query.order_by(AssessmentRow.number.desc()).limit(1)).first()
        return self._record(row) if row else None

    def handed_over(self, visit: str) -> AssessmentRecord | None:
        """What was handed over for the visit with the number, as long as it is not cancelled."""
        query = select(AssessmentRow).join(VisitRow, VisitRow.assessment == AssessmentRow.id)
        row = self.session.scalars(query.where(VisitRow.number == visit, VisitRow.status != "cancelled")).first()
        return self._record(row) if row else None

    def any(self, token: str) -> bool:
        """Whether the self-check has an assessment."""
        query = select(AssessmentRow.number).where(AssessmentRow.self_check == token_hash(token))
        return self.session.scalars(query.limit(1)).first() is not None

    def past(self, token: str) -> tuple[tuple[int, str, datetime, bytes], ...]:
        """Number, reason, time and decision of each of the self-check's, the oldest first."""
        columns = select(AssessmentRow.number, AssessmentRow.reason, AssessmentRow.created_at, AssessmentRow.decision)
        query = columns.where(AssessmentRow.self_check == token_hash(token)).order_by(AssessmentRow.number)
        return tuple((row.number, row.reason, row.created_at, row.decision) for row in self.session.execute(query))

    def _record(self, row: AssessmentRow) -> AssessmentRecord:
        return AssessmentRecord(
            id=row.id,
            number=row.number,
            reason=row.reason,
            created_at=row.created_at,
            inputs=Inputs(rulebook_texts(self.session, row.rulebook), row.sheet, row.as_of, row.acted_on),
            decision=row.decision,
            enterprise_name=row.enterprise_name,
            credit_code=row.credit_code,
            address=row.address,
        )
