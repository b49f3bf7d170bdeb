"""The tables' latest form, on both databases."""

import fcntl
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect, select, text

from compliance.services.matters.deciding import decide_matter
from compliance.services.matters.machine import WITH_REASON
from compliance.services.matters.moving import Details, do
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.submit_assessment import DraftSheet
from compliance.store.database import DatabaseError, Store
from compliance.store.hashes import matter_hash, token_hash
from compliance.store.matters import Wanted
from compliance.store.migrate import alembic_config
from compliance.store.tables.base import Table
from tests.conftest import NOW
from tests.packs import TODAY
from tests.services.matters.officers import begun, officer
from tests.services.matters.test_deciding import FIRST, assigned
from tests.store.child import Child
from tests.submitting import submitted

_STAYS, _MATTERS = (Table.metadata.tables[name] for name in ("matter_stays", "matters"))
ADDED = [("assessments", ["self_check"]), ("faults", ["self_check"]), ("faults", ["matter"])]


@pytest.fixture
def store(database_url: str) -> Store:
    """A store whose database is empty."""
    return Store(database_url)


def test_an_empty_database_gets_the_tables_that_the_code_uses(store: Store) -> None:
    store.migrate()

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []
    store.close()


def test_constraints_have_names_by_which_later_changes_find_them(store: Store) -> None:
    store.migrate()

    inspector = inspect(store.engine)
    for table in Table.metadata.sorted_tables:
        assert inspector.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"
        for key in inspector.get_foreign_keys(table.name):
            name = f"fk_{table.name}_{key['constrained_columns'][0]}_{key['referred_table']}"
            # SQLite adds a column with its constraint, but doesn't tell the constraint's name again.
            added = store.engine.dialect.name == "sqlite" and (table.name, key["constrained_columns"]) in ADDED
            assert key["name"] == (None if added else name)
    store.close()


def test_migrating_again_changes_nothing(any_office: Office) -> None:
    token = submitted(any_office, DraftSheet(("sign",), {}), TODAY)

    any_office.store.migrate()

    assert read_assessment(any_office, token).token == token


def test_processes_that_start_together_make_the_tables_once(store: Store, database_url: str) -> None:
    children = [Child("migrate", database_url) for _ in range(3)]
    assert [child.said for child in children] == ["ready"] * 3
    for child in children:
        child.go_on()
    for child in children:
        child.finish()

    assert set(inspect(store.engine).get_table_names()) == {*Table.metadata.tables, "alembic_version"}
    store.close()


def test_a_file_is_prepared_by_one_process_at_a_time(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'db'}")
    others_wait = []
    event.listen(store.engine, "before_cursor_execute", lambda *_: others_wait.append(is_locked(tmp_path)))

    store.migrate()

    assert others_wait
    assert all(others_wait)
    assert not is_locked(tmp_path)


