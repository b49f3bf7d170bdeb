"""Deciding what was filled in, and storing the result with the self-check."""

from compliance.services.inputs import to_bytes
from compliance.services.office import Office
from compliance.services.self_check.pages import SelfCheck
from compliance.services.submit_assessment import DraftSheet, Reason, submit_assessment


def finish_check(office: Office, token: str, check: SelfCheck, mended: bool = False) -> int:
    """Decides and gives the result's number; raises what submit_assessment raises.

    `mended`: whether it is decided again because something was mended since.
    """
    draft = DraftSheet(check.chosen, check.answers.sheet, check.answers.enterprise)
    reason: Reason = "mended" if mended else "rules" if _only_rules_differ(office, token, check) else "submitted"
    return submit_assessment(office, token, draft, check.as_of, reason)


def _only_rules_differ(office: Office, token: str, check: SelfCheck) -> bool:
    """Whether the newest result is of the same answers and of other rules."""
    with office.store.reading() as records:
        last = records.assessments.find(token)
    if last is None or last.inputs.rule_texts == check.rulebook.texts:
        return False
    return last.inputs.sheet == to_bytes(check.answers.sheet)
