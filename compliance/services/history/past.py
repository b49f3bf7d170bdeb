"""An enterprise's earlier violations, as an answer sheet takes them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.rulepacks.models import Proof
from compliance.store.database import Records
from compliance.store.records.history import PastRecord


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of an enterprise. `complete`: what isn't there didn't happen; `known` are the violations by date.

    It is complete where earlier violations were imported into this installation, or where an officer has looked them
    up elsewhere; an enterprise without a credit code can't be looked up at all.
    """

    known: tuple[PastRecord, ...]
    complete: bool

    @property
    def source(self) -> Proof:
        """How well it is proved."""
        return "verified" if self.complete else "declared"

    def as_sheet(self) -> dict[str, Any]:
        """`history` and `history_source` of an answer sheet: null where nothing is known, for that is no clean record.

        A violation that is known from two sources counts once: the same item on the same day.
        """
        if not self.known and not self.complete:
            return {"history": None}
        once: dict[tuple[str, date], None] = dict.fromkeys((each.item, each.violated_on) for each in self.known)
        return {"history": [{"item": item, "on": on} for item, on in once], "history_source": self.source}


def past_in(records: Records, credit_code: str, but: str = "") -> Past:
    """What is known of the enterprise, without what comes from the matter `but`."""
    found = records.history.of([credit_code]) if credit_code else ()
    known = tuple(each for each in found if not but or each.source != but)
    return Past(known, complete=bool(credit_code) and records.history.any_imported())
