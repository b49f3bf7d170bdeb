"""Printing a checklist from rule files and an answer sheet on disk; where it is issued, with a number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from compliance.documents.definitions import Definition, find_definition
from compliance.documents.matter import Matter
from compliance.documents.render import render, suffix_of
from compliance.rulepacks.rulebook import read_rulebook
from compliance.rulepacks.source import read_bytes
from compliance.services.decide_files import decide_files, rulebook_of
from compliance.services.enterprise import Enterprise
from compliance.services.issue_paper import Issued, Paper, check_numbered, issue_paper
from compliance.services.office import Office
from compliance.services.paper_laws import paper_laws
from compliance.settings import PROJECT
from compliance.store.deeds import Actor
from compliance.store.hashes import whole_hash


@dataclass(frozen=True, slots=True)
class Files:
    """What a paper is made from. `answers` None: it is about the rules alone; `acted_on` None: the day of `as_of`."""

    packs: Sequence[Path]
    answers: Path | None
    discretion: Sequence[Path]
    as_of: date
    acted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Particulars:
    """What isn't in the files. `items`: the only ones to print, by id; `enterprise`: whom the paper is for, by name."""

    items: tuple[str, ...] = ()
    enterprise: str = ""
    issuing_body: str = ""
    laws: Path | None = None


def print_files(kind: str, files: Files, output: Path, particulars: Particulars = Particulars()) -> bytes:
    """The checklist `kind`, in the format that the name of `output` ends in; nothing is written, and no database used.

    Raises UnknownFormatError, UnknownChecklistError, ProblemsError for faulty files, NoDecisionError without answers,
    NoVisitError, UnknownItemError, TooLongError.
    """
    definition, suffix = find_definition(PROJECT / "checklists", kind), suffix_of(output)
    return render(definition, _matter(definition, files, particulars), PROJECT / "templates", suffix)


def issue_files(
    office: Office, actor: Actor, kind: str, files: Files, output: Path, particulars: Particulars = Particulars()
) -> Issued:
    """The checklist `kind` as a PDF with a number, registered; asked for again with the same files, items and
    enterprise it is the same, and with others it has a number of its own.

    Raises NoNumberError, and what print_files raises.
    """
    definition, suffix = find_definition(PROJECT / "checklists", kind), suffix_of(output)
    check_numbered(definition, suffix)
    matter = _matter(definition, files, particulars)
    return issue_paper(office, actor, Paper(definition, matter, _about(matter, files, particulars)))


def _matter(definition: Definition, files: Files, particulars: Particulars) -> Matter:
    if files.answers is None:
        matter = Matter(rulebook_of(files.packs, files.discretion), issued_on=files.as_of)
    else:
        decided = decide_files(files.packs, files.answers, files.discretion, files.as_of, files.acted_on)
        matter = Matter(decided.rulebook, issued_on=files.as_of, decision=decided.decision, sheet=decided.sheet)
    register = PROJECT / "rules" / "statutes.yaml"
    return replace(
        matter,
        enterprise=Enterprise(name=particulars.enterprise) if particulars.enterprise else None,
        items=particulars.items,
        issuing_body=particulars.issuing_body,
        laws=paper_laws(definition, [read_rulebook([register] if register.exists() else [])], particulars.laws),
    )


def _about(matter: Matter, files: Files, particulars: Particulars) -> str:
    """A hash of the texts of the rules and the answers, byte for byte, the days, and whom the paper is for."""
    days = f"{files.as_of} {files.acted_on or files.as_of}"
    texts = whole_hash(file.text for file in matter.rulebook.files)
    answers = read_bytes(files.answers) if files.answers else b""
    return whole_hash([texts.encode(), answers, days.encode(), particulars.enterprise.encode("utf-8", "replace")])
