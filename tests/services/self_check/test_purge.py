"""Which self-checks are deleted after a while, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.services.office import Office
from compliance.services.self_check.keep import NoSuchSelfCheck, load_check, purge, save_check, start_check
from compliance.services.visits import cancel_visit, finish_visit
from compliance.store.deeds import ENTERPRISE
from compliance.store.records.checks import FaultRecord, Inputs, SelfCheckRecord
from tests.auditing import OFFICER, told
from tests.conftest import NOW
from tests.packs import TODAY
from tests.self_checking import begun, decided, finished, later, visited


def is_there(office: Office, token: str) -> bool:
    try:
        load_check(office, token)
    except NoSuchSelfCheck:
        return False
    return True


def test_what_was_left_alone_for_thirty_whole_days_is_deleted(any_office: Office) -> None:
    filled, finished_too = begun(any_office), finished(any_office)

    # NOW is ten in the morning in China: the thirty-first day from then on begins after 30 days and 14 hours.
    assert purge(later(any_office, days=30, hours=13, minutes=59)) == 0
    assert is_there(any_office, filled)
    assert purge(later(any_office, days=30, hours=14, minutes=1)) == 2
    assert not is_there(any_office, filled)
    assert not is_there(any_office, finished_too)


def test_whoever_does_something_with_it_keeps_it(any_office: Office) -> None:
    typed, decided_again, alone = begun(any_office), begun(any_office), begun(any_office)
    save_check(later(any_office, days=20), typed, {"甲": ["1"]})
    decided(later(any_office, days=20), decided_again)

    assert purge(later(any_office, days=40)) == 1
    assert [is_there(any_office, token) for token in (typed, decided_again, alone)] == [True, True, False]


def test_what_was_handed_over_stays_until_it_is_taken_back(any_office: Office) -> None:
    asked, done, taken_back = (finished(any_office) for _ in range(3))
    visits = [visited(any_office, token) for token in (asked, done, taken_back)]
    finish_visit(any_office, OFFICER, visits[1].number)
    cancel_visit(any_office, ENTERPRISE, visits[2].number)

    assert purge(later(any_office, days=400)) == 1
    assert [is_there(any_office, token) for token in (asked, done, taken_back)] == [True, True, False]


def test_a_new_self_check_clears_the_old_ones_away(any_office: Office) -> None:
    old = begun(any_office)

    start_check(later(any_office, days=31, hours=14), ["sign"])

    assert not is_there(any_office, old)


def test_a_longer_time_can_be_set(office: Office) -> None:
    token = begun(office)
    patient = replace(later(office, days=35), settings=replace(office.settings, keep_days=60))

    assert purge(patient) == 0
    assert is_there(office, token)


def test_thousands_are_deleted_at_once(any_office: Office) -> None:
    old = NOW - timedelta(days=90)
    with any_office.store.writing() as records:
        for number in range(2_600):
            moment = NOW if number % 100 == 0 else old
            records.self_checks.add(SelfCheckRecord(str(number), moment, moment, ("sign",), b"{}"))

    assert purge(any_office) == 2_574
    assert [number for number in range(300) if is_there(any_office, str(number))] == [0, 100, 200]


def test_faults_of_nobody_go_with_the_old_ones(any_office: Office) -> None:
    inputs = Inputs((b"a: 1",), b"{}", TODAY, TODAY)
    with any_office.store.writing() as records:
        for moment in (NOW - timedelta(days=40), NOW):
            records.faults.add(FaultRecord(moment, inputs, "EngineFault", "", None))
        records.self_checks.add(SelfCheckRecord("old", NOW - timedelta(days=40), NOW - timedelta(days=40), (), b"{}"))

    purge(any_office)

    with any_office.store.reading() as records:
        assert [fault.created_at for fault in records.faults.all()] == [NOW]


@pytest.mark.parametrize("times", [1, 3])
def test_with_nothing_to_delete_nothing_is_deleted(any_office: Office, times: int) -> None:
    token = finished(any_office)

    assert [purge(any_office) for _ in range(times)] == [0] * times
    assert is_there(any_office, token)


def test_the_audit_log_tells_how_many_were_purged_by_whom_and_nothing_else(any_office: Office) -> None:
    for _ in range(3):
        begun(any_office)
    assert purge(any_office, OFFICER) == 0
    assert purge(later(any_office, days=40), OFFICER) == 3
    begun(any_office)
    begun(later(any_office, days=40))

    assert told(any_office.store) == [
        ("wang", "checks purged", "", '{"count":3}'),
        ("程序", "checks purged", "", '{"count":1}'),
    ]
