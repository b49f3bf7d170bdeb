"""What is deleted is nowhere any more: not in a table, and not in the files of the database."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, make_url, text

from compliance.engine.decide import Engine
from compliance.engine.durable import EngineFault
from compliance.services.evidence import add_evidence, read_evidence
from compliance.services.issue_checklist import issue_checklist
from compliance.services.office import Office
from compliance.services.self_check.keep import HandedOverError, delete_check, purge, save_check
from compliance.services.verify_document import UnknownNumberError, verify_document
from compliance.services.visits import cancel_visit, finish_visit
from compliance.store.deeds import ENTERPRISE
from compliance.store.hashes import token_hash
from compliance.store.records.checks import SelfCheckRecord
from tests.auditing import OFFICER
from tests.conftest import NOW
from tests.evidence.made import telling
from tests.packs import FIRST_OFFENCE, SIGN, changed, dumped, question
from tests.self_checking import BIG, begun, decided, finished, later, visited

TEXTS = {
    "answer": "只在回答里说的话",
    "circumstance": "只在情节里说的话",
    "first draft": "写了又改掉的话",
    "name": "独一无二饭店",
    "address": "无人知晓路 7 号",
    "contact": "独孤求教",
    "phone": "13912345678",
    "fault": "只在出错时说的话",
}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Rules that ask for texts, too."""
    folder = tmp_path / "rules"
    folder.mkdir()
    asking = changed(SIGN, "questions", "说明", to=question("text"))
    weighing = changed(FIRST_OFFENCE, "circumstances", "经过", to=question("text"))
    for data in (asking, weighing):
        (folder / f"{data['id']}.yaml").write_bytes(dumped(data))
    return folder


def in_tables(office: Office) -> bytes:
    """All that stands in all tables."""
    with office.store.engine.connect() as connection:
        rows = [connection.execute(text(f'SELECT * FROM "{name}"')) for name in inspect(connection).get_table_names()]  # noqa: S608
        values = list(chain.from_iterable(row for each in rows for row in each))
    return b"\n".join(bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode() for each in values)


def in_files(office: Office) -> bytes:
    """The bytes of the database's files: SQLite's own, its write-ahead log and the log's index."""
    path = Path(make_url(office.settings.database_url).database or "")
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def places(office: Office) -> list[Callable[[Office], bytes]]:
    return [in_tables, in_files] if office.store.engine.dialect.name == "sqlite" else [in_tables]


def said_everywhere(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[bytes]]:
    """A self-check that says something everywhere, and all that it says."""
    item = {"items/sign-001/危害后果": ["=无"], "items/sign-001/经过": [TEXTS["circumstance"]]}
    enterprise = {"enterprise/name": [TEXTS["name"]], "enterprise/address": [TEXTS["address"]]}
    token = begun(office, BIG | {"answers/说明": [TEXTS["first draft"]]})
    save_check(office, token, item | enterprise | {"answers/说明": [TEXTS["answer"]]})
    add_evidence(office, token, "answers/招牌面积", [telling("JPEG")])
    with monkeypatch.context() as failing:
        decide = Engine.decide

        def fail(self: Engine, sheet: Any, *dates: date) -> Any:
            if sheet.answers.get("说明") == TEXTS["fault"] and sheet.circumstances:
                raise EngineFault(f"not decided: {TEXTS['fault']}")
            return decide(self, sheet, *dates)

        failing.setattr(Engine, "decide", fail)
        save_check(office, token, {"answers/说明": [TEXTS["fault"]]})
        with pytest.raises(EngineFault):
            decided(office, token)
    save_check(office, token, {"answers/说明": [TEXTS["answer"]]})
    decided(office, token)
    cancel_visit(office, ENTERPRISE, visited(office, token, contact=TEXTS["contact"], phone=TEXTS["phone"]).number)
    with office.store.reading() as records:
        [evidence] = records.evidence.all(token)
    photo = read_evidence(office, token, evidence.id)[1]
    said = [each.encode() for each in TEXTS.values()]
    return token, [*said, token_hash(token).encode(), photo[200:260], photo[-60:]]


