"""Submitting a self-check: decided once, stored whole with all that it was decided from."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.durable import EngineFault
from compliance.services.enterprise import Enterprise
from compliance.services.inputs import decide, decision_bytes, to_bytes
from compliance.services.office import Office
from compliance.store.records import AssessmentRecord, FaultRecord, Inputs

NOBODY = Enterprise()


@dataclass(frozen=True, slots=True)
class DraftSheet:
    """What is submitted. `sheet` is what read_sheet takes; `acted_on` None: the day of the decision."""

    pack_ids: tuple[str, ...]
    sheet: Mapping[str, Any]
    enterprise: Enterprise = NOBODY
    acted_on: date | None = None


def submit_assessment(office: Office, draft: DraftSheet, as_of: date) -> str:
    """Decides, stores, and gives the token under which the result can be read.

    Raises UnknownPackError, EnterpriseError and ProblemsError for what the user can mend. An EngineFault is a bug;
    it is stored with its inputs before it is raised.
    """
    enterprise = draft.enterprise.validate()
    engine = office.library.select(draft.pack_ids)
    texts = tuple(file.text for file in engine.rulebook.files)
    inputs = Inputs(texts, to_bytes(draft.sheet), as_of, draft.acted_on or as_of)
    decision = _decide(office, engine, inputs)
    token = secrets.token_urlsafe(24)
    with office.store.writing() as records:
        records.assessments.add(
            AssessmentRecord(
                token=token,
                created_at=office.now(),
                inputs=inputs,
                decision=decision_bytes(decision),
                enterprise_name=enterprise.name,
                credit_code=enterprise.credit_code,
                address=enterprise.address,
            )
        )
    return token


def _decide(office: Office, engine: Engine, inputs: Inputs) -> Decision:
    try:
        _, decision = decide(engine, inputs)
    except EngineFault as fault:
        with office.store.writing() as records:
            records.faults.add(FaultRecord(office.now(), inputs, type(fault).__name__, str(fault)))
        raise
    return decision
