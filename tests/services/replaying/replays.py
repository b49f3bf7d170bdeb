"""What tests of replays share: stored cases, and reports made in this process."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import pytest

from compliance.services.inputs import decide, decision_bytes, to_bytes
from compliance.services.office import Office
from compliance.services.replaying import making
from compliance.services.replaying.making import Maker, make_all
from compliance.services.replaying.proposals import Proposal
from compliance.services.replaying.reports import Report, ReportFolder, ask, read_report
from compliance.services.self_check.keep import start_check
from compliance.store.records.checks import AssessmentRecord, Inputs
from tests.packs import SIGN, TODAY, changed, dumped
from tests.services.publishing.writers import LAWYER

BIG = {"设有招牌": True, "招牌面积": 20, "取得许可": False}
SMALL = {"设有招牌": True, "招牌面积": 9, "取得许可": False}
"""Too large by today's number alone, which is 8."""
OPEN = {"设有招牌": True, "招牌面积": 20}


def stored(office: Office, answers: dict[str, Any], texts: Sequence[bytes] = (), name: str = "", **more: Any) -> str:
    """The token of a self-check with a result, decided under these texts; left out: under the rules of today."""
    token = start_check(office, ["sign"])
    engine = office.library.remake(tuple(texts)) if texts else office.library.select(["sign"])
    acted_on: date = more.pop("acted_on", TODAY)
    inputs = Inputs(engine.rulebook.texts, to_bytes({"answers": answers, **more}), TODAY, acted_on)
    _, decision = decide(engine, inputs)
    record = AssessmentRecord("", 0, "submitted", office.now(), inputs, decision_bytes(decision), name, "", "")
    with office.store.writing() as records:
        records.assessments.add(token, record)
    return token


def of(text: bytes, pack: str = "sign", kind: str = "negative_list") -> Proposal:
    """A proposal that is no draft."""
    return Proposal("", pack, kind, text)


def larger(size: int = 12) -> bytes:
    """The small pack, from another size on."""
    numbers = [{"from": date(2012, 1, 1), "value": size}]
    return dumped(changed(changed(SIGN, "version", to="2026.2"), "parameters", "大型招牌面积", to=numbers))


def report_made(office: Office, proposal: Proposal) -> Report:
    id = ask(office, LAWYER.actor, proposal)
    make_all(office, 1)
    return read_report(office, id)


Run = Callable[..., None]


def run_here(office: Office, most: int | None = None) -> Run:
    """Works on the tasks in this process; after `most` of them it is as if the process were killed."""

    def run(job: Any, tasks: Iterable[Any], workers: int, done: Any, failed: Any, patience: Any = None) -> None:
        maker = Maker(office, ReportFolder(job.output))
        for number, task in enumerate(tasks):
            if number == most:
                raise KeyboardInterrupt
            done(task, maker.make(task))

    return run


@pytest.fixture
def here(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose reports are made in this process."""
    monkeypatch.setattr(making, "run_tasks", run_here(any_office))
    return any_office
