"""What the program makes of what an officer verified. Nothing is kept of it but faults, each with what it came of."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from compliance.engine.bands import Bands, FineBand
from compliance.engine.decision import Decision
from compliance.engine.durable import EngineFault
from compliance.engine.sheet import AnswerSheet, Subject
from compliance.services.history.past import Past, past_in
from compliance.services.inputs import decide, decision_bytes, to_bytes
from compliance.services.matters.moving import standing_for
from compliance.services.matters.people import Officer, check_may, workflow_of
from compliance.services.matters.rulings import Open, left_open
from compliance.services.office import Office
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.hashes import whole_hash
from compliance.store.records.checks import FaultRecord, Inputs
from compliance.store.records.matters import MatterRecord


@dataclass(frozen=True, slots=True)
class Verified:
    """What an officer verified: answers and, for each item, circumstances, both as an answer sheet takes them.

    `acted_on` is the day of the act, left out: that of the finding. `looked_up`: earlier violations were looked up
    elsewhere too, so that the history at hand is all of it. `packs` are the ids of what is decided, left out: the
    packs of the matter's items.
    """

    answers: Mapping[str, Any]
    circumstances: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    subject: Subject = "unit"
    acted_on: date | None = None
    looked_up: bool = False
    packs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Computed:
    """What the program makes of it, and what of each violation is left to the officer; bands where there are any.

    `past` is what was known of the enterprise, `steps` the number of the matter's steps by then.
    """

    inputs: Inputs
    sheet: AnswerSheet
    decision: Decision
    left_open: Mapping[str, tuple[Open, ...]]
    bands: Mapping[str, tuple[FineBand, ...]]
    past: Past
    steps: int

    @property
    def mark(self) -> str:
        """A hash of what was decided from what, and when in the matter's course: whoever rules on it says of what."""
        inputs = self.inputs
        days = f"{inputs.as_of} {inputs.acted_on} {self.steps}".encode()
        return whole_hash([whole_hash(inputs.rule_texts).encode(), inputs.sheet, decision_bytes(self.decision), days])


class _Failed(Exception):
    """The engine failed on the inputs."""

    def __init__(self, inputs: Inputs, fault: EngineFault) -> None:
        self.inputs, self.fault = inputs, fault


def compute(office: Office, officer: Officer, number: str, verified: Verified) -> Computed:
    """What a decision would come to, with nothing kept.

    Raises NoSuchMatter, NotYours, and ProblemsError for answers that can't be used. An EngineFault is a bug; it is
    stored with its inputs before it is raised.
    """
    with office.store.writing() as records:
        matter, standing = standing_for(records, officer, number, to_change=False)
        check_may(workflow_of(office), officer, matter, standing, "decide")
        past = past_of_matter(records, matter)
        records.tell(office.now(), officer.actor, Deed.MATTER_COMPUTED, number)
    with faults_kept(office, officer, number):
        return computed_of(office, matter, past, verified)


def past_of_matter(records: Records, matter: MatterRecord) -> Past:
    """What is known of the enterprise from elsewhere than this matter."""
    return past_in(records, matter.credit_code, but=matter.number)


def computed_of(office: Office, matter: MatterRecord, past: Past, verified: Verified) -> Computed:
    """What a decision would come to; to be called within faults_kept(). Raises ProblemsError."""
    engine = office.library.select(verified.packs or {each.pack for each in matter.items})
    past = replace(past, complete=past.complete or verified.looked_up)
    acted_on = verified.acted_on or matter.found_on
    inputs = Inputs(engine.rulebook.texts, to_bytes(sheet_of(verified, past)), office.today(), acted_on)
    with failing_on(inputs):
        read, decision = decide(engine, inputs)
    departments = {item.id: item.department for pack in engine.rulebook.packs for item in pack.items}
    bands, found = Bands(engine.rulebook.discretion), decision.with_status("violation")
    return Computed(
        inputs=inputs,
        sheet=read,
        decision=decision,
        left_open={each.item: left_open(each) for each in found},
        bands={each.item: bands.of(each, departments[each.item], decision.as_of) for each in found},
        past=past,
        steps=matter.steps,
    )


def sheet_of(verified: Verified, past: Past) -> dict[str, Any]:
    """The answer sheet in plain values: all that is said is verified."""
    circumstances = verified.circumstances
    return {
        "answers": verified.answers,
        "subject": verified.subject,
        "provenance": dict.fromkeys(verified.answers, "verified"),
        "circumstances": circumstances,
        "circumstance_provenance": {item: dict.fromkeys(told, "verified") for item, told in circumstances.items()},
        **past.as_sheet(),
    }


@contextmanager
def failing_on(inputs: Inputs) -> Iterator[None]:
    """Within faults_kept(): a block in which the engine reads the inputs."""
    try:
        yield
    except EngineFault as fault:
        raise _Failed(inputs, fault) from fault


@contextmanager
def faults_kept(office: Office, officer: Officer, number: str) -> Iterator[None]:
    """Where the engine fails within the block, stores the fault with its inputs and the matter, and raises it."""
    try:
        yield
    except _Failed as failed:
        fault = failed.fault
        record = FaultRecord(office.now(), failed.inputs, type(fault).__name__, str(fault), matter=number)
        with office.store.writing() as records:
            records.faults.add(record)
            records.tell(office.now(), officer.actor, Deed.MATTER_FAULT, number)
        raise fault from None
