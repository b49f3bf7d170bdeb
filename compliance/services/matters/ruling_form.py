"""The part of a decision's form that rules on one violation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from compliance.documents.wording import VERDICTS
from compliance.engine.decision import Finding
from compliance.rulepacks.models import Verdict
from compliance.rulepacks.values import ValueFlaw
from compliance.services.matters.rulings import Open, Ruling, left_open, ruling_problems
from compliance.services.self_check.fields import Field, Typed
from compliance.services.self_check.steps import question

_FINE = Field("fine", (question(ask="罚款", type="number", unit="元"),))


@dataclass(frozen=True, slots=True)
class RulingForm:
    """What was typed of the ruling on a violation: `chosen` is None where no verdict is.

    Nothing is chosen beforehand where the law leaves anything open.
    """

    finding: Finding
    computed: Verdict
    left_open: tuple[Open, ...]
    chosen: Verdict | None
    fine: str
    reason: str

    @property
    def verdicts(self) -> Mapping[Verdict, str]:
        """Those to choose from: a suspected crime is handed over, whatever else."""
        return {"refer": VERDICTS["refer"]} if self.computed == "refer" else VERDICTS

    @property
    def ruling(self) -> Ruling:
        """What was typed; raises ValueFlaw for a fine that is no number."""
        amount = _FINE.read([self.fine])
        return Ruling(self.chosen, amount if isinstance(amount, Decimal) else None, self.reason)

    @property
    def problems(self) -> tuple[str, ...]:
        """What is to be mended."""
        return tuple(self._problems())

    def _problems(self) -> Iterator[str]:
        if self.chosen is None:
            yield "请选择结论"
        try:
            yield from ruling_problems(self.finding, self.ruling)
        except ValueFlaw as flaw:
            yield f"罚款：{flaw}"


def ruling_form(finding: Finding, typed: Mapping[str, Typed]) -> RulingForm:
    """The ruling on the violation as it was typed beside what is computed of it."""
    assert finding.outcome
    computed, open_ = finding.outcome.verdict, left_open(finding)

    def part(name: str) -> str:
        return "".join(typed.get(f"rulings/{finding.item}/{name}", ()))

    if part("of") == computed:
        chosen = next((each for each in VERDICTS if each == part("verdict")), None)
    else:  # never shown, or beside another computed verdict
        chosen = None if open_ else computed
    return RulingForm(finding, computed, open_, chosen, part("fine"), part("reason"))
