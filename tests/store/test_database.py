"""The store's transactions and connections."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from compliance.store.database import DatabaseError, Store
from compliance.store.records.checks import AssessmentRecord, Inputs, SelfCheckRecord
from compliance.store.tables.checks import AssessmentRow

NOON = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store whose database has its tables."""
    store = Store(database_url)
    store.migrate()
    yield store
    store.close()


def self_check(at: datetime = NOON) -> SelfCheckRecord:
    return SelfCheckRecord("甲", at, at, ("sign",), b"{}")


def assessment() -> AssessmentRecord:
    inputs = Inputs((b"one", b"two"), b"{}", date(2026, 11, 21), date(2026, 1, 1))
    about = ("张三饭店", "91110000600037341L", "某路")
    return AssessmentRecord("", 0, "submitted", NOON, inputs, b"\x00\xff{}", *about)


def test_a_record_comes_back_byte_for_byte(store: Store) -> None:
    with store.writing() as records:
        records.self_checks.add(self_check())
        assert records.assessments.add("甲", assessment()) == 1

    with store.reading() as records:
        found = records.assessments.find("甲")
    assert found is not None
    assert replace(found, id="", number=0) == assessment()


def test_results_of_one_self_check_are_counted_from_one(store: Store) -> None:
    with store.writing() as records:
        records.self_checks.add(self_check())
        assert [records.assessments.add("甲", assessment()) for _ in range(3)] == [1, 2, 3]

    with store.reading() as records:
        assert [each[0] for each in records.assessments.past("甲")] == [1, 2, 3]
        newest, second = records.assessments.find("甲"), records.assessments.find("甲", 2)
        assert newest
        assert second
        assert (newest.number, second.number) == (3, 2)
        assert records.assessments.find("甲", 4) is None


def test_moments_come_back_in_utc_wherever_they_were_taken(store: Store) -> None:
    with store.writing() as records:
        records.self_checks.add(self_check())

    with store.reading() as records:
        found = records.self_checks.find("甲")
    assert found is not None
    assert found.updated_at == NOON
    assert found.updated_at.utcoffset() == timedelta(0)


def test_a_moment_without_a_time_zone_is_refused(store: Store) -> None:
    def write() -> None:
        with store.writing() as records:
            records.self_checks.add(self_check(at=NOON.replace(tzinfo=None)))

    with pytest.raises(StatementError, match="time zone"):
        write()


def test_moments_are_stored_alike_on_both_databases(store: Store) -> None:
    with store.writing() as records:
        records.self_checks.add(self_check())

    utc = NOON.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    query = "SELECT updated_at FROM self_checks"
    if store.engine.dialect.name == "postgresql":
        query = "SELECT (updated_at AT TIME ZONE 'UTC')::text FROM self_checks"
    with store.engine.connect() as connection:
        assert connection.execute(text(query)).scalar_one() == utc


def test_what_fails_within_a_transaction_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.writing() as records:
            records.self_checks.add(self_check())
            records.assessments.add("甲", assessment())
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()

    with store.reading() as records:
        assert records.assessments.find("甲") is None
        assert records.self_checks.find("甲") is None
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM rule_files")).scalar_one() == 0


def test_an_error_of_the_database_does_not_tell_personal_data(store: Store) -> None:
    def add() -> None:
        with store.writing() as records:
            records.self_checks.add(self_check())
            records.assessments.add("甲", assessment())
            records.self_checks.session.flush()
            connection = records.self_checks.session.connection()
            connection.execute(
                insert(AssessmentRow), [dict(connection.execute(select(AssessmentRow)).mappings().one())]
            )

    with pytest.raises(IntegrityError) as caught:
        add()
    assert "张三" not in str(caught.value)
    assert "某路" not in str(caught.value)


def test_a_record_needs_the_rules_that_it_names(store: Store) -> None:
    def break_off() -> None:
        with store.engine.begin() as connection:
            connection.execute(text("INSERT INTO rulebook_files VALUES ('no', 0, 'no')"))

    with pytest.raises(IntegrityError):
        break_off()


def test_no_connection_is_left_for_forked_processes_to_share(store: Store) -> None:
    assert store.engine.pool.status().count("Connections in pool: 0") == 1


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://db/x", "sqlite://", "sqlite:///:memory:", "postgresql+nothing://db/x", "sqlite://host/x"],
)
def test_an_address_that_cannot_be_used_is_said(url: str) -> None:
    with pytest.raises(DatabaseError, match="DATABASE_URL"):
        Store(url).migrate()


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("清单" * 1000, encoding="utf-8")

    with pytest.raises(DatabaseError, match="file"):
        Store(f"sqlite:///{tmp_path / 'file'}").migrate()


def test_a_server_that_does_not_answer_is_said_without_the_password() -> None:
    with pytest.raises(DatabaseError, match="127") as caught:
        Store("postgresql+psycopg://user:geheim@127.0.0.1:1/db").migrate()
    assert "geheim" not in str(caught.value)


def test_the_file_of_a_new_database_is_the_only_one_left_when_it_is_closed(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'db'}")
    store.migrate()
    assert inspect(store.engine).has_table("assessments")
    store.close()

    assert [each.name for each in tmp_path.iterdir()] == ["db"]


def test_a_database_is_empty_until_anything_is_stored(store: Store) -> None:
    assert store.is_empty()
    with store.writing() as records:
        records.self_checks.add(self_check())
    assert not store.is_empty()
