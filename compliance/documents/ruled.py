"""What an officer decided, put on a card in place of what the program computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from compliance.documents.cards import FindingCard
from compliance.documents.wording import money, ruling_text
from compliance.rulepacks.models import Verdict


@dataclass(frozen=True, slots=True)
class Ruled:
    """What was decided of one violation. `fine` in yuan; None: none."""

    verdict: Verdict
    fine: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Officially:
    """What an officer settled of a decision whose facts he verified: the rulings on violations, by the items' ids, and
    by when they are to be mended, None where no day was set."""

    rulings: Mapping[str, Ruled] = field(default_factory=dict)
    due: date | None = None


def as_ruled(card: FindingCard, ruled: Ruled, due: date | None) -> FindingCard:
    """The violation's card with the officer's word. What speaks for another verdict, and what could be reached before
    it was decided, is left out; so are the ranges of fines, since there is one fine or none."""
    return replace(
        card,
        verdict=ruled.verdict,
        verdict_text=f"执法人员认定：{ruling_text(ruled.verdict, ruled.fine)}",
        provisional=False,
        fines=() if ruled.fine is None else (f"决定罚款{money(ruled.fine)}",),
        rules=card.rules if ruled.verdict == card.verdict else (),
        reachable=(),
        due=due or card.due,
        within_days=None if due else card.within_days,
    )
