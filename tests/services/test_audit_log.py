"""Verifying the audit log finds out whoever changed it, even after dropping what guards it."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, text, update

from compliance.services.audit_log import Anchor, AnchorError, Broken, is_guarded, list_log, verify_log
from compliance.store.audit import FIRST, AuditEntry, moment_text
from compliance.store.database import Store
from compliance.store.deeds import ENTERPRISE, Deed
from compliance.store.tables.papers import SeriesRow
from compliance.store.tables.people import AuditRow
from tests.auditing import OFFICER, entries, tell

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store whose audit log has six entries."""
    store = Store(database_url)
    store.migrate()
    for number in range(1, 7):
        tell(store, NOON, OFFICER, Deed.VISIT_SHOWN, f"约〔2026〕{number}号", findings=number)
    yield store
    store.close()


@contextmanager
def unguarded(store: Store) -> Iterator[Connection]:
    """The database as somebody has it who may do anything, and has dropped what guards the log."""
    with store.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for deed in ("update", "delete", "replace"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS audit_log_no_{deed}"))
        else:
            connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        yield connection


def changed(store: Store, number: int, /, **values: Any) -> None:
    with unguarded(store) as connection:
        connection.execute(update(AuditRow).where(AuditRow.number == number).values(**values))


def removed(store: Store, *numbers: int) -> None:
    with unguarded(store) as connection:
        connection.execute(delete(AuditRow).where(AuditRow.number.in_(numbers)))


def rewritten(store: Store, first: int, last: int = 6, **values: Any) -> None:
    """Changes an entry and makes all hashes anew from there on, as the program would."""
    found = {each.number: each for each in entries(store)}
    previous = found[first].previous
    for number in range(first, last + 1):
        entry = replace(found[number], **values if number == first else {}, previous=previous)
        previous = entry.hash_due
        changed(store, number, who=entry.who, previous=entry.previous, hash=previous)


def newest(store: Store) -> Anchor:
    found = verify_log(store)
    assert isinstance(found, Anchor)
    return found


def test_a_log_that_nobody_changed_is_whole_and_tells_its_newest_number_and_hash(store: Store) -> None:
    assert newest(store) == Anchor(6, entries(store)[-1].hash)
    assert is_guarded(store)


def test_an_empty_log_is_whole(database_url: str) -> None:
    store = Store(database_url)
    store.migrate()
    assert verify_log(store) is None
    store.close()


@pytest.mark.parametrize("number", [1, 3, 6])
def test_an_edited_entry_is_found_out(store: Store, number: int) -> None:
    changed(store, number, about="约〔2026〕99号")
    assert verify_log(store) == Broken(number, "内容被改过，和它的校验值不符")
    assert not is_guarded(store)


def test_an_edited_entry_with_a_new_hash_of_its_own_is_found_out_at_the_next(store: Store) -> None:
    rewritten(store, 3, last=3, who="nobody")
    found = verify_log(store)
    assert isinstance(found, Broken)
    assert (found.number, found.why[:7]) == (4, "和前一条接不上")


@pytest.mark.parametrize("numbers", [(1,), (3,), (3, 4), (1, 2, 3, 4, 5)])
def test_entries_removed_in_the_middle_are_found_out(store: Store, numbers: tuple[int, ...]) -> None:
    removed(store, *numbers)
    assert verify_log(store) == Broken(numbers[0], f"这一条不见了，接下来的是第 {numbers[-1] + 1} 条")


@pytest.mark.parametrize("numbers", [(6,), (4, 5, 6), (1, 2, 3, 4, 5, 6)])
def test_a_log_whose_end_was_cut_off_is_found_out(store: Store, numbers: tuple[int, ...]) -> None:
    removed(store, *numbers)
    assert verify_log(store) == Broken(numbers[0], "从这一条起，后面的被删去了")


def test_a_cut_with_the_count_set_back_is_found_out_only_by_what_was_noted_down(store: Store) -> None:
    noted = newest(store)
    removed(store, 5, 6)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE number_series SET last = 4 WHERE series = 'audit'"))
    assert newest(store).number == 4
    assert verify_log(store, noted) == Broken(5, "从这一条起，后面的被删去了")


def test_a_log_written_anew_is_found_out_only_by_what_was_noted_down(store: Store) -> None:
    noted = newest(store)
    rewritten(store, 2, who="nobody")
    assert newest(store).number == 6
    assert verify_log(store, noted) == Broken(6, "和记下的校验值不符：这一条或者前面的被重写过")


def test_what_was_noted_down_earlier_still_holds_when_the_log_has_grown(store: Store) -> None:
    noted = newest(store)
    tell(store, NOON, ENTERPRISE, Deed.VISIT_RATED, "约〔2026〕1号")
    assert verify_log(store, noted) == newest(store) == Anchor(7, entries(store)[-1].hash)


def test_an_entry_put_in_is_found_out(store: Store) -> None:
    """In between, the numbers of the later ones must be moved on; at the end, the number was never given."""
    last = entries(store)[-1]
    forged = replace(last, number=7, previous=last.hash)
    with unguarded(store) as connection:
        connection.execute(insert(AuditRow).values(**said(replace(forged, hash=forged.hash_due))))
    assert verify_log(store) == Broken(7, "这一条不是本系统写的：编号还没有用到这里")


def test_an_entry_put_in_between_is_found_out(store: Store) -> None:
    with unguarded(store) as connection:
        for number in (6, 5, 4):
            connection.execute(update(AuditRow).where(AuditRow.number == number).values(number=number + 1))
        third = entries_by(connection)[2]
        forged = replace(third, number=4, previous=third.hash)
        connection.execute(insert(AuditRow).values(**said(replace(forged, hash=forged.hash_due))))
    assert verify_log(store) == Broken(5, "内容被改过，和它的校验值不符")


def test_two_that_changed_places_are_found_out(store: Store) -> None:
    with unguarded(store) as connection:
        for old, new in ((3, 100), (4, 3), (100, 4)):
            connection.execute(update(AuditRow).where(AuditRow.number == old).values(number=new))
    assert verify_log(store) == Broken(3, "内容被改过，和它的校验值不符")


def test_what_happens_after_the_end_was_cut_off_is_told_and_the_gap_stays(store: Store) -> None:
    removed(store, 5, 6)
    tell(store, NOON, OFFICER, Deed.VISIT_DONE, "约〔2026〕1号")
    assert entries(store)[-1].number == 7
    assert verify_log(store) == Broken(5, "这一条不见了，接下来的是第 7 条")


def test_verifying_while_others_write_finds_nothing_wrong(store: Store) -> None:
    """Another entry is written after the entries were read and before the count is read again."""
    read = store.reading
    turns = iter((1, 2))

    @contextmanager
    def reading() -> Iterator[Any]:
        with read() as records:
            yield records
        if next(turns) == 1:
            tell(store, NOON, OFFICER, Deed.VISIT_DONE, "约〔2026〕1号")

    store.reading = reading  # type: ignore[method-assign]
    assert newest(store).number == 6
    store.reading = read  # type: ignore[method-assign]
    assert newest(store).number == 7


def test_a_long_log_is_verified_with_little_memory(database_url: str) -> None:
    store = Store(database_url)
    store.migrate()
    write_long(store, 20_000)
    tracemalloc.start()
    try:
        assert newest(store).number == 20_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        store.close()
    assert peak < 5_000_000  # bytes; all of them take some 20 million


def write_long(store: Store, length: int) -> None:
    """So many entries, as the program would write them one by one."""
    rows, previous = [], FIRST
    for number in range(1, length + 1):
        words = (OFFICER.name, OFFICER.kind, Deed.VISIT_SHOWN.value, f"约〔2026〕{number}号", "{}")
        entry = AuditEntry(number, moment_text(NOON), *words, previous, "")
        previous = entry.hash_due
        rows.append(said(replace(entry, hash=previous)))
    with store.engine.begin() as connection:
        connection.execute(insert(AuditRow), rows)
        connection.execute(insert(SeriesRow), {"series": "audit", "last": length})


TEXTS = [each.name for each in fields(AuditEntry) if each.name != "number"]
ANY_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=64)


