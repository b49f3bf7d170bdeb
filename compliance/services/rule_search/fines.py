"""The most that an item threatens on a day, as far as an amount says it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from compliance.documents.cards import newest
from compliance.rulepacks.models import Item


@dataclass(frozen=True, slots=True)
class Most:
    """`amount`: the highest upper limit among the grades, in yuan, None where no grade has one. `open`: a grade has
    none, since it goes by multiples of something, or by the piece (每辆), so that the whole may be more."""

    amount: Decimal | None
    open: bool

    @property
    def is_fine(self) -> bool:
        return self.open or self.amount is not None


def most_of(item: Item, day: date) -> Most:
    """That of the penalty of the day."""
    penalty = newest(item.penalty, day)
    fines = penalty.fines if penalty else ()
    fixed = [each.max for each in fines if each.times is None and each.max is not None]
    return Most(max(fixed, default=None), any(each.times is not None or each.per for each in fines))


def fits(most: Most, least: Decimal | None, at_most: Decimal | None) -> bool | None:
    """Whether the most lies between these amounts, in yuan, both counted in; None where amounts don't tell."""
    if least is not None and (most.amount is None or most.amount < least):
        return None if most.open else False
    if at_most is not None and most.amount is not None and most.amount > at_most:
        return False
    if at_most is not None and most.open:
        return None
    return most.is_fine
