"""A matter as somebody decides on it: what is at hand before anything is typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from compliance.documents.reasons import answer_text
from compliance.engine.decide import Engine
from compliance.engine.sheet import AnswerSheet, read_sheet
from compliance.services.history.past import Past
from compliance.services.inputs import to_bytes
from compliance.services.matters.computing import Verified, failing_on, past_of_matter, sheet_of
from compliance.services.matters.machine import allowed
from compliance.services.matters.moving import not_now, standing_for
from compliance.services.matters.people import Officer, check_may, workflow_of
from compliance.services.office import Office
from compliance.services.read_assessment import findings_in_words
from compliance.services.self_check.steps import gathered
from compliance.services.walks.answers import verified_answers, walked_packs
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.records.checks import Inputs
from compliance.store.records.matters import MatterRecord


class Fact(NamedTuple):
    """What was asked on site, and what was seen, in words."""

    ask: str
    answer: str


@dataclass(frozen=True)
class Case:
    """`answers` are those verified on site, `packs` the ids of what is decided; `claimed` is what the enterprise's own
    check said of each item, by its id, empty where it handed none over."""

    office: Office
    matter: MatterRecord
    past: Past
    claimed: Mapping[str, str]
    answers: Mapping[str, Any]
    packs: tuple[str, ...]

    @cached_property
    def engine(self) -> Engine:
        """That of the rules of today; raises UnknownPackError."""
        return self.office.library.select(self.packs)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What was verified, in the order of the questions."""
        answers = self._sheet.answers
        return tuple(
            Fact(asked[0].ask, answer_text(answers[fact], asked[0]))
            for fact, asked in self._questions.items()
            if fact in answers
        )

    @property
    def unverified(self) -> tuple[str, ...]:
        """The questions that are to be asked and that nobody answered on site."""
        today, sheet = self.office.today(), sheet_of(Verified(self.answers), self.past)
        with failing_on(Inputs(self.engine.rulebook.texts, to_bytes(sheet), today, self.matter.found_on)):
            open_ = self.engine.visible(self._sheet, today) - self._sheet.answers.keys()
        return tuple(asked[0].ask for fact, asked in self._questions.items() if fact in open_)

    @cached_property
    def _questions(self) -> Mapping[str, Any]:
        return gathered(pack.questions for pack in self.engine.rulebook.packs)

    @cached_property
    def _sheet(self) -> AnswerSheet:
        return read_sheet({"answers": self.answers}, self.engine.rulebook)


def read_case(office: Office, officer: Officer, number: str, computing: bool = False) -> Case:
    """The case, for somebody who may decide on it now; `computing`: what comes of it is computed, as the log tells.

    Raises NoSuchMatter, NotYours and MatterStateError.
    """
    workflow = workflow_of(office)
    with office.store.writing() as records:
        matter, standing = standing_for(records, officer, number, to_change=False)
        check_may(workflow, officer, matter, standing, "decide")
        if "decide" not in allowed(standing):
            raise not_now(workflow, number, standing, "decide")
        past, claimed = past_of_matter(records, matter), claimed_in(records, matter)
        deed = Deed.MATTER_COMPUTED if computing else Deed.MATTER_SHOWN
        records.tell(office.now(), officer.actor, deed, number)
    answers, packs = verified_answers(office, officer, number), walked_packs(office, officer, number)
    return Case(office, matter, past, claimed, answers, packs)


def claimed_in(records: Records, matter: MatterRecord) -> Mapping[str, str]:
    """What the enterprise's own check said of each item, where it handed one over for the matter's visit."""
    handed_over = records.assessments.handed_over(matter.visit) if matter.visit else None
    return findings_in_words(handed_over.decision) if handed_over else {}
