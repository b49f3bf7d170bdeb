"""Giving papers their numbers: registered, and the same whenever they are asked for again."""

from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import quote

from compliance.documents.definitions import Definition
from compliance.documents.matter import Matter
from compliance.documents.render import render
from compliance.errors import ComplianceError
from compliance.services.office import Office
from compliance.settings import Settings
from compliance.store.deeds import Actor, Deed
from compliance.store.hashes import matter_hash
from compliance.store.records.papers import DocumentRecord


class ChangedPaperError(ComplianceError):
    """A paper that no longer comes out as it was issued."""


class NoNumberError(ComplianceError):
    """A paper that can't be issued, since its kind or its format has no number."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to issue. `about`: a hash of all that it tells of but the choice of items; `assessment`: the id of the
    stored result that it tells of, if it does. `latest`: it tells of something that goes on, so that one with other
    items takes its place."""

    definition: Definition
    matter: Matter
    about: str
    assessment: str | None = None
    latest: bool = False

    @property
    def key(self) -> str:
        """What it is about, as the register has it: at most one paper with the same is in force."""
        return matter_hash(self.definition.id, self.about, () if self.latest else self.matter.items)


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper's number, and its file: a PDF, signed where papers are."""

    number: str
    file: bytes


@dataclass(frozen=True, slots=True)
class Issuing:
    """The installation that numbers and registers papers, and who issues them; for processes that open it anew."""

    settings: Settings
    actor: Actor


def check_numbered(definition: Definition, suffix: str) -> None:
    """Raises NoNumberError where papers of the kind, or in the format, can't be issued."""
    if definition.number is None:
        raise NoNumberError(f"《{definition.plain_title}》不编号，不能登记；请去掉 --issue")
    if suffix != "pdf":
        raise NoNumberError(f"编号登记的只有 PDF，不能是 .{suffix}；请换成 PDF，或者去掉 --issue")


def issue_paper(office: Office, actor: Actor, paper: Paper) -> Issued:
    """The paper, numbered and registered; its definition must say how it is numbered.

    Asked for again, it is made again and must come out as it was, with the signature that it got then; where the
    program or the templates have changed meanwhile, a paper with a new number takes its place.
    """
    record = _taken(office, actor, paper)
    while True:
        plain = _made(office, paper, record)
        if record.sha256 is None:
            record = _registered(office, actor, record, plain)
        file = plain + (record.signature or b"")
        if sha256(file).hexdigest() == record.sha256:
            return Issued(record.number, file)
        record = _taken(office, actor, paper, instead_of=record.number)


def made_again(office: Office, paper: Paper, record: DocumentRecord) -> bytes:
    """The file that was issued under the record; nothing is registered. Raises ChangedPaperError."""
    file = _made(office, paper, record) + (record.signature or b"")
    if sha256(file).hexdigest() != record.sha256:
        raise ChangedPaperError(f"{record.number} 出具以后，内容或者样式有了变化，印不出原来的那一份；请重新出具")
    return file


def verify_address(office: Office, number: str) -> str:
    """Where anybody can see whether a paper with the number is ours."""
    return f"{office.settings.public_url}/verify/{quote(number, safe='')}"


def _made(office: Office, paper: Paper, record: DocumentRecord) -> bytes:
    link = verify_address(office, record.number)
    matter = replace(paper.matter, number=record.number, link=link, issued_on=record.issued_on)
    return render(paper.definition, matter, office.settings.templates)


def _registered(office: Office, actor: Actor, record: DocumentRecord, plain: bytes) -> DocumentRecord:
    """The paper as it is on record now: with this file, signed, or with that of another process that was first."""
    signature = office.sign(plain, record.created_at)
    with office.store.writing() as records:
        made, first = records.documents.made(record.number, sha256(plain + signature).hexdigest(), signature)
        if first:
            records.tell(office.now(), actor, Deed.DOCUMENT_ISSUED, record.number, kind=record.kind)
    return made


def _taken(office: Office, actor: Actor, paper: Paper, instead_of: str | None = None) -> DocumentRecord:
    """The paper in force about the matter, or a new number; taken in a transaction of its own, since making the paper
    takes long, and a number taken for a paper that then fails is used when it is asked for again."""
    definition = paper.definition
    with office.store.writing() as records:
        current = records.documents.current(paper.key)
        if current and current.number != instead_of:
            return current
        today = office.today()
        count = records.documents.count_on(f"{definition.id} {today.year}")
        number = _spelled(definition, today.year, count)
        record = DocumentRecord(
            number, definition.id, definition.title, today, office.now(), paper.key, paper.assessment
        )
        records.documents.add(record)
        if instead_of:
            records.documents.replace(instead_of, number)
            records.tell(office.now(), actor, Deed.DOCUMENT_REPLACED, instead_of, by=number)
        return record


def _spelled(definition: Definition, year: int, count: int) -> str:
    return (definition.number or "").replace("{年}", str(year)).replace("{序号}", str(count))
