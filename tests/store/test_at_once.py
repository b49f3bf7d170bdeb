"""Several submissions at once, and one that is killed, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import event, select

from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.submit_assessment import DraftSheet
from compliance.store.tables.base import Table
from compliance.store.tables.checks import AssessmentRow
from compliance.store.tables.rulebooks import RulebookFileRow, RulebookRow, RuleFileRow
from tests.packs import TODAY
from tests.store.child import Child
from tests.submitting import submitted

LONG = 60  # seconds; only reached when something hangs

# Where each database makes the second of two writers wait for the first.
MEETING = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "INSERT INTO rule_files"}


def submit(office: Office) -> str:
    return submitted(office, DraftSheet(("sign",), {"answers": {"设有招牌": True}}), TODAY)


def at_the_meeting(office: Office, act: Any) -> None:
    """Calls `act` each time before a writer may have to wait."""
    engine = office.store.engine
    place = MEETING[engine.dialect.name]
    event.listen(engine, "before_cursor_execute", lambda *call: act() if call[2].startswith(place) else None)


def rows(office: Office, table: type[Table]) -> int:
    with office.store.engine.connect() as connection:
        return len(connection.execute(select(table)).all())


def child(office: Office, hold_at: str) -> Child:
    return Child("submit", office.settings.database_url, str(office.settings.rules), hold_at)


def test_two_threads_that_store_the_same_new_rules_at_once_both_succeed(any_office: Office) -> None:
    together = Barrier(2)
    at_the_meeting(any_office, lambda: together.wait(LONG))

    with ThreadPoolExecutor(2) as pool:
        tokens = list(pool.map(submit, [any_office] * 2))

    assert all(read_assessment(any_office, token).decision.findings for token in tokens)
    assert (rows(any_office, AssessmentRow), rows(any_office, RuleFileRow), rows(any_office, RulebookRow)) == (2, 2, 1)


def test_many_threads_lose_nothing(any_office: Office) -> None:
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(submit, [any_office] * 40))

    assert rows(any_office, AssessmentRow) == 40
    assert len({read_assessment(any_office, token).decision for token in tokens}) == 1


def test_a_process_waits_for_another_that_stores_the_same_new_rules(any_office: Office) -> None:
    first = child(any_office, "INSERT INTO rulebooks")
    assert first.said == "holding"
    arrived = Event()
    at_the_meeting(any_office, arrived.set)

    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(submit, any_office)
        assert arrived.wait(LONG)
        tokens = [first.finish(), second.result(LONG)]

    assert all(read_assessment(any_office, token).decision.findings for token in tokens)
    assert (rows(any_office, AssessmentRow), rows(any_office, RuleFileRow), rows(any_office, RulebookRow)) == (2, 2, 1)


@pytest.mark.parametrize("hold_at", ["INSERT INTO rulebooks", "commit"])
def test_a_process_killed_within_the_transaction_leaves_nothing(any_office: Office, hold_at: str) -> None:
    killed = child(any_office, hold_at)
    assert killed.said == "holding"
    killed.kill()

    assert [rows(any_office, t) for t in (AssessmentRow, RulebookRow, RulebookFileRow, RuleFileRow)] == [0, 0, 0, 0]
    assert read_assessment(any_office, submit(any_office)).decision.findings


def test_a_process_killed_after_the_transaction_leaves_the_whole_record(any_office: Office) -> None:
    killed = child(any_office, "after")
    token = killed.said
    killed.kill()

    assert read_assessment(any_office, token).decision.findings


def test_who_writes_does_not_wait_for_who_reads(any_office: Office) -> None:
    token = submit(any_office)

    with any_office.store.reading() as records:
        before = records.assessments.find(token)
        second = submit(any_office)

    assert before is not None
    assert read_assessment(any_office, second).decision.findings
