"""Reading a stored result: made again from what it was made from, and only shown where it is the same."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from compliance.documents.wording import STATUSES, verdict_text
from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.sheet import AnswerSheet
from compliance.errors import ComplianceError
from compliance.rulepacks.models import Status, Verdict
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.enterprise import Enterprise
from compliance.services.inputs import decide, decision_bytes, from_bytes
from compliance.services.office import Office
from compliance.store.records.checks import AssessmentRecord
from compliance.store.rulebooks import ChangedTextsFault


class NoSuchAssessment(ComplianceError):
    """No result is stored under the token."""

    def __init__(self, text: str = "没有找到这份自查结果：可能已经删除，或者网址不完整") -> None:
        super().__init__(text)


class StoredDecisionFault(Exception):
    """What is stored is not what is decided from it: it was changed, or rules are read otherwise than before."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A stored result: the `number`th of the self-check that the token opens. `created_at` is in UTC.

    `token` is empty where it was handed over: whoever reads it then can't open the self-check.
    """

    token: str
    id: str
    number: int
    reason: str
    created_at: datetime
    enterprise: Enterprise
    engine: Engine
    sheet: AnswerSheet
    decision: Decision

    @property
    def rulebook(self) -> Rulebook:
        """What it was decided under."""
        return self.engine.rulebook


@dataclass(frozen=True, slots=True)
class Past:
    """One of a self-check's results in short: how many items have which status, and what was said of each item."""

    number: int
    reason: str
    created_at: datetime
    counts: Mapping[str, int]
    said: Mapping[str, str]


def read_assessment(office: Office, token: str, number: int | None = None) -> Assessment:
    """The self-check's result with the number, the newest without.

    Raises NoSuchAssessment, and StoredDecisionFault where it can't be made again byte for byte.
    """
    try:
        with office.store.reading() as records:
            record = records.assessments.find(token, number)
    except ChangedTextsFault as fault:
        raise StoredDecisionFault("the stored rule texts were changed") from fault
    if record is None:
        raise NoSuchAssessment
    return made_again(office, record, token)


def has_result(office: Office, token: str) -> bool:
    """Whether the self-check has come to a result yet."""
    with office.store.reading() as records:
        return records.assessments.any(token)


def history(office: Office, token: str) -> tuple[Past, ...]:
    """The self-check's results, the oldest first; raises NoSuchAssessment where there is none."""
    with office.store.reading() as records:
        found = records.assessments.past(token)
    if not found:
        raise NoSuchAssessment
    return tuple(_past(*each) for each in found)


def _past(number: int, reason: str, created_at: datetime, decision: bytes) -> Past:
    findings = from_bytes(decision)["findings"]
    counts = Counter(finding["status"] for finding in findings)
    return Past(number, reason, created_at, counts, findings_in_words(decision))


def findings_in_words(decision: bytes) -> dict[str, str]:
    """What a stored decision said of each item, by its id."""
    return {finding["item"]: _in_words(finding) for finding in from_bytes(decision)["findings"]}


def _in_words(finding: Mapping[str, Any]) -> str:
    outcome = finding["outcome"] or {}
    return finding_text(finding["status"], outcome.get("verdict"), outcome.get("provisional", False))


def finding_text(status: Status, verdict: Verdict | None, provisional: bool = False) -> str:
    """«违反，可以不予处罚（依自述，以执法机关核实为准）»."""
    return f"{STATUSES[status]}，{verdict_text(verdict, provisional)}" if verdict else STATUSES[status]


def made_again(office: Office, record: AssessmentRecord, token: str = "") -> Assessment:
    """The result of the record; raises StoredDecisionFault where it can't be made again byte for byte."""
    try:
        engine = office.library.remake(record.inputs.rule_texts)
        sheet, decision = decide(engine, record.inputs)
    except (ComplianceError, ValueError) as error:  # nothing that the reader of a result could mend
        raise StoredDecisionFault("the stored rules or answers can't be read any more") from error
    if decision_bytes(decision) != record.decision:
        raise StoredDecisionFault("the stored decision is not what is decided from its rules and answers")
    enterprise = Enterprise(record.enterprise_name, record.credit_code, record.address)
    return Assessment(
        token, record.id, record.number, record.reason, record.created_at, enterprise, engine, sheet, decision
    )
