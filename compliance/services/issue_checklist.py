"""Papers to hand over."""

from pathlib import Path

from compliance.documents.definitions import find_definition
from compliance.documents.matter import Matter
from compliance.documents.render import render
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment


def issue_checklist(office: Office, token: str, kind: str = "guidance", suffix: str = "pdf") -> bytes:
    """The paper of a stored result, in the format `suffix`; raises NoSuchAssessment, UnknownChecklistError."""
    assessment = read_assessment(office, token)
    matter = Matter(
        rulebook=assessment.rulebook,
        issued_on=assessment.decision.as_of,
        decision=assessment.decision,
        sheet=assessment.sheet,
        enterprise=assessment.enterprise,
        link=f"{office.settings.public_url}/results/{token}",
    )
    return print_checklist(office.settings.checklists, office.settings.templates, kind, matter, suffix)


def print_checklist(checklists: Path, templates: Path, kind: str, matter: Matter, suffix: str = "pdf") -> bytes:
    """The checklist `kind` about the matter, in the format `suffix`; raises UnknownChecklistError, NoDecisionError."""
    return render(find_definition(checklists, kind), matter, templates, suffix)