def test_what_is_deleted_is_nowhere_any_more(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    token, said = said_everywhere(any_office, monkeypatch)
    overwritten = TEXTS["first draft"].encode()
    for look in places(any_office):
        before = look(any_office)
        assert [each for each in said if each not in before and each != overwritten] == []

    delete_check(any_office, token)

    for look in places(any_office):
        after = look(any_office)
        assert [each for each in said if each in after] == [], look.__name__


def test_what_is_purged_is_nowhere_any_more(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _, said = said_everywhere(any_office, monkeypatch)

    assert purge(later(any_office, days=40)) == 1

    for look in places(any_office):
        after = look(any_office)
        assert [each for each in said if each in after] == [], look.__name__


def test_rows_that_moved_within_the_file_leave_no_copy_behind(office: Office) -> None:
    chance = random.Random(1)  # noqa: S311
    texts = [f"独特之言{number:05}".encode() for number in range(3_000)]
    with office.store.writing() as records:
        for number, said in enumerate(texts):
            entries = said + b"x" * chance.choice([10, 100, 500])
            moment = NOW - timedelta(days=90 if number % 2 else 0)
            records.self_checks.add(SelfCheckRecord(str(number), moment, moment, (), entries))
    for number in range(0, 3_000, 3):
        with office.store.writing() as records:
            records.self_checks.change(str(number), lambda old: old + b"y" * chance.choice([10, 100, 500]), NOW)
    gone = [said for number, said in enumerate(texts) if number % 2 and number % 3]

    assert purge(office) == len(gone)

    left = in_files(office)
    assert texts[0] in left
    assert [said for said in gone if said in left] == []


def test_papers_of_a_deleted_self_check_keep_their_numbers_and_say_nothing(any_office: Office) -> None:
    token = finished(any_office, BIG | {"enterprise/name": [TEXTS["name"]]})
    issue_checklist(any_office, token)
    with any_office.store.engine.connect() as connection:
        [number] = connection.execute(text("SELECT number FROM documents")).scalars()

    delete_check(any_office, token)

    assert verify_document(any_office, number).state == "in_force"
    with any_office.store.engine.connect() as connection:
        [paper] = connection.execute(text("SELECT * FROM documents")).mappings()
    assert paper["assessment"] is None
    assert TEXTS["name"] not in str(dict(paper))
    other = finished(any_office)
    issue_checklist(any_office, other)
    with pytest.raises(UnknownNumberError):
        verify_document(any_office, number.replace("1号", "3号"))
    assert verify_document(any_office, number.replace("1号", "2号")).state == "in_force"


def test_what_belongs_to_others_stays(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    token, said = said_everywhere(any_office, monkeypatch)

    delete_check(any_office, finished(any_office))

    after = in_tables(any_office)
    assert [each for each in said if each not in after and each != TEXTS["first draft"].encode()] == []
    delete_check(any_office, token)


@pytest.mark.parametrize("made", [False, True])
def test_what_was_handed_over_cannot_be_deleted(any_office: Office, made: bool) -> None:
    token = finished(any_office)
    visit = visited(any_office, token)
    if made:
        finish_visit(any_office, OFFICER, visit.number)

    with pytest.raises(HandedOverError, match=visit.number):
        delete_check(any_office, token)
    assert token_hash(token).encode() in in_tables(any_office)


def test_a_fault_of_what_was_deleted_meanwhile_is_not_kept(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    token = begun(any_office, BIG | {"answers/说明": [TEXTS["fault"]]})
    decide = Engine.decide

    def fail(self: Engine, sheet: Any, *dates: date) -> Any:
        if len(dates) == 2:  # the one that would be stored
            delete_check(any_office, token)
            raise EngineFault(TEXTS["fault"])
        return decide(self, sheet, *dates)

    monkeypatch.setattr(Engine, "decide", fail)
    with pytest.raises(EngineFault):
        decided(any_office, token)

    assert TEXTS["fault"].encode() not in in_tables(any_office)


def test_a_reader_at_work_keeps_deleting_from_nothing_but_the_file(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """The rows are gone at once; the file is written anew when the next thing is deleted."""
    token, other = begun(office, {"answers/说明": [TEXTS["answer"]]}), begun(office)
    with office.store.reading() as records:
        assert records.self_checks.find(other)
        delete_check(office, token)
        assert TEXTS["answer"].encode() not in in_tables(office)

    delete_check(office, other)

    assert TEXTS["answer"].encode() not in in_files(office)
    assert "deleted rows may stand in the files" in caplog.text
    assert TEXTS["answer"] not in caplog.text
