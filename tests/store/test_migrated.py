"""A database of the time before self-checks (0004), brought to the form of today: nothing in it is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from compliance.rulepacks.rulebook import read_rulebook
from compliance.services.enterprise import Enterprise
from compliance.services.inputs import decide, decision_bytes, to_bytes
from compliance.services.issue_checklist import issue_checklist
from compliance.services.library import RuleLibrary
from compliance.services.office import Office, open_office
from compliance.services.read_assessment import history, read_assessment
from compliance.services.rule_changes import rules_change
from compliance.services.self_check.keep import (
    NoSuchSelfCheck,
    PacksGoneError,
    delete_check,
    engine_of_today,
    load_check,
    purge,
)
from compliance.services.submit_assessment import DraftSheet
from compliance.services.verify_document import verify_document
from compliance.settings import Settings
from compliance.store.database import Store
from compliance.store.hashes import matter_hash, text_hash, token_hash, whole_hash
from compliance.store.records.checks import Inputs
from tests.conftest import NOW
from tests.packs import TODAY
from tests.self_checking import decided
from tests.store.test_migrations import to_revision
from tests.submitting import submitted

DRAFT, BIG, SMALL = (letter * 32 for letter in "dbs")
SHEETS: dict[str, dict[str, Any]] = {
    BIG: {
        "answers": {"设有招牌": True, "招牌面积": 20, "取得许可": False},
        "circumstances": {"sign-001": {"已改正": True}},
    },
    SMALL: {"answers": {"设有招牌": True, "招牌面积": 3, "取得许可": False}},
}
SHOP = Enterprise("甲商店", "91110000600037341L", "某路 1 号")
LONG_AGO = datetime(2024, 1, 5, 3, 4, 5, 678901, tzinfo=UTC)
TABLES = {
    "rule_files": ("sha256", "text"),
    "rulebooks": ("sha256",),
    "rulebook_files": ("rulebook", "position", "rule_file"),
    "drafts": ("token_sha256", "updated_at", "pack_ids", "entries"),
    "assessments": (
        "token_sha256", "created_at", "rulebook", "as_of", "acted_on", "sheet", "decision", "enterprise_name",
        "credit_code", "address",
    ),
    "faults": ("created_at", "rulebook", "as_of", "acted_on", "sheet", "kind", "message"),
    "documents": ("number", "kind", "title", "issued_on", "created_at", "assessment", "sha256", "matter"),
    "number_series": ("series", "last"),
}  # fmt: skip


@dataclass
class Old:
    """An office whose database was made by the program of that time, and the paper that it had issued."""

    office: Office
    number: str
    paper: bytes


@pytest.fixture
def issued(settings: Settings, tmp_path: Path) -> Iterator[tuple[str, bytes]]:
    """A paper on BIG as it comes out today: its number and its file."""
    office = replace(open_office(replace(settings, database_url=f"sqlite:///{tmp_path / 'other'}")), now=lambda: NOW)
    token = submitted(office, DraftSheet(("sign",), SHEETS[BIG], SHOP), TODAY)
    paper = issue_checklist(office, token)
    with office.store.engine.connect() as connection:
        yield connection.execute(text("SELECT number FROM documents")).scalar_one(), paper
    office.store.close()


@pytest.fixture
def old(settings: Settings, database_url: str, issued: tuple[str, bytes]) -> Iterator[Old]:
    store = Store(database_url)
    to_revision(store, "0004")
    office = Office(settings, RuleLibrary(read_rulebook([settings.rules])), store, now=lambda: NOW)
    fill(office, *issued)
    store.migrate()
    yield Old(office, *issued)
    store.close()


def fill(office: Office, number: str, paper: bytes) -> None:
    texts = office.library.rulebook.texts
    rulebook = whole_hash(texts)
    inputs = {token: Inputs(texts, to_bytes(sheet), TODAY, TODAY) for token, sheet in SHEETS.items()}
    engine = office.library.select(["sign"])
    row, shop = (LONG_AGO, rulebook, TODAY, TODAY), (SHOP.name, SHOP.credit_code, SHOP.address)
    rows: dict[str, list[tuple[Any, ...]]] = {
        "rule_files": [(text_hash(each), each) for each in texts],
        "rulebooks": [(rulebook,)],
        "rulebook_files": [(rulebook, place, text_hash(each)) for place, each in enumerate(texts)],
        "drafts": [(token_hash(DRAFT), LONG_AGO, '["sign"]', to_bytes({"answers/招牌面积": ["20"]}))],
        "assessments": [
            (token_hash(token), *row, each.sheet, decision_bytes(decide(engine, each)[1]), *shop)
            for token, each in inputs.items()
        ],
        "faults": [(*row, inputs[BIG].sheet, "EngineFault", b"stale")],
        "documents": [
            (number, "guidance", "企业合规整改指导清单", TODAY, LONG_AGO, token_hash(BIG), sha256(paper).hexdigest(),
             matter_hash("guidance", token_hash(BIG)))
        ],
        "number_series": [("guidance 2026", 1)],
    }  # fmt: skip
    with office.store.engine.begin() as connection:
        for table, columns in TABLES.items():
            names = ", ".join(f":{column}" for column in columns)
            insert = text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({names})")  # noqa: S608
            sqlite = connection.dialect.name == "sqlite"
            for values in rows[table]:
                plain = map(as_sqlite_has_it, values) if sqlite else values
                connection.execute(insert, dict(zip(columns, plain, strict=True)))


def as_sqlite_has_it(value: Any) -> Any:
    moment = value.replace(tzinfo=None) if isinstance(value, datetime) else value
    return str(moment) if isinstance(moment, date) else moment


def test_a_draft_can_be_gone_on_with(old: Old) -> None:
    kept = load_check(old.office, DRAFT)
    assert (kept.pack_ids, kept.typed) == (("sign",), {"answers/招牌面积": ["20"]})
    assert decided(old.office, DRAFT).number == 1


def test_results_can_be_read_as_they_were(old: Old) -> None:
    for token, status in ((BIG, "violation"), (SMALL, "compliant")):
        result = read_assessment(old.office, token)
        assert [each.status for each in result.decision.findings] == [status]
        assert (result.number, result.reason, result.created_at, result.enterprise) == (1, "submitted", LONG_AGO, SHOP)
        assert [past.counts for past in history(old.office, token)] == [{status: 1}]


def test_results_whose_choice_was_not_kept_can_be_read_but_not_gone_on_with(old: Old) -> None:
    kept = load_check(old.office, BIG)
    assert (kept.pack_ids, kept.typed) == ((), {})
    with pytest.raises(PacksGoneError, match="停用"):
        engine_of_today(old.office, kept)
    assert rules_change(old.office, kept, read_assessment(old.office, BIG), frozenset()) is None


def test_a_fault_can_be_read(old: Old) -> None:
    with old.office.store.reading() as records:
        (fault,) = records.faults.all()
    assert (fault.kind, fault.message, fault.inputs.sheet) == ("EngineFault", "stale", to_bytes(SHEETS[BIG]))


def test_a_paper_comes_out_under_its_old_number(old: Old) -> None:
    assert issue_checklist(old.office, BIG) == old.paper
    assert verify_document(old.office, old.number, old.paper).same
    with old.office.store.engine.connect() as connection:
        assert connection.execute(text("SELECT number FROM documents")).scalars().all() == [old.number]


def test_a_result_can_be_deleted_and_its_number_stays(old: Old) -> None:
    delete_check(old.office, BIG)
    with pytest.raises(NoSuchSelfCheck):
        load_check(old.office, BIG)
    assert verify_document(old.office, old.number).state == "in_force"


def test_nothing_is_deleted_before_its_time_counted_from_today(old: Old) -> None:
    """Whoever had a result was never told that it would be deleted, so it is kept as long as a new one."""
    now = datetime.now(UTC)
    soon, late = (replace(old.office, now=lambda days=days: now + timedelta(days)) for days in (29, 32))
    assert purge(soon) == 0
    assert read_assessment(soon, BIG)
    assert purge(late) == 3
