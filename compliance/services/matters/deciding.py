"""An officer's decision on a matter: computed from verified answers, with what the law leaves to the officer.

The computed decision is always kept; a verdict that the officer gives instead stands beside it, with its reason.
"""

from collections.abc import Mapping

from compliance.engine.decision import Decision, Finding
from compliance.engine.sheet import AnswerSheet
from compliance.errors import ComplianceError
from compliance.services.inputs import decide, decision_bytes
from compliance.services.matters.computing import Computed, Verified, compute, computed_of, faults_kept, past_of_matter
from compliance.services.matters.fingerprints import fingerprint
from compliance.services.matters.moving import advance, standing_for
from compliance.services.matters.people import MatterInputError, Officer, check_may, workflow_of
from compliance.services.matters.rulings import AS_COMPUTED, Ruling, outcome_text, ruling_problems
from compliance.services.office import Office
from compliance.services.read_assessment import StoredDecisionFault
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.records.history import PastRecord
from compliance.store.records.matters import DecisionRecord, MatterRecord, RulingRecord
from compliance.store.rulebooks import ChangedTextsFault

__all__ = ["ChangedMeanwhile", "Computed", "Verified", "compute", "decide_matter", "made_again", "read_decisions"]


class ChangedMeanwhile(ComplianceError):
    """What would be decided isn't what the officer ruled on: answers, rules, history or the matter changed."""

    def __init__(self) -> None:
        super().__init__("推算的内容和您看到的不一样了：回答、规则、以前的记录或者事项有变化。请看过新的推算再作决定")


def decide_matter(
    office: Office, officer: Officer, number: str, verified: Verified, rulings: Mapping[str, Ruling], seen: str = ""
) -> DecisionRecord:
    """Decides, and keeps what was computed with what the officer ruled on each violation, by the items' ids.

    A violation that nobody rules on is ruled on as computed. `seen` is the mark of what the officer was shown; empty:
    whatever is computed now. The same decision at once again is the one that was made. What was decided counts in the
    enterprise's history from then on, in place of an earlier decision on the same matter. Raises NoSuchMatter,
    NotYours, MatterStateError, ProblemsError, ChangedMeanwhile, and MatterInputError by the items' ids. An EngineFault
    is a bug; it is stored with its inputs before it is raised.
    """
    with faults_kept(office, officer, number), office.store.writing() as records:
        matter, standing = standing_for(records, officer, number)
        check_may(workflow_of(office), officer, matter, standing, "decide")
        computed = computed_of(office, matter, past_of_matter(records, matter), verified)
        if made := _made_already(records, computed, number, rulings):
            records.tell(office.now(), officer.actor, Deed.MATTER_DECISIONS_SHOWN, number, count=1)
            return made
        if seen and seen != computed.mark:
            raise ChangedMeanwhile
        return _decided(office, officer, records, number, computed, rulings)


def _made_already(
    records: Records, computed: Computed, number: str, rulings: Mapping[str, Ruling]
) -> DecisionRecord | None:
    """The decision that is the matter's last step, where it is the same."""
    last = records.decisions.until(number, computed.steps)
    same = (computed.steps, computed.inputs, decision_bytes(computed.decision))
    if last is None or (last.step, last.inputs, last.decision) != same:
        return None
    return last if last.rulings == _all_ruled(computed, rulings) else None


def _decided(
    office: Office,
    officer: Officer,
    records: Records,
    number: str,
    computed: Computed,
    rulings: Mapping[str, Ruling],
) -> DecisionRecord:
    _check(computed.decision, rulings)
    ruled = _all_ruled(computed, rulings)
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
        made_again(office, each)
    return found


def made_again(office: Office, record: DecisionRecord) -> tuple[AnswerSheet, Decision]:
    """What the decision was computed from and came to; raises StoredDecisionFault where it isn't what is stored."""
    try:
        sheet, decision = decide(office.library.remake(record.inputs.rule_texts), record.inputs)
    except (ComplianceError, ValueError) as error:  # nothing that the reader of a decision could mend
        raise StoredDecisionFault("the stored rules or answers can't be read any more") from error
    if decision_bytes(decision) != record.decision:
        raise StoredDecisionFault("the stored decision is not what is decided from its rules and answers")
    return sheet, decision


def _check(decision: Decision, rulings: Mapping[str, Ruling]) -> None:
    violations = {each.item: each for each in decision.with_status("violation")}
    problems = dict.fromkeys(rulings.keys() - violations.keys(), "这一项没有认定违反，不能作结论；请先核实答案")
    for item, finding in violations.items():
        if found := "\n".join(ruling_problems(finding, rulings.get(item, AS_COMPUTED))):
            problems[item] = found
    if problems:
        raise MatterInputError({item: f"{item}：{problem}" for item, problem in problems.items()})


def _all_ruled(computed: Computed, rulings: Mapping[str, Ruling]) -> tuple[RulingRecord, ...]:
    return tuple(_ruled(each, computed.sheet, rulings) for each in computed.decision.findings)


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
