"""Submitting a self-check: decided, and stored whole with all that it was decided from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.durable import EngineFault
from compliance.services.enterprise import Enterprise
from compliance.services.inputs import decide, decision_bytes, to_bytes
from compliance.services.office import Office
from compliance.services.self_check.keep import NoSuchSelfCheck
from compliance.store.records.checks import AssessmentRecord, FaultRecord, Inputs

NOBODY = Enterprise()
Reason = Literal["submitted", "mended", "rules"]
"""Why a self-check is decided: its questions were answered, something was mended, or the rules changed."""


@dataclass(frozen=True, slots=True)
class DraftSheet:
    """What is submitted. `sheet` is what read_sheet takes; `acted_on` None: the day of the decision."""

    pack_ids: tuple[str, ...]
    sheet: Mapping[str, Any]
    enterprise: Enterprise = NOBODY
    acted_on: date | None = None


def submit_assessment(office: Office, token: str, draft: DraftSheet, as_of: date, reason: Reason = "submitted") -> int:
    """Decides, stores with the self-check that the token opens, and gives the result's number among its results: the
    newest one's where it comes from the same, as on a second click.

    Raises NoSuchSelfCheck, UnknownPackError, EnterpriseError and ProblemsError for what the user can mend. An
    EngineFault is a bug; it is stored with its inputs before it is raised.
    """
    enterprise = draft.enterprise.validate()
    engine = office.library.select(draft.pack_ids)
    inputs = Inputs(engine.rulebook.texts, to_bytes(draft.sheet), as_of, draft.acted_on or as_of)
    decision = _decide(office, token, engine, inputs)
    record = AssessmentRecord(
        id="",
        number=0,
        reason=reason,
        created_at=office.now(),
        inputs=inputs,
        decision=decision_bytes(decision),
        enterprise_name=enterprise.name,
        credit_code=enterprise.credit_code,
        address=enterprise.address,
    )
    with office.store.writing() as records:
        if not records.self_checks.hold(token, record.created_at):
            raise NoSuchSelfCheck
        last = records.assessments.find(token)
        return last.number if last and _same(last, record) else records.assessments.add(token, record)


def _same(last: AssessmentRecord, new: AssessmentRecord) -> bool:
    """Whether both come from the same; why each was asked for makes no difference."""
    return replace(new, id=last.id, number=last.number, reason=last.reason, created_at=last.created_at) == last


def _decide(office: Office, token: str, engine: Engine, inputs: Inputs) -> Decision:
    try:
        _, decision = decide(engine, inputs)
    except EngineFault as fault:
        with office.store.writing() as records:
            if records.self_checks.hold(token, office.now()):  # what was deleted meanwhile must not come back
                records.faults.add(FaultRecord(office.now(), inputs, type(fault).__name__, str(fault), token))
        raise
    return decision
