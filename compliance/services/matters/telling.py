"""What a paper can tell of a matter: what was decided on it, or else what an enterprise handed over."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from compliance.documents.definitions import Definition
from compliance.documents.matter import Matter
from compliance.documents.ruled import Officially, Ruled
from compliance.documents.wording import day_text
from compliance.rulepacks.models import Verdict
from compliance.services.enterprise import Enterprise
from compliance.services.inputs import decide, decision_bytes
from compliance.services.office import Office
from compliance.services.paper_laws import paper_laws
from compliance.services.read_assessment import StoredDecisionFault, made_again
from compliance.store.database import Records
from compliance.store.records.aftermath import FollowUpRecord
from compliance.store.records.checks import AssessmentRecord
from compliance.store.records.matters import DecisionRecord, MatterRecord, RulingRecord, StepRecord
from compliance.store.rulebooks import ChangedTextsFault

WAYS = {"visit": "上门", "phone": "电话", "online": "线上"}
"""How somebody follows up."""


@dataclass(frozen=True, slots=True)
class Told:
    """A matter as it stood after its step `step`. `due` is by when its violations are to be mended, where that was
    ordered; `apply_from` the first day to apply for credit repair on, where somebody said it."""

    matter: MatterRecord
    step: int
    decided: DecisionRecord | None
    result: AssessmentRecord | None
    due: date | None
    follow_up: FollowUpRecord | None = None
    apply_from: date | None = None


def told_of(records: Records, matter: MatterRecord, step: int, follow_up: int = 0) -> Told:
    """What there is to tell; raises StoredDecisionFault where it was changed."""
    repairs = records.credit_repairs.of(matter.number)
    visits = {each.number: each for each in records.follow_ups.of(matter.number)}
    try:
        return Told(
            matter,
            step,
            decided=records.decisions.until(matter.number, step),
            result=records.assessments.handed_over(matter.visit) if matter.visit else None,
            due=due_of(records.matters.steps(matter.number)[:step]),
            follow_up=visits.get(follow_up),
            apply_from=repairs[-1].earliest if repairs else None,
        )
    except ChangedTextsFault as fault:
        raise StoredDecisionFault("the stored rule texts were changed") from fault


def due_of(steps: Iterable[StepRecord]) -> date | None:
    """By when the enterprise is to mend what was found, as it was last ordered to; others' deadlines are officers'."""
    ordered = [each.due for each in steps if each.deed in ("order", "send_back")]
    return ordered[-1] if ordered else None


def items_for(definition: Definition, rulings: Iterable[RulingRecord] | None) -> tuple[str, ...] | None:
    """The only violations that such a paper is about, none: all of them; None where it has nothing to say."""
    terms = definition.in_matters
    if terms is None or not terms.verdicts:
        return ()
    wanted = tuple(each.item for each in rulings or () if each.verdict in terms.verdicts)
    return wanted or None


def matter_told(office: Office, definition: Definition, told: Told, items: tuple[str, ...]) -> Matter:
    """The matter as such a paper tells of it; raises StoredDecisionFault."""
    about = _decided(office, told) if told.decided else _handed_over(office, told)
    return replace(
        about,
        enterprise=Enterprise(told.matter.enterprise_name, told.matter.credit_code, told.matter.address),
        items=items,
        issuing_body=office.settings.issuing_body,
        laws=paper_laws(definition, [office.library.rulebook], office.settings.laws),
        by_hand=_by_hand(told),
        ticked=frozenset({WAYS[told.follow_up.way]} if told.follow_up else ()),
    )


def _decided(office: Office, told: Told) -> Matter:
    assert told.decided
    engine = office.library.remake(told.decided.inputs.rule_texts)
    sheet, decision = decide(engine, told.decided.inputs)
    if decision_bytes(decision) != told.decided.decision:
        raise StoredDecisionFault("the stored decision is not what is decided from its rules and answers")
    return Matter(engine.rulebook, office.today(), decision, sheet, officially=_officially(told))


def _handed_over(office: Office, told: Told) -> Matter:
    """What the enterprise handed over; of what officers found themselves, the rules alone."""
    if told.result is None:
        return Matter(office.library.select({each.pack for each in told.matter.items}).rulebook, office.today())
    result = made_again(office, told.result)
    return Matter(result.rulebook, office.today(), result.decision, result.sheet)


def _officially(told: Told) -> Officially:
    rulings = told.decided.rulings if told.decided else ()
    ruled = {each.item: Ruled(cast(Verdict, each.verdict), each.fine) for each in rulings if each.verdict}
    return Officially(ruled, told.due)


def _by_hand(told: Told) -> dict[str, str]:
    """What is known of what checklists leave room for, by the blanks' labels."""
    visit = told.follow_up
    known = {
        "改正期限": f"{day_text(told.due)}前" if told.due else "",
        "最早申请日期": day_text(told.apply_from) if told.apply_from else "",
        "回访时间": day_text(visit.day) if visit else "",
        "受访人和职务": visit.met if visit else "",
        "回访情况": visit.heard if visit else "",
        "还要整改的": (visit.to_mend or "没有") if visit else "",
        "满意程度": f"{visit.rating} 分" if visit and visit.rating else "",
    }
    return {label: text for label, text in known.items() if text}
