"""What a paper is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from compliance.documents.laws import Laws
from compliance.documents.ruled import Officially
from compliance.engine.decision import Decision
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.rulebook import Rulebook


class Party(Protocol):
    """The enterprise that a paper is made for; what isn't known is empty."""

    @property
    def name(self) -> str: ...
    @property
    def credit_code(self) -> str: ...
    @property
    def address(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Matter:
    """Everything that a paper can tell of.

    `link`: the address that its QR code leads to; `number`: the paper's own; `items`: the only items that it is about,
    by id (none: all of them); `issuing_body`: who issues it, empty where that is to be written by hand.
    `officially`: what an officer settled, whose word stands in place of what was computed; None where the decision
    rests on what an enterprise says of itself. `by_hand`: what is known of that for which the definition leaves room,
    by the blanks' labels; `ticked`: the boxes that are ticked, by what stands behind them.
    """

    rulebook: Rulebook
    issued_on: date
    decision: Decision | None = None
    sheet: AnswerSheet | None = None
    enterprise: Party | None = None
    link: str | None = None
    number: str | None = None
    items: tuple[str, ...] = ()
    issuing_body: str = ""
    laws: Laws = field(default_factory=Laws)
    officially: Officially | None = None
    by_hand: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