@pytest.fixture(scope="module")
def tampered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('audit') / 'db'}")
    store.migrate()
    for number in range(1, 7):
        tell(store, NOON + timedelta(minutes=number), OFFICER, Deed.VISIT_SHOWN, f"约〔2026〕{number}号", at=number)
    yield store
    store.close()


@settings(max_examples=150, deadline=None)
@given(number=st.integers(1, 6), column=st.sampled_from(TEXTS), new=ANY_TEXT)
def test_any_other_text_in_any_field_is_found_out(tampered: Store, number: int, column: str, new: str) -> None:
    old = getattr(entries(tampered)[number - 1], column)
    changed(tampered, number, **{column: new})
    try:
        found = verify_log(tampered)
        assert isinstance(found, Anchor if new == old else Broken)
        if isinstance(found, Broken):
            assert found.number == number
    finally:
        changed(tampered, number, **{column: old})


@settings(max_examples=60, deadline=None)
@given(number=st.integers(1, 6), new=st.one_of(st.integers(-3, 0), st.integers(7, 20)))
def test_any_other_number_is_found_out(tampered: Store, number: int, new: int) -> None:
    changed(tampered, number, number=new)
    try:
        found = verify_log(tampered)
        assert isinstance(found, Broken)
        assert found.number <= number
    finally:
        changed(tampered, new, number=number)


