"""What a paper is about."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from compliance.engine.decision import Decision
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.loader import Rulebook


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
    """Everything that a paper can tell of. `link`: the address that its QR code leads to; `number`: the paper's own."""

    rulebook: Rulebook
    issued_on: date
    decision: Decision | None = None
    sheet: AnswerSheet | None = None
    enterprise: Party | None = None
    link: str | None = None
    number: str | None = None
