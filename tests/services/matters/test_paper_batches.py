"""Papers for many matters at once: what comes out, for whom, and after a kill."""

import signal
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from compliance.services.matters import batch_making
from compliance.services.matters.batch_making import make_all
from compliance.services.matters.paper_batches import (
    Failure,
    NoSuchBatch,
    NotReadyError,
    ask,
    batch_kinds,
    batches_of,
    read_batch,
    take,
)
from compliance.services.matters.papers import papers_of
from compliance.services.matters.people import MatterInputError, NotYours
from compliance.services.office import Office
from tests.auditing import told
from tests.conftest import NOW
from tests.services.matters.killed_batch import killed
from tests.services.matters.officers import MARKET, begun, officer
from tests.services.matters.test_deciding import FIRST, assigned, decided


def issued(office: Office, number: str) -> list[str]:
    return [each.number for each in papers_of(office, officer(), number).issued]


def test_each_matter_gets_its_paper_and_what_can_not_be_made_stops_nothing(office: Office) -> None:
    first, undecided, others, second = (
        decided(office, FIRST), assigned(office), begun(office, MARKET).number, decided(office, FIRST),
    )  # fmt: skip
    id = ask(office, officer(), "correction", [first, undecided, others, second, "事〔2026〕99号", first])
    before = read_batch(office, officer(), id)
    assert (before.done, before.is_over, len(before.matters)) == (0, False, 5)

    make_all(office, 2)

    batch = read_batch(office, officer(), id)
    assert (batch.made, batch.done, batch.is_over, batch.fault) == (2, 5, True, "")
    assert [each.matter for each in batch.failures] == [undecided, others, "事〔2026〕99号"]
    assert "不能出《责令限期改正通知书》" in batch.failures[0].reason
    assert all("没有编号为" in each.reason for each in batch.failures[1:])
    with ZipFile(BytesIO(take(office, officer(), id, "zip"))) as papers:
        names = papers.namelist()
        assert names == [f"00001-{first}-责令限期改正通知书.pdf", f"00004-{second}-责令限期改正通知书.pdf"]
        assert all(papers.read(name).startswith(b"%PDF") for name in names)
    merged = PdfReader(BytesIO(take(office, officer(), id, "pdf")))
    assert len(merged.outline) == 2
    assert len(issued(office, first)) == len(issued(office, second)) == 1


def test_a_batch_that_was_killed_is_gone_on_with_and_nothing_is_made_twice(office: Office, tmp_path: Path) -> None:
    matters = [decided(office, FIRST) for _ in range(3)]
    id = ask(office, officer(), "correction", matters)

    assert killed(office.settings, tmp_path) == -signal.SIGKILL

    halfway = read_batch(office, officer(), id)
    assert 1 <= halfway.made < 3
    assert not halfway.is_over
    made_before = issued(office, matters[0])
    with pytest.raises(NotReadyError):
        take(office, officer(), id, "zip")

    make_all(office, 1)

    over = read_batch(office, officer(), id)
    assert (over.made, over.is_over, over.failures, over.fault) == (3, True, (), "")
    assert issued(office, matters[0]) == made_before
    assert sorted(len(issued(office, each)) for each in matters) == [1, 1, 1]


def test_one_maker_at_a_time_makes_all_that_wait(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def make(office: Office, batch: object, folder: object, workers: int) -> None:
        seen.append(batch.id)  # type: ignore[attr-defined]
        make_all(office)  # another that comes meanwhile

    monkeypatch.setattr(batch_making, "_make_papers", make)
    first = ask(office, officer(), "checkup", [assigned(office)])
    second = ask(replace(office, now=lambda: NOW + timedelta(hours=1)), officer(), "checkup", [assigned(office)])

    make_all(office)

    assert seen == [first, second]


def test_a_fault_ends_its_batch_and_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(batch_making, "run_tasks", fail)
    id = ask(office, officer(), "checkup", [assigned(office)])

    make_all(office)

    batch = read_batch(office, officer(), id)
    assert (batch.is_over, batch.made, batch.fault) == (True, 0, "程序出错，请交给维护人员：RuntimeError")
    with pytest.raises(NotReadyError):
        take(office, officer(), id, "pdf")


def test_a_bug_with_one_matter_is_reported_with_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    number = assigned(office)

    def run(job: object, tasks: list[object], workers: int, done: object, failed: object, patience: float) -> None:
        failed(tasks[0], "\nTraceback\nValueError: oh")  # type: ignore[operator]

    monkeypatch.setattr(batch_making, "run_tasks", run)
    id = ask(office, officer(), "checkup", [number])
    make_all(office)
    assert read_batch(office, officer(), id).failures == (Failure(number, "程序出错，请交给维护人员：ValueError: oh"),)


def test_a_batch_is_there_for_who_asked_for_it_alone(office: Office) -> None:
    id = ask(office, officer(), "checkup", [assigned(office)])
    other = officer(name="李某")
    for deed in (lambda: read_batch(office, other, id), lambda: take(office, other, id, "zip")):
        with pytest.raises(NoSuchBatch):
            deed()
    with pytest.raises(NoSuchBatch):
        read_batch(office, officer(), "../" + id)
    assert batches_of(office, officer(name="李某")) == ()
    assert [each.id for each in batches_of(office, officer())] == [id]
    folder = office.settings.own_data / "papers"
    assert (folder.stat().st_mode & 0o777, (folder / id).stat().st_mode & 0o777) == (0o700, 0o700)


def test_a_batch_is_deleted_after_a_week(office: Office) -> None:
    old = ask(office, officer(), "checkup", [assigned(office)])
    week = replace(office, now=lambda: NOW + timedelta(7, seconds=1))
    new = ask(week, officer(), "checkup", [assigned(office)])
    assert [each.id for each in batches_of(week, officer())] == [new]
    assert not (office.settings.own_data / "papers" / old).exists()


def test_what_makes_no_sense_is_refused(office: Office) -> None:
    for kind, matters in (
        ("negative", ["一"]),
        ("return_visit", ["一"]),
        ("checkup", []),
        ("checkup", map(str, range(1001))),
    ):
        with pytest.raises(MatterInputError):
            ask(office, officer(), kind, list(matters))
    for who in (officer(role="legal"), officer("")):
        with pytest.raises(NotYours):
            ask(office, who, "checkup", ["一"])
    assert "return_visit" not in batch_kinds(office)
    assert "correction" in batch_kinds(office)


def test_the_log_tells_what_was_asked_for_and_taken(office: Office) -> None:
    number = decided(office, FIRST)
    before = len(told(office.store))
    id = ask(office, officer(), "correction", [number])
    make_all(office, 1)
    take(office, officer(), id, "zip")
    assert [(who, deed) for who, deed, *_ in told(office.store)[before:]] == [
        ("王某", deed)
        for deed in ("papers asked for", "matter shown", "document issued", "paper filed", "papers taken")
    ]
