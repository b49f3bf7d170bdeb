"""Which deed leads from which state to which: the one module that knows statemachine.

    found ──assign──▶ assigned ──order──▶ rectifying ──report──▶ evaluating ──close──▶ closed
                         ▲                    ◀───send_back───        │                   │
                         ├──────────come_back── referred ◀──refer─────┘                   │
                         └──────────────────────────────────reopen────────────────────────┘

A matter in any open state may be offered to another department. Whoever has it in hand keeps it until the other accepts
(首接责任制), and meanwhile may go on, but neither close it nor refer it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, cast, get_args

from statemachine import State as Node
from statemachine import StateMachine
from statemachine.exceptions import TransitionNotAllowed

from compliance.rulepacks.workflow import MatterDeed, State
from compliance.store.records.matters import StepRecord

WITH_REASON: frozenset[MatterDeed] = frozenset(
    {"send_back", "refer", "come_back", "close", "reopen", "offer", "return_offer", "withdraw"}
)
"""Deeds for which a reason is written down."""
FOR_THE_OFFERED: frozenset[MatterDeed] = frozenset({"accept", "return_offer"})
"""Deeds of the department that a matter is offered to; all others are of the one that has it in hand."""
OPEN_STATES: tuple[State, ...] = tuple(state for state in get_args(State) if state != "closed")


class NotAllowed(Exception):
    """The deed can't be done as the matter stands."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the steps of a matter come to.

    `department` and `receiver` (a person) have it in hand; `offered_to` is the department that has yet to accept it, or
    empty; `due` the day by which the state is to be left; `at` the last step's time, `steps` their number.
    `to_refer`: a suspected crime was found, and isn't handed over yet.
    """

    state: State
    department: str
    receiver: str
    at: datetime
    steps: int
    offered_to: str = ""
    due: date | None = None
    estimated: bool = False
    to_refer: bool = False


def standing_of(steps: Iterable[StepRecord]) -> Standing:
    """What the steps come to, the oldest first; raises NotAllowed where they can't have been done in this order."""
    first, *others = steps
    if first.deed != "take" or first.number != 1:
        raise NotAllowed(first.deed)
    begun = Standing("found", first.department, first.by, first.at, 1, due=first.due, estimated=first.estimated)
    return _replayed(begun, others) if others else begun


def after(standing: Standing, step: StepRecord) -> Standing:
    """What the standing becomes by the step; raises NotAllowed."""
    return _replayed(standing, [step])


def _replayed(standing: Standing, steps: Iterable[StepRecord]) -> Standing:
    """What the standing becomes by these steps, by one machine: making one takes longer than many steps."""
    case = _Case(standing)
    machine = _Machine(case)
    for step in steps:
        if step.number != case.steps + 1 or step.at < case.at:
            raise NotAllowed(step.deed)
        try:
            machine.send(step.deed, step=step)
        except TransitionNotAllowed:
            raise NotAllowed(step.deed) from None
        case.at, case.steps = step.at, step.number
    return case.standing()


def allowed(standing: Standing) -> tuple[MatterDeed, ...]:
    """What can be done with the matter as it stands, by whoever may."""
    return tuple(cast(MatterDeed, event.id) for event in _Machine(_Case(standing)).enabled_events())


class _Case:
    """A standing that the machine can change."""

    at: datetime
    steps: int

    def __init__(self, standing: Standing) -> None:
        for each in fields(Standing):
            setattr(self, each.name, getattr(standing, each.name))

    def standing(self) -> Standing:
        return Standing(**{each.name: getattr(self, each.name) for each in fields(Standing)})


def _within(*nodes: Node, **guards: Any) -> Any:
    """Transitions that leave each state as it is."""
    return reduce(or_, (node.to.itself(internal=True, **guards) for node in nodes))


def _to(target: Node, *sources: Node, **guards: Any) -> Any:
    return reduce(or_, (node.to(target, **guards) for node in sources))


class _Machine(StateMachine):
    """Deeds are events, and what they change beside the state is changed by what they are named after."""

    found = Node(initial=True)
    assigned = Node()
    rectifying = Node()
    evaluating = Node()
    referred = Node()
    closed = Node()

    assign = found.to(assigned) | assigned.to.itself(internal=True)
    order = assigned.to(rectifying)
    report = rectifying.to(evaluating)
    send_back = evaluating.to(rectifying)
    refer = _to(referred, found, assigned, rectifying, evaluating, unless="offered_to")
    come_back = referred.to(assigned)
    close = _to(closed, found, assigned, evaluating, referred, unless=["offered_to", "to_refer"])
    reopen = closed.to(assigned)
    decide = _within(assigned, rectifying, evaluating)
    offer = _within(found, assigned, rectifying, evaluating, referred, unless="offered_to")
    accept = _within(found, assigned, rectifying, evaluating, referred, cond="offered_to")
    return_offer = _within(found, assigned, rectifying, evaluating, referred, cond="offered_to")
    withdraw = _within(found, assigned, rectifying, evaluating, referred, cond="offered_to")

    def on_assign(self, step: StepRecord) -> None:
        self.model.receiver = step.to_person

    def on_decide(self, step: StepRecord) -> None:
        self.model.to_refer = step.to_refer

    def on_refer(self) -> None:
        self.model.to_refer = False

    def on_offer(self, step: StepRecord) -> None:
        self.model.offered_to = step.to_department

    def on_accept(self, step: StepRecord) -> None:
        self.model.department, self.model.receiver, self.model.offered_to = self.model.offered_to, step.by, ""

    def on_return_offer(self) -> None:
        self.model.offered_to = ""

    def on_withdraw(self) -> None:
        self.model.offered_to = ""

    def after_transition(self, source: Node, target: Node, step: StepRecord) -> None:
        """Who takes a matter over takes its deadline over too; a deadline begins with a state alone."""
        if source != target:
            self.model.due, self.model.estimated = step.due, step.estimated
