"""What the law leaves to the officer in one finding, and whether what the officer ruled holds against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from compliance.documents.wording import VERDICTS, money, ruling_text
from compliance.engine.decision import Finding
from compliance.rulepacks.models import Verdict
from compliance.services.matters.people import MAX_REASON, lines_problem
from compliance.store.records.matters import RulingRecord

Open = Literal["law", "verdict", "proof", "fine"]
OPEN_WORDS: dict[Open, str] = {
    "law": "新旧法律轻重不一，按哪一部由执法人员定",
    "verdict": "法律写的是“可以”，或者从重和从轻、减轻的情节都有，由执法人员定",
    "proof": "有的情节没有核实，结论是暂时的",
    "fine": "罚不罚、罚多少，法律只给了幅度",
}
WITHOUT_FINE: frozenset[Verdict] = frozenset({"time_barred", "no_penalty_required", "no_penalty_allowed", "refer"})


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the officer decided of one violation. `verdict` None: the computed one. `fine` in yuan; None: none."""

    verdict: Verdict | None = None
    fine: Decimal | None = None
    reason: str = ""


AS_COMPUTED = Ruling()


def left_open(finding: Finding) -> tuple[Open, ...]:
    """What of the finding is for the officer to decide, who writes down why."""
    outcome = finding.outcome
    if outcome is None:
        return ()
    fines = () if outcome.verdict in WITHOUT_FINE else finding.fines
    questions: dict[Open, bool] = {
        "law": finding.officer_decides,
        "verdict": outcome.officer_decides,
        "proof": outcome.provisional,
        "fine": any(fine.may or fine.min != fine.max or fine.min is None for fine in fines),
    }
    return tuple(name for name, is_open in questions.items() if is_open)


def ruling_problems(finding: Finding, ruling: Ruling) -> Iterator[str]:
    """What is wrong with the ruling on the violation, in Chinese."""
    assert finding.outcome
    computed, verdict = finding.outcome.verdict, ruling.verdict or finding.outcome.verdict
    if computed == "refer" and verdict != "refer":
        yield f"涉嫌犯罪的必须移送，不能改成“{VERDICTS[verdict]}”"
    needed = [OPEN_WORDS[each] for each in left_open(finding)]
    if verdict != computed:
        needed.append(f"结论和推算的“{VERDICTS[computed]}”不同")
    if needed and not ruling.reason.strip():
        yield f"请写明理由：{'；'.join(needed)}"
    if problem := lines_problem("理由", ruling.reason, MAX_REASON):
        yield problem
    if ruling.fine is not None and (problem := _fine_problem(finding, verdict, ruling.fine)):
        yield problem


def outcome_text(ruling: RulingRecord) -> str:
    """What was decided of a violation, in Chinese."""
    verdict: Verdict = ruling.verdict  # type: ignore[assignment]  # only verdicts are stored
    return ruling_text(verdict, ruling.fine)


def _fine_problem(finding: Finding, verdict: Verdict, fine: Decimal) -> str | None:
    if verdict in WITHOUT_FINE:
        return f"“{VERDICTS[verdict]}”的不写罚款"
    if not fine.is_finite() or fine <= 0 or fine != fine.quantize(Decimal("0.01")) or fine >= Decimal(10**12):
        return "罚款应是大于 0 的数，单位元，最多两位小数"
    if not finding.fines:
        return "这一项没有罚款"
    if any(each.per or each.min is None or each.max is None for each in finding.fines):
        return None  # by the piece, or in multiples of what nobody answered: no amount to hold it against
    least = Decimal(0) if verdict == "mitigated" else min(each.min for each in finding.fines if each.min is not None)
    most = max(each.max for each in finding.fines if each.max is not None)
    if not least <= fine <= most:
        return f"罚款 {money(fine)}不在 {money(least)}到 {money(most)}之间"
    return None
