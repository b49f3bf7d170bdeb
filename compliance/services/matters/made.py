"""Decisions made on a matter, for those who look at them: what was computed, what was ruled, by whom and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.models import Verdict
from compliance.services.matters.cases import claimed_in
from compliance.services.matters.deciding import made_again
from compliance.services.matters.like_cases import Alike, cases_like
from compliance.services.matters.moving import standing_for
from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.services.read_assessment import StoredDecisionFault
from compliance.store.deeds import Deed
from compliance.store.records.matters import DecisionRecord, MatterRecord, StepRecord
from compliance.store.rulebooks import ChangedTextsFault


@dataclass(frozen=True, slots=True)
class Made:
    """A decision with the step that it was, and what it was computed from, made again byte for byte."""

    record: DecisionRecord
    step: StepRecord
    engine: Engine
    sheet: AnswerSheet
    decision: Decision

    @property
    def verdicts(self) -> Mapping[str, Verdict]:
        """What was ruled, by the items violated."""
        return {each.item: cast(Verdict, each.verdict) for each in self.record.rulings if each.verdict}


@dataclass(frozen=True, slots=True)
class AllMade:
    """A matter's decisions, the newest first. `claimed` is what the enterprise's own check said of each item; `alike`
    are the cases like the newest decision, by item; `names` is what those who decided are called, by login names."""

    matter: MatterRecord
    claimed: Mapping[str, str]
    decisions: tuple[Made, ...]
    alike: Mapping[str, tuple[Alike, ...]]
    names: Mapping[str, str]


def decisions_made(office: Office, officer: Officer, number: str) -> AllMade:
    """What was decided on the matter.

    Raises NoSuchMatter, and StoredDecisionFault where a decision can't be made again byte for byte.
    """
    try:
        with office.store.writing() as records:
            matter, _ = standing_for(records, officer, number, to_change=False)
            steps = {each.number: each for each in records.matters.steps(number)}
            found, claimed = records.decisions.of(number), claimed_in(records, matter)
            names = records.accounts.display_names({steps[each.step].by for each in found})
            records.tell(office.now(), officer.actor, Deed.MATTER_DECISIONS_SHOWN, number, count=len(found))
    except ChangedTextsFault as fault:
        raise StoredDecisionFault("the stored rule texts were changed") from fault
    made = tuple(_made(office, each, steps[each.step]) for each in reversed(found))
    alike = cases_like(office, officer, number, made[0].record.rulings) if made else {}
    return AllMade(matter, claimed, made, alike, names)


def _made(office: Office, record: DecisionRecord, step: StepRecord) -> Made:
    sheet, decision = made_again(office, record)
    return Made(record, step, office.library.remake(record.inputs.rule_texts), sheet, decision)
