"""Whose work a visit is."""

from dataclasses import replace

import pytest

from compliance.services.desk import VisitsWaiting, may_see, visits_for
from compliance.services.office import Office
from compliance.store.records.checks import VisitRecord
from tests.conftest import NOW
from tests.people import DEPARTMENT, settled

VISIT = VisitRecord(
    number="约〔2026〕1号",
    code="",
    assessment="",
    handed_over_at=NOW,
    requested_at=NOW,
    status="requested",
    status_at=NOW,
    departments=("市场监管", f"住建、{DEPARTMENT}"),
    wishes=(),
    enterprise_name="甲小吃店",
    credit_code="",
    address="",
    contact="",
    phone="",
)


@pytest.mark.parametrize("role", ["officer", "reviewer"])
def test_an_officer_sees_those_of_the_own_department_or_all_where_bound_to_none(office: Office, role: str) -> None:
    assert may_see(settled(office, "own", role, department=DEPARTMENT), VISIT)
    assert may_see(settled(office, "all", role), VISIT)


def test_a_department_that_was_not_asked_sees_nothing(office: Office) -> None:
    assert not may_see(replace(settled(office, "other"), department="消防救援"), VISIT)


@pytest.mark.parametrize("role", ["legal", "admin"])
def test_others_see_none_whatever_their_department(office: Office, role: str) -> None:
    assert not may_see(settled(office, "other", role), VISIT)
    assert visits_for(office, settled(office, "more", role), 50) == VisitsWaiting((), 0)
