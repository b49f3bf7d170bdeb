"""Deciding what was filled in, and storing the result with the self-check."""

from compliance.services.enterprise import Enterprise
from compliance.services.inputs import to_bytes
from compliance.services.office import Office
from compliance.services.self_check.pages import SelfCheck
from compliance.services.submit_assessment import DraftSheet, Reason, submit_assessment
from compliance.store.records import AssessmentRecord, Inputs


def finish_check(office: Office, token: str, check: SelfCheck, mended: bool = False) -> int:
    """Decides and gives the result's number; the newest result's where nothing changed since, as on a second click.

    Raises what submit_assessment raises.
    """
    draft = DraftSheet(check.chosen, check.answers.sheet, check.answers.enterprise)
    inputs = Inputs(check.rulebook.texts, to_bytes(draft.sheet), check.as_of, check.as_of)
    with office.store.reading() as records:
        last = records.assessments.find(token)
    if last and (last.inputs, _enterprise(last)) == (inputs, draft.enterprise.validate()):
        return last.number
    reason: Reason = (
        "mended" if mended else "rules" if last and _only_rules_differ(last.inputs, inputs) else "submitted"
    )
    return submit_assessment(office, token, draft, check.as_of, reason)


def _enterprise(record: AssessmentRecord) -> Enterprise:
    return Enterprise(record.enterprise_name, record.credit_code, record.address)


def _only_rules_differ(old: Inputs, new: Inputs) -> bool:
    return old.rule_texts != new.rule_texts and old.sheet == new.sheet
