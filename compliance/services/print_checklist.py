"""Printing a checklist from rule files and an answer sheet on disk, with no database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from compliance.documents.definitions import find_definition
from compliance.documents.matter import Matter
from compliance.documents.render import render, suffix_of
from compliance.rulepacks.rulebook import read_rulebook
from compliance.services.decide_files import decide_files, rulebook_of
from compliance.services.enterprise import Enterprise
from compliance.services.paper_laws import paper_laws
from compliance.settings import PROJECT


@dataclass(frozen=True, slots=True)
class Particulars:
    """What isn't in the files. `items`: the only ones to print, by id; `enterprise`: whom the paper is for, by name."""

    items: tuple[str, ...] = ()
    enterprise: str = ""
    issuing_body: str = ""
    laws: Path | None = None


def print_files(
    kind: str,
    packs: Sequence[Path],
    answers: Path | None,
    discretion: Sequence[Path],
    as_of: date,
    acted_on: date | None,
    output: Path,
    particulars: Particulars = Particulars(),
) -> bytes:
    """The checklist `kind`, in the format that the name of `output` ends in; nothing is written.

    Raises UnknownFormatError, UnknownChecklistError, ProblemsError for faulty files, NoDecisionError without answers,
    NoVisitError, UnknownItemError, TooLongError.
    """
    definition, suffix = find_definition(PROJECT / "checklists", kind), suffix_of(output)
    if answers is None:
        matter = Matter(rulebook=rulebook_of(packs, discretion), issued_on=as_of)
    else:
        decided = decide_files(packs, answers, discretion, as_of, acted_on)
        matter = Matter(decided.rulebook, issued_on=as_of, decision=decided.decision, sheet=decided.sheet)
    register = PROJECT / "rules" / "statutes.yaml"
    whole = replace(
        matter,
        items=particulars.items,
        enterprise=Enterprise(name=particulars.enterprise) if particulars.enterprise else None,
        issuing_body=particulars.issuing_body,
        laws=paper_laws(definition, [read_rulebook([register] if register.exists() else [])], particulars.laws),
    )
    return render(definition, whole, PROJECT / "templates", suffix)
