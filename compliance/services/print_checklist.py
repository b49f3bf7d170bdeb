"""Printing a checklist from rule files and an answer sheet on disk, with no database."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from compliance.documents.definitions import find_definition
from compliance.documents.matter import Matter
from compliance.documents.render import render, suffix_of
from compliance.services.decide_files import decide_files, rulebook_of
from compliance.settings import PROJECT


def print_files(
    kind: str,
    packs: Sequence[Path],
    answers: Path | None,
    discretion: Sequence[Path],
    as_of: date,
    acted_on: date | None,
    output: Path,
) -> bytes:
    """The checklist `kind`, in the format that the name of `output` ends in; nothing is written.

    Raises UnknownFormatError, UnknownChecklistError, ProblemsError for faulty files, NoDecisionError without answers.
    """
    definition, suffix = find_definition(PROJECT / "checklists", kind), suffix_of(output)
    if answers is None:
        matter = Matter(rulebook=rulebook_of(packs, discretion), issued_on=as_of)
    else:
        decided = decide_files(packs, answers, discretion, as_of, acted_on)
        matter = Matter(decided.rulebook, issued_on=as_of, decision=decided.decision, sheet=decided.sheet)
    return render(definition, matter, PROJECT / "templates", suffix)
