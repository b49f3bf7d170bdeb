"""What the made-up officers decide: as computed, or now and then otherwise, with a reason either way."""

import random
from collections.abc import Iterator, Mapping
from decimal import Decimal

from compliance.engine.decision import Finding
from compliance.rulepacks.models import Verdict
from compliance.services.matters.deciding import Computed
from compliance.services.matters.rulings import WITHOUT_FINE, Ruling, left_open, ruling_problems

_OTHERS: tuple[Verdict, ...] = ("lenient", "mitigated", "ordinary")
_REASONS: Mapping[Verdict, str] = {
    "no_penalty_allowed": "初次违法，已经当场改正，没有造成危害后果，现场核实过",
    "mitigated": "主动消除了危害后果，积极配合调查",
    "lenient": "当事人配合检查，整改及时，影响范围小",
    "ordinary": "情节一般，没有从轻、减轻的事由，参照同类案件",
}
_OTHERWISE = "情节一般，依法应当处理，与自查时的说法有出入，以现场核实的为准"
_SHARES = (Decimal("0.1"), Decimal("0.2"), Decimal("0.3"))


def rulings_on(computed: Computed, chance: random.Random, depart: bool) -> dict[str, Ruling]:
    """A ruling on each violation by its item; `depart`: the first one that can is ruled on otherwise than computed."""
    ruled = {}
    for finding in computed.decision.with_status("violation"):
        found = next(_holding(finding, chance, depart))
        depart = depart and found.verdict is None
        ruled[finding.item] = found
    return ruled


def _holding(finding: Finding, chance: random.Random, depart: bool) -> Iterator[Ruling]:
    """Rulings that the law bears, the wanted one first."""
    assert finding.outcome
    others = [each for each in _OTHERS if each != finding.outcome.verdict] if depart else []
    chance.shuffle(others)
    for verdict in (*others, None):
        for fine in (_fine(finding, verdict or finding.outcome.verdict, chance), None):
            ruling = Ruling(verdict, fine, _reason(finding, verdict))
            if not any(ruling_problems(finding, ruling)):
                yield ruling


def _reason(finding: Finding, verdict: Verdict | None) -> str:
    assert finding.outcome
    if verdict is None and not left_open(finding):
        return ""
    return _REASONS.get(verdict or finding.outcome.verdict, _OTHERWISE)


def _fine(finding: Finding, verdict: Verdict, chance: random.Random) -> Decimal | None:
    """Within what the law threatens, nearer to its lower end; half of the least where it is mitigated."""
    ranges = [(each.min, each.max) for each in finding.fines if not each.per]
    bounds = [(low, high) for low, high in ranges if low is not None and high is not None and high > 0]
    if verdict in WITHOUT_FINE or not bounds:
        return None
    low, high = bounds[0]
    if verdict == "mitigated":
        return (low / 2).quantize(Decimal(1)) or None
    return (low + (high - low) * chance.choice(_SHARES)).quantize(Decimal(1))
