"""What to mend first."""

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.documents.cards import FindingCard, RuleRow
from compliance.documents.wording import VERDICTS


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A violation, and the lightest verdict that mending it can bring about, in words; empty where there is none."""

    card: FindingCard
    hope: str


def first_steps(violations: Iterable[FindingCard]) -> tuple[FirstStep, ...]:
    """The violations, that with the lightest verdict in reach first; of those with the same one, in the given order."""
    steps = [(_lightest(card), card) for card in violations]
    in_order = sorted(steps, key=lambda step: _weight(step[0]))
    return tuple(FirstStep(card, row.verdict_text if row else "") for row, card in in_order)


def _lightest(card: FindingCard) -> RuleRow | None:
    """Of the rules in reach that mending brings nearer: others only wait for what the officer finds."""
    return min((row for row in card.reachable if row.curable), key=_weight, default=None)


def _weight(row: RuleRow | None) -> int:
    """The place of the verdict, from light to grave; after all of them where there is none."""
    order = list(VERDICTS)
    return order.index(row.verdict) if row and row.verdict else len(order)
