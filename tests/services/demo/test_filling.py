"""A small made-up town: what is in it, and that it came there as in life."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from stdnum.cn import uscc

from compliance.rulepacks.workflow import State
from compliance.services.audit_log import Anchor, verify_log
from compliance.services.demo.filling import fill
from compliance.services.demo.people import Person
from compliance.services.handed_over import read_handed_over
from compliance.services.matters.deciding import read_decisions
from compliance.services.matters.reading import all_matters, is_overdue, read_matter
from compliance.services.office import Office, open_office
from compliance.services.roles import ROLES
from compliance.services.sign_in import sign_in
from compliance.store.matters import Wanted
from compliance.store.records.checks import VisitRecord
from compliance.store.records.matters import DecisionRecord, MatterRecord
from tests.auditing import SYSTEM, entries
from tests.conftest import NOW
from tests.services.demo.towns import SMALL, TINY, town_settings
from tests.services.history.records import past_of

STATES: tuple[State, ...] = ("found", "assigned", "rectifying", "evaluating", "referred", "closed")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, tuple[Person, ...]]]:
    """The office of a small town, and who may sign in; nothing in it is changed."""
    office = _office(tmp_path_factory)
    yield office, fill(office, SMALL)
    office.store.close()


def _office(folders: pytest.TempPathFactory) -> Office:
    settings = town_settings(folders.mktemp("town"), "https://qingdan.example")
    return replace(open_office(settings), now=lambda: NOW)


@pytest.fixture(scope="module")
def matters(town: tuple[Office, tuple[Person, ...]]) -> tuple[MatterRecord, ...]:
    return all_matters(town[0], SYSTEM, Wanted())


@pytest.fixture(scope="module")
def decisions(town: tuple[Office, Any], matters: tuple[MatterRecord, ...]) -> tuple[DecisionRecord, ...]:
    """Each is made again from what it was made of, or reading it fails."""
    office, people = town
    reviewers = {each.department: each.officer for each in people if each.role == "reviewer"}
    return tuple(made for each in matters for made in read_decisions(office, reviewers[each.department], each.number))


def visits(office: Office) -> tuple[VisitRecord, ...]:
    with office.store.reading() as records:
        numbers = (f"约〔2026〕{number}号" for number in range(1, SMALL.visits + 1))
        return tuple(found for number in numbers if (found := records.visits.find(number)))


def test_there_are_matters_in_all_states_some_overdue_and_some_offered(matters: tuple[MatterRecord, ...]) -> None:
    assert {each.state for each in matters} == set(STATES)
    assert {is_overdue(each, NOW.date()) for each in matters} == {True, False}
    assert any(each.offered_to for each in matters)
    assert {each.origin for each in matters} == {"found", "visit"}
    assert len({each.town for each in matters}) >= 2
    assert len({each.department for each in matters}) == 2
    assert len({each.urgency for each in matters}) == 3


def test_each_matter_s_steps_come_to_where_it_stands(
    town: tuple[Office, tuple[Person, ...]], matters: tuple[MatterRecord, ...]
) -> None:
    office, people = town
    reviewers = {each.department: each.officer for each in people if each.role == "reviewer"}
    done = {
        step.deed for each in matters for step in read_matter(office, reviewers[each.department], each.number).steps
    }
    assert done >= {"take", "assign", "decide", "order", "report", "send_back", "close", "reopen", "refer"}
    assert done >= {"offer", "accept", "return_offer", "withdraw", "come_back"}


def test_what_departs_from_the_computed_verdict_has_its_reason(decisions: tuple[DecisionRecord, ...]) -> None:
    ruled = [ruling for each in decisions for ruling in each.rulings if ruling.verdict]
    departing = [each for each in ruled if each.verdict != each.computed]
    assert 0 < len(departing) < len(ruled) / 2
    assert all(each.reason for each in departing)
    assert any(each.fine for each in ruled)
    assert len({each.fingerprint for each in ruled}) < len(ruled), "no two cases are alike"


def test_what_follows_a_decision_is_there_too(
    town: tuple[Office, tuple[Person, ...]], matters: tuple[MatterRecord, ...]
) -> None:
    office, _ = town
    with office.store.reading() as records:
        followed = [entry for each in matters for entry in records.follow_ups.of(each.number)]
        repairs = [entry for each in matters for entry in records.credit_repairs.of(each.number)]
        walked = [each for each in matters if records.walks.entries(each.number)]
    assert {each.made for each in followed} == {True, False}
    assert any(each.rating for each in followed)
    assert {each.state for each in repairs} <= {"told", "applied"} != set()
    assert {each.state for each in walked} >= {"rectifying", "closed"}


def test_visits_are_in_all_states_and_some_are_rated(town: tuple[Office, Any]) -> None:
    found = visits(town[0])
    assert {each.status for each in found} == {"requested", "planned", "done", "cancelled"}
    assert any(each.rating for each in found)
    shown = [read_handed_over(town[0], SYSTEM, each.number) for each in found if each.status != "cancelled"]
    assert any(each.evidence for each in shown)


def test_everybody_listed_can_sign_in(town: tuple[Office, tuple[Person, ...]]) -> None:
    office, people = town
    for each in people:
        account = sign_in(office, each.name, each.password)
        assert (account.role, account.department, account.town) == (each.role, each.department, each.town)
        assert not account.must_change_password
    assert {each.role for each in people} == set(ROLES)
    assert len({each.department for each in people} - {""}) == 2
    assert len({each.town for each in people} - {""}) == 3


def test_the_audit_log_is_whole_and_in_the_order_of_time(town: tuple[Office, Any]) -> None:
    office, _ = town
    assert isinstance(verify_log(office.store), Anchor)
    moments = [each.moment for each in entries(office.store)]
    assert moments == sorted(moments)
    assert moments[0] < (NOW.replace(month=8, day=1)).isoformat()


def test_nobody_is_real(town: tuple[Office, Any], matters: tuple[MatterRecord, ...]) -> None:
    office, _ = town
    for each in (*matters, *visits(office)):
        assert each.enterprise_name.startswith("演示")
        assert uscc.is_valid(each.credit_code)
        assert each.credit_code[2:8] == "999999"
    assert {each.phone[:9] for each in visits(office)} == {"0571-0000"}


def test_some_have_violated_before(town: tuple[Office, Any], matters: tuple[MatterRecord, ...]) -> None:
    office, _ = town
    past = [past_of(office, each.credit_code) for each in matters]
    assert all(each.complete for each in past)
    assert any("演示罚" in known.document for each in past for known in each.known)


def test_the_same_day_gives_the_same_town_but_for_what_is_secret(tmp_path_factory: pytest.TempPathFactory) -> None:
    offices = [_office(tmp_path_factory) for _ in range(2)]
    people = [fill(office, TINY) for office in offices]
    first, second = (all_matters(office, SYSTEM, Wanted()) for office in offices)
    assert first == second != ()
    assert not {each.password for each in people[0]} & {each.password for each in people[1]}
    for office in offices:
        office.store.close()
