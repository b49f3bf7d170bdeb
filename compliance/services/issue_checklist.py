"""Papers of stored results."""

from compliance.documents.definitions import find_definition
from compliance.documents.matter import Matter
from compliance.documents.render import render
from compliance.services.issue_paper import Paper, issue_paper
from compliance.services.office import Office
from compliance.services.paper_laws import paper_laws
from compliance.services.read_assessment import read_assessment
from compliance.store.deeds import ENTERPRISE


def issue_checklist(
    office: Office,
    token: str,
    kind: str = "guidance",
    suffix: str = "pdf",
    number: int | None = None,
    items: tuple[str, ...] = (),
) -> bytes:
    """The paper of a self-check's result for whoever has its token, in the format `suffix`: of the newest, or that with
    the number; `items`: the only ones that it is about, by id.

    A PDF is numbered and registered where its definition says how; what can be edited has no number. Raises
    NoSuchAssessment, UnknownChecklistError, NoDecisionError and UnknownItemError.
    """
    assessment = read_assessment(office, token, number)
    definition = find_definition(office.settings.checklists, kind)
    matter = Matter(
        rulebook=assessment.rulebook,
        issued_on=assessment.decision.as_of,
        decision=assessment.decision,
        sheet=assessment.sheet,
        enterprise=assessment.enterprise,
        items=items,
        issuing_body=office.settings.issuing_body,
        laws=paper_laws(definition, [office.library.rulebook], office.settings.laws),
    )
    if definition.number is None or suffix != "pdf":
        return render(definition, matter, office.settings.templates, suffix)
    return issue_paper(office, ENTERPRISE, Paper(definition, matter, assessment.id, assessment.id)).file
