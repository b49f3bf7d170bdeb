"""Reading a stored result: made again from what it was made from, and only shown where it is the same."""

from dataclasses import dataclass
from datetime import datetime

from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.sheet import AnswerSheet
from compliance.errors import ComplianceError
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.enterprise import Enterprise
from compliance.services.inputs import decide, decision_bytes
from compliance.services.office import Office
from compliance.store.records import AssessmentRecord
from compliance.store.rulebooks import ChangedTextsFault


class NoSuchAssessment(ComplianceError):
    """No result is stored under the token."""


class StoredDecisionFault(Exception):
    """What is stored is not what is decided from it: it was changed, or rules are read otherwise than before."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A stored result. `created_at` is in UTC."""

    token: str
    created_at: datetime
    enterprise: Enterprise
    engine: Engine
    sheet: AnswerSheet
    decision: Decision

    @property
    def rulebook(self) -> Rulebook:
        """What it was decided under."""
        return self.engine.rulebook


def read_assessment(office: Office, token: str) -> Assessment:
    """The result; raises NoSuchAssessment, and StoredDecisionFault where it can't be made again byte for byte."""
    try:
        with office.store.reading() as records:
            record = records.assessments.find(token)
    except ChangedTextsFault as fault:
        raise StoredDecisionFault("the stored rule texts were changed") from fault
    if record is None:
        raise NoSuchAssessment("没有找到这份自查结果；请核对网址是否完整")
    return _made_again(office, record)


def _made_again(office: Office, record: AssessmentRecord) -> Assessment:
    try:
        engine = office.library.remake(record.inputs.rule_texts)
        sheet, decision = decide(engine, record.inputs)
    except (ComplianceError, ValueError) as error:  # nothing that the reader of a result could mend
        raise StoredDecisionFault("the stored rules or answers can't be read any more") from error
    if decision_bytes(decision) != record.decision:
        raise StoredDecisionFault("the stored decision is not what is decided from its rules and answers")
    enterprise = Enterprise(record.enterprise_name, record.credit_code, record.address)
    return Assessment(record.token, record.created_at, enterprise, engine, sheet, decision)
