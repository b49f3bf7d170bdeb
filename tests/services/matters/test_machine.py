"""Any sequence of deeds that are allowed keeps a matter in order."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from compliance.rulepacks.workflow import MatterDeed, State
from compliance.services.matters.machine import NotAllowed, Standing, after, allowed, standing_of
from compliance.store.records.matters import StepRecord

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
DEEDS = get_args(MatterDeed)
LEADS: dict[tuple[State, MatterDeed], State] = {
    ("found", "assign"): "assigned",
    ("assigned", "assign"): "assigned",
    ("assigned", "order"): "rectifying",
    ("rectifying", "report"): "evaluating",
    ("evaluating", "send_back"): "rectifying",
    ("referred", "come_back"): "assigned",
    ("closed", "reopen"): "assigned",
    **{(state, "refer"): "referred" for state in ("found", "assigned", "rectifying", "evaluating")},
    **{(state, "close"): "closed" for state in ("found", "assigned", "evaluating", "referred")},
    **{(state, "decide"): state for state in ("assigned", "rectifying", "evaluating")},
    **{(state, deed): state for state in get_args(State) if state != "closed"
       for deed in ("offer", "accept", "return_offer", "withdraw")},
}  # fmt: skip


def step(number: int, deed: str, at: datetime = NOON, department: str = "甲局", **more: Any) -> StepRecord:
    return StepRecord(number, deed, at, "王某", "reviewer", department, **more)


def stood(*deeds: str) -> Standing:
    """What these deeds come to, after the first."""
    more = {"offer": {"to_department": "乙局"}, "decide": {"to_refer": True}}
    steps = [step(n, deed, **more.get(deed, {})) for n, deed in enumerate(("take", *deeds), 1)]
    return standing_of(steps)


WAYS: dict[State, tuple[str, ...]] = {
    "found": (),
    "assigned": ("assign",),
    "rectifying": ("assign", "order"),
    "evaluating": ("assign", "order", "report"),
    "referred": ("refer",),
    "closed": ("close",),
}


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_leads_where_the_table_says_and_is_refused_elsewhere(state: State, deed: MatterDeed) -> None:
    offered = ("offer",) if deed in ("accept", "return_offer", "withdraw") and state != "closed" else ()
    standing = stood(*WAYS[state], *offered)
    new = step(standing.steps + 1, deed, to_department="丙局", department="乙局")

    assert (deed in allowed(standing)) == ((state, deed) in LEADS)
    if (state, deed) in LEADS:
        assert after(standing, new).state == LEADS[state, deed]
    else:
        with pytest.raises(NotAllowed):
            after(standing, new)


def test_who_took_it_keeps_it_until_another_department_accepts() -> None:
    offered = stood("assign", "offer")
    accepted = after(offered, step(4, "accept", department="乙局"))
    returned = after(offered, step(4, "return_offer", department="乙局"))

    assert (offered.department, offered.offered_to) == ("甲局", "乙局")
    assert (accepted.department, accepted.receiver, accepted.offered_to) == ("乙局", "王某", "")
    assert (returned.department, returned.offered_to) == ("甲局", "")


@pytest.mark.parametrize("deed", ["close", "refer", "offer"])
def test_what_is_offered_is_neither_closed_nor_referred_nor_offered_again(deed: MatterDeed) -> None:
    assert deed in allowed(stood("assign"))
    assert deed not in allowed(stood("assign", "offer"))


def test_a_suspected_crime_is_closed_only_after_it_was_referred() -> None:
    assert "close" not in allowed(stood("assign", "decide"))
    assert "close" in allowed(stood("assign", "decide", "refer"))


def test_a_deadline_begins_with_a_state_and_not_with_another_person() -> None:
    first, second = (NOON.date() + timedelta(days) for days in (5, 9))
    steps = [step(1, "take"), step(2, "assign", due=first), step(3, "assign", to_person="李某", due=second)]

    assert standing_of(steps).due == first
    assert standing_of(steps).receiver == "李某"


@pytest.mark.parametrize(
    "steps",
    [
        [step(1, "assign")],
        [step(2, "take")],
        [step(1, "take"), step(3, "assign")],
        [step(1, "take"), step(2, "assign", at=NOON - timedelta(seconds=1))],
        [step(1, "take"), step(2, "order")],
        [step(1, "take"), step(2, "take")],
    ],
)
def test_steps_out_of_order_come_to_nothing(steps: list[StepRecord]) -> None:
    with pytest.raises(NotAllowed):
        standing_of(steps)


class AnyDeeds(RuleBasedStateMachine):
    """Does whatever is allowed, in any order, and refuses the rest."""

    @initialize()
    def begin(self) -> None:
        self.steps = [step(1, "take")]
        self.standing = standing_of(self.steps)
        self.was_closed = False

    @rule(pick=st.data(), seconds=st.integers(0, 10**6), department=st.sampled_from(["甲局", "乙局", "丙局"]))
    def do(self, pick: st.DataObject, seconds: int, department: str) -> None:
        deed = pick.draw(st.sampled_from(allowed(self.standing)))
        new = step(
            len(self.steps) + 1,
            deed,
            at=self.standing.at + timedelta(seconds=seconds),
            to_department=department,
            to_person=department,
            to_refer=pick.draw(st.booleans()),
        )
        before, self.standing = self.standing, after(self.standing, new)
        self.steps.append(new)
        if before.state == "closed":
            assert (deed, self.standing.state) == ("reopen", "assigned")
        if self.standing.department != before.department:
            assert (deed, self.standing.department) == ("accept", before.offered_to)
        if self.standing.state == "closed":
            assert not before.to_refer or deed == "refer"

    @rule(deed=st.sampled_from(DEEDS))
    def refuse(self, deed: MatterDeed) -> None:
        if deed not in allowed(self.standing):
            with pytest.raises(NotAllowed):
                after(self.standing, step(len(self.steps) + 1, deed, at=self.standing.at))

    @precondition(lambda self: len(self.steps) > 1)
    @rule(seconds=st.integers(1, 100))
    def no_time_runs_back(self, seconds: int) -> None:
        for deed in allowed(self.standing):
            with pytest.raises(NotAllowed):
                after(self.standing, step(len(self.steps) + 1, deed, self.standing.at - timedelta(seconds=seconds)))

    @invariant()
    def the_steps_come_to_where_it_stands(self) -> None:
        assert standing_of(self.steps) == self.standing
        assert self.standing.steps == len(self.steps)

    @invariant()
    def exactly_one_department_is_responsible(self) -> None:
        assert self.standing.department
        assert self.standing.receiver
        if self.standing.state == "closed":
            assert not self.standing.offered_to

    @invariant()
    def there_is_always_something_to_do(self) -> None:
        assert allowed(self.standing)


TestAnyDeeds = AnyDeeds.TestCase
TestAnyDeeds.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
