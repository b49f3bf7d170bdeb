"""Filling in the form of a decision, and deciding by it."""

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.services.matters.case_form import CaseForm, ItemForm, Stage
from compliance.services.matters.cases import Case, Fact, read_case
from compliance.services.matters.computing import Computed, Verified, faults_kept
from compliance.services.matters.deciding import decide_matter
from compliance.services.matters.like_cases import Alike, like_cases
from compliance.services.matters.people import Officer
from compliance.services.matters.ruling_form import RulingForm
from compliance.services.office import Office
from compliance.services.self_check.fields import Typed
from compliance.services.self_check.pages import FieldView
from compliance.store.records.matters import DecisionRecord

SEEN = "seen"
"""The control that says what was shown: the mark of what was computed."""


@dataclass(frozen=True, slots=True)
class FilledIn:
    """The form as far as it got. What is computed, the rulings on it and the like cases are for the last stage."""

    case: Case
    facts: tuple[Fact, ...]
    unverified: tuple[str, ...]
    stage: Stage
    basics: tuple[FieldView, ...]
    items: tuple[ItemForm, ...] = ()
    verified: Verified | None = None
    computed: Computed | None = None
    rulings: Mapping[str, RulingForm] | None = None
    alike: Mapping[str, tuple[Alike, ...]] | None = None

    @property
    def flaws(self) -> tuple[FieldView, ...]:
        """The fields, asked so far, in which something is to be mended."""
        views = (*self.basics, *(view for item in self.items for view in item.views))
        return tuple(view for view in views if view.flaw)

    @property
    def can_be_decided(self) -> bool:
        return self.rulings is not None and not any(each.problems for each in self.rulings.values())


def fill_in(office: Office, officer: Officer, number: str, typed: Mapping[str, Typed]) -> FilledIn:
    """What is typed so far, and what follows from it; nothing typed: the form to begin with.

    Raises NoSuchMatter, NotYours, MatterStateError, and ProblemsError for answers from the site that don't suit the
    rules of today. An EngineFault is a bug; it is stored with its inputs before it is raised.
    """
    case = read_case(office, officer, number, computing=bool(typed))
    with faults_kept(office, officer, number):
        form = CaseForm(case, typed)
        filled = FilledIn(case, case.facts, case.unverified, form.stage, form.basics, form.items)
        if filled.stage != "rulings":
            return filled
        computed, rulings, verified = form.computed, form.rulings, form.verified
    alike = like_cases(office, officer, number, computed)
    head = (case, filled.facts, filled.unverified, filled.stage, filled.basics, filled.items)
    return FilledIn(*head, verified, computed, rulings, alike)


def decide_by(office: Office, officer: Officer, filled: FilledIn, typed: Mapping[str, Typed]) -> DecisionRecord:
    """Decides by a form that can be decided; raises as decide_matter, ChangedMeanwhile without the mark too."""
    assert filled.verified
    assert filled.rulings is not None
    rulings = {item: each.ruling for item, each in filled.rulings.items()}
    seen = "".join(typed.get(SEEN, ())) or "nothing"
    return decide_matter(office, officer, filled.case.matter.number, filled.verified, rulings, seen)
