"""What the site is measured with: self-checks filled in at random, copies of them, and the table's figures."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks.site.copies import copy_up_to, take_over
from benchmarks.site.processor import processor_time
from benchmarks.site.tables import gathered
from compliance.services.demo.typing_in import answered, filled_in
from compliance.services.office import Office, open_office
from compliance.services.self_check.finish import finish_check
from compliance.services.self_check.keep import start_check
from compliance.services.self_check.pages import SelfCheck
from compliance.settings import PROJECT, Settings
from compliance.store.database import Store
from compliance.store.tables.base import Table
from compliance.store.tables.checks import AssessmentRow, SelfCheckRow
from tests.packs import TODAY


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with the shipped rules."""
    settings = Settings(
        root=PROJECT,
        database_url=f"sqlite:///{tmp_path_factory.mktemp('site') / 'site.sqlite3'}",
        secret_key="only for tests",
        public_url="https://qingdan.example",
        rules=PROJECT / "rules",
        checklists=PROJECT / "checklists",
        templates=PROJECT / "templates",
    )
    office = open_office(settings)
    yield office
    office.store.close()


def test_a_self_check_over_all_packs_is_filled_in_with_as_many_answers_as_wanted(shipped: Office) -> None:
    engine = shipped.library.select([pack.id for pack in shipped.library.packs])

    check = SelfCheck(engine, filled_in(engine, TODAY, random.Random(1), most=300), TODAY)  # noqa: S311

    assert answered(check) == 300
    assert check.first_open() is None
    assert 20 <= len(check.answers.violations) <= 100


def test_copies_have_addresses_of_their_own_and_keep_their_results(shipped: Office, tmp_path: Path) -> None:
    packs = [shipped.library.packs[0].id]
    engine, token = shipped.library.select(packs), start_check(shipped, packs)
    check = SelfCheck(engine, filled_in(engine, TODAY, random.Random(1)), TODAY)  # noqa: S311
    finish_check(shipped, token, check)

    copy_up_to(shipped.store.engine, 5)
    other = Store(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    other.migrate()
    take_over(shipped.store.engine, other.engine)

    for store in (shipped.store, other):
        assert (_count(store, SelfCheckRow), _count(store, AssessmentRow)) == (5, 5)
        with store.engine.connect() as connection:
            assert len(set(connection.scalars(select(AssessmentRow.decision)))) == 1
    other.close()


def test_the_table_tells_of_each_page_what_95_of_100_requests_stay_below() -> None:
    requests = [("page", float(n), n / 2, 10 * n) for n in range(1, 101)]

    pages = gathered([*requests, ("other", 7.0, 1.0, 1), ("other", 8.0, 1.0, 1)])

    assert list(pages) == ["page", "other"]
    assert pages["page"].p95 == pytest.approx(95.05)
    assert pages["page"].size[:2] == (10, 20)


def _count(store: Store, table: type[Table]) -> int:
    with store.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_the_processor_time_of_a_process_and_of_its_children_is_counted() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        before = processor_time(os.getpid())
        deadline = time.process_time() + 0.05
        while time.process_time() < deadline:
            pass
        spent = processor_time(os.getpid()) - before
        assert spent >= 50
        assert processor_time(os.getpid()) >= processor_time(child.pid) > 0
        child.communicate(b"\n")
