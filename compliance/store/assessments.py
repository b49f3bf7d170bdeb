"""The repository of assessments."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from compliance.store.hashes import token_hash
from compliance.store.records import AssessmentRecord, Inputs
from compliance.store.rulebooks import keep_rulebook, rulebook_texts
from compliance.store.tables import AssessmentRow


@dataclass(frozen=True, slots=True)
class Assessments:
    """Assessments by their tokens; none is ever changed."""

    session: Session

    def add(self, record: AssessmentRecord) -> None:
        inputs = record.inputs
        self.session.add(
            AssessmentRow(
                token_sha256=token_hash(record.token),
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

    def find(self, token: str) -> AssessmentRecord | None:
        """The assessment; raises ChangedTextsFault where its rule texts were changed."""
        row = self.session.get(AssessmentRow, token_hash(token))
        if row is None:
            return None
        return AssessmentRecord(
            token=token,
            created_at=row.created_at,
            inputs=Inputs(rulebook_texts(self.session, row.rulebook), row.sheet, row.as_of, row.acted_on),
            decision=row.decision,
            enterprise_name=row.enterprise_name,
            credit_code=row.credit_code,
            address=row.address,
        )
