"""The audit log in the database: a chain without gaps, stored with what it tells of, which nobody may change."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from compliance.store.audit import FIRST, MAX_DETAIL, AuditEntry
from compliance.store.database import Store, UntoldFault
from compliance.store.deeds import PROGRAM, Deed
from compliance.store.records.checks import SelfCheckRecord
from tests.auditing import OFFICER, entries, tell

NOON = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store whose database has its tables."""
    store = Store(database_url)
    store.migrate()
    yield store
    store.close()


def test_an_entry_says_when_who_what_and_about_what(store: Store) -> None:
    with store.writing() as records:
        records.tell(NOON, OFFICER, Deed.EVIDENCE_EXPORTED, "约〔2026〕1号", files=2, by="清导〔2026〕1号")

    (entry,) = entries(store)
    assert (entry.number, entry.moment) == (1, "2026-11-21T04:00:00.123456+00:00")
    assert (entry.who, entry.kind, entry.deed) == ("wang", "officer", "evidence exported")
    assert (entry.about, entry.previous) == ("约〔2026〕1号", FIRST)
    assert entry.detail == '{"by":"\\u6e05\\u5bfc\\u30142026\\u30151\\u53f7","files":2}'


def test_an_entrys_hash_is_that_of_all_it_says_so_that_anybody_can_work_it_out(store: Store) -> None:
    tell(store, NOON.astimezone(UTC).replace(microsecond=0), PROGRAM, Deed.CHECKS_PURGED, count=3)

    (entry,) = entries(store)
    # printf %s '…' | sha256sum
    said = (
        '{"about":"","deed":"checks purged","detail":"{\\"count\\":3}","kind":"system",'
        '"moment":"2026-11-21T04:00:00.000000+00:00","number":1,'
        f'"previous":"{FIRST}","who":"\\u7a0b\\u5e8f"}}'
    )
    assert entry.hash == entry.hash_due == sha256(said.encode()).hexdigest()


def test_many_threads_make_one_chain_without_gaps(store: Store) -> None:
    def write(about: int) -> None:
        with store.writing() as records:
            records.tell(NOON, OFFICER, Deed.VISIT_SHOWN, f"{about}-1")
            records.tell(NOON, OFFICER, Deed.VISIT_SHOWN, f"{about}-2")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))

    found = entries(store)
    assert [each.number for each in found] == list(range(1, 121))
    assert all(after.previous == before.hash == before.hash_due for before, after in pairwise(found))
    abouts = [each.about for each in found]
    assert all(abouts.index(f"{each}-2") == abouts.index(f"{each}-1") + 1 for each in range(60))


def test_whether_telling_comes_before_or_after_the_change_nobody_waits_for_ever(store: Store) -> None:
    """The log is written last, whenever it is told; were it held from the telling on, two could wait for each other."""
    with store.writing() as records:
        records.self_checks.add(SelfCheckRecord("甲", NOON, NOON, ("sign",), b"{}"))

    def change(tell_first: bool) -> None:
        with store.writing() as records:
            if tell_first:
                records.tell(NOON, OFFICER, Deed.VISIT_DONE, "1")
            assert records.self_checks.change("甲", lambda old: old + b" ", NOON)
            if not tell_first:
                records.tell(NOON, OFFICER, Deed.VISIT_DONE, "1")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, [True, False] * 30))
    assert len(entries(store)) == 60


def test_what_is_rolled_back_leaves_no_entry_and_no_gap(store: Store) -> None:
    def fail() -> None:
        with store.writing() as records:
            records.self_checks.add(SelfCheckRecord("甲", NOON, NOON, ("sign",), b"{}"))
            records.tell(NOON, OFFICER, Deed.VISIT_DONE, "1")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    assert entries(store) == []
    tell(store, NOON, OFFICER, Deed.VISIT_DONE, "2")
    assert [(each.number, each.about) for each in entries(store)] == [(1, "2")]


def test_a_change_is_not_stored_where_its_entry_cannot_be(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE audit_log"))

    def change() -> None:
        with store.writing() as records:
            records.self_checks.add(SelfCheckRecord("甲", NOON, NOON, ("sign",), b"{}"))
            records.tell(NOON, OFFICER, Deed.VISIT_DONE, "1")

    with pytest.raises(DBAPIError):
        change()
    with store.reading() as records:
        assert records.self_checks.find("甲") is None


def test_telling_where_nothing_is_stored_is_a_fault(store: Store) -> None:
    def read() -> None:
        with store.reading() as records:
            records.tell(NOON, OFFICER, Deed.VISIT_SHOWN, "1")

    with pytest.raises(UntoldFault):
        read()


def test_long_details_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="too much"):
        tell(store, NOON, OFFICER, Deed.VISIT_SHOWN, "1", why="x" * MAX_DETAIL)
    assert entries(store) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET who = 'nobody'",
        "UPDATE audit_log SET number = number + 10",
        "DELETE FROM audit_log WHERE number = 2",
        "DELETE FROM audit_log",
        "INSERT INTO audit_log SELECT number, '', '', '', '', '', '', '', '' FROM audit_log WHERE number = 2",
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_entries(store: Store, statement: str) -> None:
    before = three(store)
    refused(store, statement)
    assert entries(store) == before


def test_sqlite_refuses_to_replace_entries(store: Store) -> None:
    if store.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has it")
    before = three(store)
    refused(store, "REPLACE INTO audit_log SELECT * FROM audit_log")
    assert entries(store) == before


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE audit_log",
        "SET session_replication_role = replica; DELETE FROM audit_log",
        "INSERT INTO audit_log SELECT * FROM audit_log WHERE number = 2"
        " ON CONFLICT (number) DO UPDATE SET who = 'nobody'",
    ],
)
def test_postgresql_refuses_its_own_ways_round(store: Store, statement: str) -> None:
    if store.engine.dialect.name != "postgresql":
        pytest.skip("only PostgreSQL has it")
    before = three(store)
    refused(store, statement)
    assert entries(store) == before


def test_it_is_seen_whether_the_database_guards_the_log(store: Store) -> None:
    with store.reading() as records:
        assert records.audit.guarded()
    unguard = {
        "sqlite": "DROP TRIGGER audit_log_no_delete",
        "postgresql": "ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only",
    }
    with store.engine.begin() as connection:
        connection.execute(text(unguard[store.engine.dialect.name]))
    with store.reading() as records:
        assert not records.audit.guarded()


def three(store: Store) -> list[AuditEntry]:
    for number in range(3):
        tell(store, NOON, OFFICER, Deed.VISIT_SHOWN, str(number))
    return entries(store)


def refused(store: Store, statement: str) -> None:
    def execute() -> None:
        with store.engine.begin() as connection:
            for each in statement.split("; "):
                connection.execute(text(each))

    with pytest.raises(DBAPIError, match=r"append-only|unique"):
        execute()