@pytest.mark.parametrize("value", ["X'00ff'", "CAST(X'ff' AS TEXT)", "'a' || char(0) || 'b'"])
def test_what_is_no_text_is_found_out_too(tampered: Store, value: str) -> None:
    (old,) = [each.about for each in entries(tampered) if each.number == 3]
    with unguarded(tampered) as connection:
        connection.execute(update(AuditRow).where(AuditRow.number == 3).values(about=text(value)))
    try:
        found = verify_log(tampered)
        assert isinstance(found, Broken)
        assert found.number <= 3
    finally:
        changed(tampered, 3, about=old)


@pytest.mark.parametrize("typed", ["", "7", "7:abc", f"0:{'0' * 64}", f"1:{'G' * 64}", f"-1:{'0' * 64}"])
def test_what_is_no_number_and_hash_is_said(typed: str) -> None:
    with pytest.raises(AnchorError, match="照 audit verify"):
        Anchor.read(typed)


def test_what_was_printed_is_read_again() -> None:
    anchor = Anchor(12, "ab" * 32)
    assert Anchor.read(f" {anchor}\n") == anchor


def test_entries_are_listed_in_chinese_by_number_person_and_day(store: Store) -> None:
    tell(store, NOON.replace(day=22, hour=16), ENTERPRISE, Deed.VISIT_CANCELLED, "约〔2026〕2号")
    assert list(list_log(store, about="约〔2026〕2号")) == [
        '2　2026-11-21 12:00:00　wang　查看交出的内容　约〔2026〕2号　{"findings": 2}',
        "7　2026-11-23 00:00:00　企业　取消预约，收回交出的内容　约〔2026〕2号",
    ]
    assert len(list(list_log(store, who="wang"))) == 6
    assert list(list_log(store, who="wang", about="约〔2026〕7号")) == []
    assert [line.split("　")[0] for line in list_log(store, since=date(2026, 11, 23))] == ["7"]
    assert list(list_log(store, since=date(2026, 11, 24))) == []


def test_a_tampered_log_can_still_be_listed(store: Store) -> None:
    changed(store, 1, moment="昨天", deed="gone", detail="{")
    assert next(list_log(store)) == "1　昨天　wang　gone　约〔2026〕1号　{"


def said(entry: AuditEntry) -> dict[str, Any]:
    return {each.name: getattr(entry, each.name) for each in fields(AuditEntry)}


def entries_by(connection: Connection) -> list[AuditEntry]:
    rows = connection.execute(select(AuditRow.__table__).order_by(AuditRow.number))
    return [AuditEntry(*row) for row in rows]
