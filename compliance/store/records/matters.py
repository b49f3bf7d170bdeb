"""Matters, from their finding to their decision."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from compliance.store.records.checks import Inputs


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One deed on a matter: who did what and when; it never changes. `number` counts a matter's from 1.

    `by` is the person's name, `role` and `department` those the person had. `due` is the last day of the state that the
    deed led to, `estimated` where holidays weren't known yet. `to_department` is offered the matter, `to_person` has it
    assigned. `to_refer`: what was decided is that a suspected crime is to be handed over.
    """

    number: int
    deed: str
    at: datetime
    by: str
    role: str
    department: str
    reason: str = ""
    to_department: str = ""
    to_person: str = ""
    due: date | None = None
    estimated: bool = False
    to_refer: bool = False


@dataclass(frozen=True, slots=True)
class MatterItem:
    """An item that a matter is about, and what was found of it."""

    item: str
    pack: str
    status: str


@dataclass(frozen=True, slots=True)
class MatterRecord:
    """A matter, and what its steps have come to.

    `origin` says whence it came: visit or found; `visit` is the number of the visit asked for. `found_on` is the day of
    the finding, `urgency` its id. From `state` on: what the steps come to; `keep_until` is the day after which a
    closed matter is deleted. `form_key` names the form that it was reported by, if any.
    """

    number: str
    origin: str
    visit: str | None
    enterprise_name: str
    credit_code: str
    address: str
    town: str
    urgency: str
    opened_at: datetime
    found_on: date
    state: str
    department: str
    receiver: str
    at: datetime
    steps: int
    offered_to: str = ""
    due: date | None = None
    estimated: bool = False
    to_refer: bool = False
    keep_until: date | None = None
    form_key: str | None = None
    items: tuple[MatterItem, ...] = ()


@dataclass(frozen=True, slots=True)
class RulingRecord:
    """What an officer decided of one item. `fingerprint` names the findings and circumstances; cases alike share it.

    `status` and `computed` are the program's finding and verdict (None: no violation), `verdict` the officer's;
    `fine` is in yuan, kept as it was written; `reason` is empty where nothing was left open.
    """

    item: str
    pack: str
    fingerprint: str
    status: str
    computed: str | None
    verdict: str | None
    fine: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A decision on a matter, made at its step `step` from the inputs; `decision` is the computed one's JSON."""

    matter: str
    step: int
    made_at: datetime
    inputs: Inputs
    decision: bytes
    rulings: tuple[RulingRecord, ...]
