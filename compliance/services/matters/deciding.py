"""An officer's decision on a matter: computed from verified answers, with what the law leaves to the officer.

The computed decision is always kept; a verdict that the officer gives instead stands beside it, with its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from compliance.engine.bands import Bands, FineBand
from compliance.engine.decision import Decision, Finding
from compliance.engine.sheet import AnswerSheet, Subject
from compliance.services.history.past import Past, past_in
from compliance.services.inputs import decide, decision_bytes, to_bytes
from compliance.services.matters.fingerprints import fingerprint
from compliance.services.matters.moving import advance, standing_for
from compliance.services.matters.people import MatterInputError, Officer, check_may, workflow_of
from compliance.services.matters.rulings import AS_COMPUTED, Open, Ruling, left_open, outcome_text, ruling_problems
from compliance.services.office import Office
from compliance.services.read_assessment import StoredDecisionFault
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.records import DecisionRecord, Inputs, MatterRecord, PastRecord, RulingRecord
from compliance.store.rulebooks import ChangedTextsFault


@dataclass(frozen=True, slots=True)
class Verified:
    """What an officer verified: answers and, for each item, circumstances, both as an answer sheet takes them.

    `acted_on` is the day of the act, left out: that of the finding. `looked_up`: earlier violations were looked up
    elsewhere too, so that the history at hand is all of it.
    """

    answers: Mapping[str, Any]
    circumstances: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    subject: Subject = "unit"
    acted_on: date | None = None
    looked_up: bool = False


@dataclass(frozen=True, slots=True)
class Computed:
    """What the program makes of it, and what of each violation is left to the officer; bands where there are any."""

    inputs: Inputs
    sheet: AnswerSheet
    decision: Decision
    left_open: Mapping[str, tuple[Open, ...]]
    bands: Mapping[str, tuple[FineBand, ...]]


def compute(office: Office, officer: Officer, number: str, verified: Verified) -> Computed:
    """What a decision would come to, with nothing kept.

    Raises NoSuchMatter, NotYours, and ProblemsError for answers that can't be used.
    """
    with office.store.writing() as records:
        matter, standing = standing_for(records, officer, number, to_change=False)
        check_may(workflow_of(office), officer, matter, standing, "decide")
        past = _past_of(records, matter, verified)
        records.tell(office.now(), officer.actor, Deed.MATTER_COMPUTED, number)
    return _computed(office, matter, past, verified)


def decide_matter(
    office: Office, officer: Officer, number: str, verified: Verified, rulings: Mapping[str, Ruling]
) -> DecisionRecord:
    """Decides, and keeps what was computed with what the officer ruled on each violation, by the items' ids.

    A violation that nobody rules on is ruled on as computed. What was decided counts in the enterprise's history from
    then on, in place of an earlier decision on the same matter. Raises NoSuchMatter, NotYours, MatterStateError,
    ProblemsError, and MatterInputError by the items' ids.
    """
    with office.store.writing() as records:
        matter, standing = standing_for(records, officer, number)
        check_may(workflow_of(office), officer, matter, standing, "decide")
        computed = _computed(office, matter, _past_of(records, matter, verified), verified)
        _check(computed.decision, rulings)
        ruled = tuple(_ruled(each, computed.sheet, rulings) for each in computed.decision.findings)
        to_refer = any(each.verdict == "refer" for each in ruled)
        matter, step = advance(office, records, officer, number, "decide", to_refer=to_refer)
        decision = decision_bytes(computed.decision)
        record = DecisionRecord(number, step.number, step.at, computed.inputs, decision, ruled)
        records.decisions.add(record)
        records.matters.find_by(number, [each.reason for each in ruled])
        if matter.credit_code:
            records.history.replace(number, _past(matter, record))
        records.tell(office.now(), officer.actor, Deed.MATTER_DECIDED, number, step=step.number)
    return record


def read_decisions(office: Office, officer: Officer, number: str) -> tuple[DecisionRecord, ...]:
    """What was decided on the matter, the oldest first.

    Raises NoSuchMatter, and StoredDecisionFault where a decision can't be made again byte for byte.
    """
    try:
        with office.store.writing() as records:
            standing_for(records, officer, number, to_change=False)
            found = records.decisions.of(number)
            records.tell(office.now(), officer.actor, Deed.MATTER_DECISIONS_SHOWN, number, count=len(found))
    except ChangedTextsFault as fault:
        raise StoredDecisionFault("the stored rule texts were changed") from fault
    for each in found:
        _, decision = decide(office.library.remake(each.inputs.rule_texts), each.inputs)
        if decision_bytes(decision) != each.decision:
            raise StoredDecisionFault("the stored decision is not what is decided from its rules and answers")
    return found


def _past_of(records: Records, matter: MatterRecord, verified: Verified) -> Past:
    return past_in(records, matter.credit_code, but=matter.number, looked_up=verified.looked_up)


def _computed(office: Office, matter: MatterRecord, past: Past, verified: Verified) -> Computed:
    engine = office.library.select({each.pack for each in matter.items})
    circumstances = verified.circumstances
    sheet = {
        "answers": verified.answers,
        "subject": verified.subject,
        "provenance": dict.fromkeys(verified.answers, "verified"),
        "circumstances": circumstances,
        "circumstance_provenance": {item: dict.fromkeys(told, "verified") for item, told in circumstances.items()},
        **past.as_sheet(),
    }
    acted_on = verified.acted_on or matter.found_on
    inputs = Inputs(engine.rulebook.texts, to_bytes(sheet), office.today(), acted_on)
    read, decision = decide(engine, inputs)
    departments = {item.id: item.department for pack in engine.rulebook.packs for item in pack.items}
    bands, found = Bands(engine.rulebook.discretion), decision.with_status("violation")
    return Computed(
        inputs=inputs,
        sheet=read,
        decision=decision,
        left_open={each.item: left_open(each) for each in found},
        bands={each.item: bands.of(each, departments[each.item], decision.as_of) for each in found},
    )


def _check(decision: Decision, rulings: Mapping[str, Ruling]) -> None:
    violations = {each.item: each for each in decision.with_status("violation")}
    problems = dict.fromkeys(rulings.keys() - violations.keys(), "这一项没有认定违反，不能作结论；请先核实答案")
    for item, finding in violations.items():
        if found := "\n".join(ruling_problems(finding, rulings.get(item, AS_COMPUTED))):
            problems[item] = found
    if problems:
        raise MatterInputError({item: f"{item}：{problem}" for item, problem in problems.items()})


def _ruled(finding: Finding, sheet: AnswerSheet, rulings: Mapping[str, Ruling]) -> RulingRecord:
    computed = finding.outcome.verdict if finding.outcome else None
    ruling = rulings.get(finding.item, AS_COMPUTED)
    return RulingRecord(
        item=finding.item,
        pack=finding.pack,
        fingerprint=fingerprint(finding, sheet),
        status=finding.status,
        computed=computed,
        verdict=ruling.verdict or computed,
        fine=ruling.fine,
        reason=ruling.reason.strip(),
    )


def _past(matter: MatterRecord, decided: DecisionRecord) -> list[PastRecord]:
    """The violations that were decided, as the enterprise's history has them."""
    return [
        PastRecord(
            matter.credit_code,
            matter.enterprise_name,
            each.item,
            decided.inputs.acted_on,
            outcome_text(each),
            matter.number,
            matter.number,
        )
        for each in decided.rulings
        if each.verdict
    ]
