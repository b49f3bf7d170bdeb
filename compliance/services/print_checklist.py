"""Printing a checklist from rule files and an answer sheet on disk, with no database."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from compliance.documents.matter import Matter
from compliance.services.decide_files import decide_files, rulebook_of
from compliance.services.issue_checklist import print_checklist
from compliance.settings import PROJECT


def print_files(
    kind: str,
    packs: Sequence[Path],
    answers: Path | None,
    discretion: Sequence[Path],
    as_of: date,
    acted_on: date | None,
) -> bytes:
    """The PDF of the checklist `kind`; raises ProblemsError for faulty files, NoDecisionError for lack of answers."""
    if answers is None:
        matter = Matter(rulebook=rulebook_of(packs, discretion), issued_on=as_of)
    else:
        decided = decide_files(packs, answers, discretion, as_of, acted_on)
        matter = Matter(decided.rulebook, issued_on=as_of, decision=decided.decision, sheet=decided.sheet)
    return print_checklist(PROJECT / "checklists", PROJECT / "templates", kind, matter)
