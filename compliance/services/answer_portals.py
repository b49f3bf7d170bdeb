"""Deciding and printing for other programs: answers come in, a decision or a paper goes out, and nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from compliance.documents.definitions import find_definition
from compliance.documents.matter import Matter
from compliance.documents.render import render
from compliance.engine.sheet import read_sheet
from compliance.services.decide_files import Decided
from compliance.services.enterprise import Enterprise
from compliance.services.office import Office
from compliance.services.paper_laws import paper_laws


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be decided. `ids`: of packs, or of one visit; `sheet` is what read_sheet takes, None: no answers.

    `as_of` None: today; `acted_on` None: the same day.
    """

    ids: tuple[str, ...]
    sheet: Mapping[str, Any] | None = None
    as_of: date | None = None
    acted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The paper that is wanted. `items`: the only ones that it is about, by id; none: all of them."""

    kind: str
    suffix: str = "pdf"
    items: tuple[str, ...] = ()
    enterprise: Enterprise | None = None


def decide_case(office: Office, case: Case) -> Decided:
    """The decision under the shipped rules; raises UnknownPackError, and ProblemsError for answers to be mended."""
    engine = office.library.select(case.ids)
    sheet = read_sheet(case.sheet or {}, engine.rulebook)
    return Decided(engine, sheet, engine.decide(sheet, case.as_of or office.today(), case.acted_on))


def print_case(office: Office, case: Case, wanted: Wanted) -> bytes:
    """The paper, not on record: with no number, and who issues it is left to be written by hand, since anybody may ask.

    Raises what decide_case does, EnterpriseError, UnknownChecklistError, NoDecisionError, NoVisitError,
    UnknownItemError and TooLongError.
    """
    definition = find_definition(office.settings.checklists, wanted.kind)
    about = replace(
        _matter(office, case),
        enterprise=wanted.enterprise and wanted.enterprise.validate(),
        items=wanted.items,
        laws=paper_laws(definition, [office.library.rulebook], office.settings.laws),
    )
    return render(definition, about, office.settings.templates, wanted.suffix)


def _matter(office: Office, case: Case) -> Matter:
    day = case.as_of or office.today()
    if case.sheet is None:
        return Matter(office.library.select(case.ids).rulebook, issued_on=day)
    decided = decide_case(office, case)
    return Matter(decided.rulebook, issued_on=day, decision=decided.decision, sheet=decided.sheet)
