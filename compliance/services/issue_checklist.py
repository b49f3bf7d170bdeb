"""Papers to hand over: numbered, registered, and the same whenever they are asked for again."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from compliance.documents.definitions import Definition, find_definition
from compliance.documents.matter import Matter
from compliance.documents.render import render
from compliance.services.office import Office
from compliance.services.paper_laws import paper_laws
from compliance.services.read_assessment import Assessment, read_assessment
from compliance.store.records import DocumentRecord


def issue_checklist(
    office: Office, token: str, kind: str = "guidance", suffix: str = "pdf", number: int | None = None
) -> bytes:
    """The paper of a stored result, in the format `suffix`: of the self-check's newest, or that with the number.

    Raises NoSuchAssessment, UnknownChecklistError.

    A PDF is numbered and registered: asked for again, it is made again and must come out as it was, with the signature
    that it got then; where the program or the templates have changed meanwhile, a paper with a new number takes its
    place. What can be edited has none.
    """
    assessment = read_assessment(office, token, number)
    definition = find_definition(office.settings.checklists, kind)
    matter = Matter(
        rulebook=assessment.rulebook,
        issued_on=assessment.decision.as_of,
        decision=assessment.decision,
        sheet=assessment.sheet,
        enterprise=assessment.enterprise,
        issuing_body=office.settings.issuing_body,
        laws=paper_laws(definition, [office.library.rulebook], office.settings.laws),
    )

    def make(record: DocumentRecord) -> bytes:
        numbered = replace(matter, number=record.number, link=verify_address(office, record.number))
        return render(definition, replace(numbered, issued_on=record.issued_on), office.settings.templates)

    if definition.number is None or suffix != "pdf":
        return render(definition, matter, office.settings.templates, suffix)
    return _issue(office, assessment, definition, make)


def verify_address(office: Office, number: str) -> str:
    """Where anybody can see whether a paper with the number is ours."""
    return f"{office.settings.public_url}/verify/{quote(number, safe='')}"


def print_checklist(checklists: Path, templates: Path, kind: str, matter: Matter, suffix: str = "pdf") -> bytes:
    """The checklist `kind` about the matter, in the format `suffix`; raises UnknownChecklistError, NoDecisionError."""
    return render(find_definition(checklists, kind), matter, templates, suffix)


def _issue(
    office: Office, assessment: Assessment, definition: Definition, make: Callable[[DocumentRecord], bytes]
) -> bytes:
    """The paper with its signature; signed once, and made again from the signature that is kept."""
    record = _taken(office, assessment, definition)
    while True:
        plain = make(record)
        if record.sha256 is None:
            record = _registered(office, record, plain)
        paper = plain + (record.signature or b"")
        if sha256(paper).hexdigest() == record.sha256:
            return paper
        record = _taken(office, assessment, definition, instead_of=record.number)


def _registered(office: Office, record: DocumentRecord, plain: bytes) -> DocumentRecord:
    """The paper as it is on record now: with this file, signed, or with that of another process that was first."""
    signature = office.sign(plain, record.created_at)
    with office.store.writing() as records:
        return records.documents.made(record.number, sha256(plain + signature).hexdigest(), signature)


def _taken(
    office: Office, assessment: Assessment, definition: Definition, instead_of: str | None = None
) -> DocumentRecord:
    """The paper in force about the assessment, or a new number; taken in a transaction of its own, since making the
    paper takes long, and a number taken for a paper that then fails is used when it is asked for again."""
    with office.store.writing() as records:
        current = records.documents.current(assessment.id, definition.id)
        if current and current.number != instead_of:
            return current
        today = office.today()
        count = records.documents.count_on(f"{definition.id} {today.year}")
        number = _spelled(definition, today.year, count)
        record = DocumentRecord(number, definition.id, definition.title, today, office.now(), assessment.id)
        records.documents.add(record)
        if instead_of:
            records.documents.replace(instead_of, number)
        return record


def _spelled(definition: Definition, year: int, count: int) -> str:
    return (definition.number or "").replace("{年}", str(year)).replace("{序号}", str(count))
