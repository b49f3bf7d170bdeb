"""Papers with numbers: given once, verified by anybody, replaced and withdrawn."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from compliance.services import issue_paper as issuing
from compliance.services.enterprise import Enterprise
from compliance.services.issue_checklist import issue_checklist
from compliance.services.submit_assessment import DraftSheet
from compliance.services.verify_document import (
    AlreadyWithdrawnError,
    UnknownNumberError,
    verify_document,
    withdraw_document,
)
from tests.auditing import SYSTEM, told
from tests.packs import TODAY
from tests.submitting import submitted

FIRST, SECOND = "清导〔2026〕1号", "清导〔2026〕2号"


def submit(office):
    sheet = {"answers": {"设有招牌": True, "招牌面积": 20, "取得许可": False}}
    return submitted(office, DraftSheet(("sign",), sheet, Enterprise("某某店")), TODAY)


@pytest.fixture
def plain_paper(monkeypatch):
    """Papers that are made at once, as a changed template would make them otherwise."""
    look = {"version": 1}
    monkeypatch.setattr(issuing, "render", lambda _, matter, __: f"{matter.number} {look['version']}".encode())
    return look


def test_a_paper_is_ours_and_a_changed_file_is_found_out(office):
    paper = issue_checklist(office, submit(office))
    found = verify_document(office, FIRST, paper)
    assert (found.title, found.issued_on, found.state, found.same) == ("企业合规整改指导清单", TODAY, "in_force", True)
    assert verify_document(office, FIRST, paper + b" ").same is False
    assert verify_document(office, FIRST).same is None
    with pytest.raises(UnknownNumberError):
        verify_document(office, SECOND)


@pytest.mark.usefixtures("plain_paper")
def test_each_result_and_kind_has_a_number_of_its_own_and_keeps_it(any_office):
    first, second = submit(any_office), submit(any_office)
    papers = [
        issue_checklist(any_office, token, kind) for token in (first, second, first) for kind in ("guidance", "checkup")
    ]
    numbers = [paper.decode().split()[0] for paper in papers]
    assert numbers == [FIRST, "清检〔2026〕1号", SECOND, "清检〔2026〕2号", FIRST, "清检〔2026〕1号"]


@pytest.mark.usefixtures("plain_paper")
def test_numbers_begin_anew_each_year(office):
    issue_checklist(office, submit(office))
    later = replace(office, now=lambda: datetime(2027, 1, 4, tzinfo=UTC))
    assert issue_checklist(later, submit(later)).decode().startswith("清导〔2027〕1号")


@pytest.mark.usefixtures("plain_paper")
def test_many_at_once_never_share_a_number(any_office):
    tokens = [submit(any_office) for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        papers = list(pool.map(lambda token: issue_checklist(any_office, token), tokens * 2))
    assert sorted(set(papers)) == sorted(papers[:12])
    assert len(set(papers)) == 12


def test_a_paper_that_comes_out_otherwise_gets_a_new_number_and_replaces_the_old(office, plain_paper):
    token = submit(office)
    old = issue_checklist(office, token)
    plain_paper["version"] = 2
    new = issue_checklist(office, token)
    assert new.decode() == f"{SECOND} 2"
    found = verify_document(office, FIRST, old)
    assert (found.state, found.replaced_by, found.same) == ("replaced", SECOND, True)
    assert verify_document(office, SECOND, new).state == "in_force"
    assert issue_checklist(office, token) == new


@pytest.mark.usefixtures("plain_paper")
def test_a_withdrawn_paper_is_not_issued_again(office):
    token = submit(office)
    issue_checklist(office, token)
    withdraw_document(office, SYSTEM, FIRST, "填错了单位")
    assert verify_document(office, FIRST).state == "withdrawn"
    with pytest.raises(AlreadyWithdrawnError, match="2026-11-21"):
        withdraw_document(office, SYSTEM, FIRST, "再来一次")
    assert issue_checklist(office, token).decode().startswith(SECOND)


def test_a_number_whose_paper_failed_is_used_when_it_is_asked_for_again(office, plain_paper, monkeypatch):
    token = submit(office)

    def fail(*_):
        raise RuntimeError("no paper")

    with monkeypatch.context() as broken:
        broken.setattr(issuing, "render", fail)
        with pytest.raises(RuntimeError):
            issue_checklist(office, token)
    with pytest.raises(UnknownNumberError):
        verify_document(office, FIRST)
    assert issue_checklist(office, token).decode().startswith(FIRST)


@pytest.mark.usefixtures("plain_paper")
def test_the_audit_log_tells_who_withdrew_a_paper_and_not_why(any_office):
    issue_checklist(any_office, submit(any_office))
    withdraw_document(any_office, SYSTEM, FIRST, "张三填错了单位")
    with pytest.raises(AlreadyWithdrawnError):
        withdraw_document(any_office, SYSTEM, FIRST, "再来一次")
    verify_document(any_office, FIRST)
    assert told(any_office.store) == [
        ("企业", "document issued", FIRST, '{"kind":"guidance"}'),
        (SYSTEM.name, "document withdrawn", FIRST, "{}"),
    ]