def is_locked(folder: Path) -> bool:
    """Whether somebody would have to wait for the lock on the folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def test_an_interrupted_migration_leaves_nothing_and_can_be_done_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr("alembic.migration.HeadMaintainer.update_to_step", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            store.migrate()

    assert "assessments" not in inspect(store.engine).get_table_names()
    store.migrate()
    assert "assessments" in inspect(store.engine).get_table_names()
    store.close()


def test_going_back_is_refused_and_loses_nothing(any_office: Office) -> None:
    token = submitted(any_office, DraftSheet(("sign",), {}), TODAY)

    def go_back() -> None:
        with any_office.store.engine.begin() as connection:
            command.downgrade(alembic_config(connection), "base")

    with pytest.raises(NotImplementedError, match="backup"):
        go_back()
    assert read_assessment(any_office, token).token == token


def test_a_database_of_a_newer_program_is_left_alone(store: Store) -> None:
    store.migrate()
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseError, match="更新版本"):
        store.migrate()
    store.close()


def test_papers_issued_before_matters_were_kept_are_found_again(store: Store) -> None:
    to_revision(store, "0003")
    token, moment = "a" * 64, "2026-11-21 00:00:00+00:00"
    with store.engine.begin() as connection:
        connection.execute(text("INSERT INTO rulebooks VALUES ('b')"))
        connection.execute(
            text("INSERT INTO assessments VALUES (:t, :m, 'b', '2026-11-21', '2026-11-21', :e, :e, '', '', '')"),
            {"t": token_hash(token), "m": moment, "e": b""},
        )
        papers = [("一号", "guidance", token_hash(token)), ("二号", "checkup", token_hash(token)), ("三号", "x", None)]
        for number, kind, assessment in papers:
            connection.execute(
                text(
                    "INSERT INTO documents (number, kind, title, issued_on, created_at, assessment)"
                    " VALUES (:n, :k, '', '2026-11-21', :m, :a)"
                ),
                {"n": number, "k": kind, "m": moment, "a": assessment},
            )

    store.migrate()

    with store.reading() as records:
        found = {
            kind: records.documents.current(matter_hash(kind, token_hash(token))) for kind in ("guidance", "checkup")
        }
        assert {kind: record and record.number for kind, record in found.items()} == {
            "guidance": "一号",
            "checkup": "二号",
        }
        third = records.documents.find("三号")
        assert third is not None
        assert third.matter is None
    store.close()


def to_revision(store: Store, revision: str) -> None:
    with store.engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)


def test_visits_asked_for_before_it_was_kept_were_handed_over_when_they_were_asked_for(store: Store) -> None:
    to_revision(store, "0005")
    moment = (
        "2026-11-21 02:00:00.000000+00:00"
        if store.engine.dialect.name == "postgresql"
        else "2026-11-21 02:00:00.000000"
    )
    with store.engine.begin() as connection:
        for insert in (
            "INSERT INTO self_checks VALUES ('s', :m, :m, '[]', :e)",
            "INSERT INTO rulebooks VALUES ('b')",
            "INSERT INTO assessments (id, created_at, rulebook, as_of, acted_on, sheet, decision, enterprise_name,"
            " credit_code, address, self_check)"
            " VALUES ('a', :m, 'b', '2026-11-21', '2026-11-21', :e, :e, '', '', '', 's')",
            "INSERT INTO visits (number, code, self_check, assessment, requested_at, status, status_at, planned_for,"
            " departments, wishes, enterprise_name, credit_code, address, contact, phone)"
            " VALUES ('n', 'c', 's', 'a', :m, 'requested', :m, '', '[]', '[]', '', '', '', '', '')",
        ):
            connection.execute(text(insert), {"m": moment, "e": b"{}"} if ":" in insert else {})

    store.migrate()

    with store.reading() as records:
        visit = records.visits.find("n")
    assert visit is not None
    assert visit.handed_over_at == visit.requested_at == NOW
    store.close()


def test_matters_of_before_they_were_searched_are_found(store: Store) -> None:
    to_revision(store, "0010")
    moment = "2026-11-21 02:00:00+00:00" if store.engine.dialect.name == "postgresql" else "2026-11-21 02:00:00.000000"
    with store.engine.begin() as connection:
        for insert in (
            "INSERT INTO matters VALUES ('事〔2026〕1号', 'found', NULL, '甲店', '', '城东路', '甲镇', 'normal', :m,"
            " '2026-11-21', 'found', '市场监管', 'lisi', :m, 1, '', NULL, false, false, NULL)",
            "INSERT INTO matter_items VALUES ('事〔2026〕1号', 'sign-001', 'sign', 'violation')",
            "INSERT INTO matter_steps VALUES ('事〔2026〕1号', 1, 'take', :m, 'lisi', 'officer', '市场监管',"
            " '群众投诉', '', '', NULL, false, false)",
        ):
            connection.execute(text(insert), {"m": moment} if ":m" in insert else {})

    store.migrate()

    with store.reading() as records:
        for words in (("甲店", "城东路"), ("sign-001",), ("投诉", "甲镇")):
            assert records.matters.counted(Wanted(words=words)) == {"found": 1}
        assert records.matters.counted(Wanted(words=("乙店",))) == {}
    store.close()


def test_the_stays_of_matters_from_before_they_were_kept_are_what_would_have_been_kept(any_office: Office) -> None:
    """Two matters as they are kept today; then their stays are forgotten and told anew from their steps."""
    store, number = any_office.store, assigned(any_office)
    decide_matter(any_office, officer(), number, FIRST, {})
    later = replace(any_office, now=lambda: NOW + timedelta(days=3, hours=15))  # the next day in China already
    for deed in ("order", "report", "send_back", "report", "refer", "come_back", "close", "reopen"):
        do(later, officer(role="reviewer"), number, deed, Details("理由" if deed in WITH_REASON else ""))
    do(later, officer(), number, "assign", Details(to_person="张某"))
    begun(any_office)
    stays, matters = (select(table).order_by(*table.primary_key) for table in (_STAYS, _MATTERS))
    with store.engine.begin() as connection:
        kept = connection.execute(stays).all(), connection.execute(matters).all()
        connection.execute(_STAYS.delete())
        connection.execute(_MATTERS.update().values(decided_at=None, acted_on=None))
        migration = ScriptDirectory.from_config(alembic_config(connection)).get_revision("0015").module
        migration.tell_from_steps(connection.execute, connection.dialect.name)
        assert (connection.execute(stays).all(), connection.execute(matters).all()) == kept
    assert len(kept[0]) == 11
    assert {stay.days for stay in kept[0]} == {None, 0, 4}
