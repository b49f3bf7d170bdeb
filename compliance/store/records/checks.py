"""Self-checks with their results, and the visits that they are handed over for."""

from dataclasses import dataclass
from datetime import date, datetime

from compliance.rulepacks.departments import each_of


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a decision is made from.

    `rule_texts` are the rule files in their order, discretion included; `sheet` is the answers' JSON.
    """

    rule_texts: tuple[bytes, ...]
    sheet: bytes
    as_of: date
    acted_on: date


@dataclass(frozen=True, slots=True)
class AssessmentRecord:
    """An assessment as it is stored. `decision` is the decision's JSON, byte for byte; times are in UTC.

    `number` counts those of one self-check from 1, `reason` says why it was made: submitted, mended or rules.
    """

    id: str
    number: int
    reason: str
    created_at: datetime
    inputs: Inputs
    decision: bytes
    enterprise_name: str
    credit_code: str
    address: str


@dataclass(frozen=True, slots=True)
class SelfCheckRecord:
    """A self-check. `entries` is the JSON of what was typed; times are in UTC."""

    token: str
    started_at: datetime
    updated_at: datetime
    pack_ids: tuple[str, ...]
    entries: bytes


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """A file added to a question of a self-check, whose field is named `about`. `size` is in bytes."""

    id: str
    about: str
    created_at: datetime
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """A visit asked for; `code` opens it together with its number. `assessment` is the id of what was handed over,
    with the evidence that there was at `handed_over_at`.

    `status`: requested, planned, done or cancelled; `planned_for` is empty until the office says when.
    """

    number: str
    code: str
    assessment: str
    requested_at: datetime
    handed_over_at: datetime
    status: str
    status_at: datetime
    departments: tuple[str, ...]
    wishes: tuple[str, ...]
    enterprise_name: str
    credit_code: str
    address: str
    contact: str
    phone: str
    planned_for: str = ""
    rating: int | None = None
    remark: str | None = None

    @property
    def asks_for(self) -> frozenset[str]:
        """The departments by their own names; `departments` may name several in one."""
        return frozenset(name for named in self.departments for name in each_of(named))


@dataclass(frozen=True, slots=True)
class FaultRecord:
    """A decision that failed: by what error, and from what.

    `token` is that of the self-check, where it was one's, `matter` the number of the matter.
    """

    created_at: datetime
    inputs: Inputs
    kind: str
    message: str
    token: str | None = None
    matter: str | None = None
