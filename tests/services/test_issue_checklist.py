"""Issuing papers of stored results."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from compliance.documents.definitions import UnknownChecklistError
from compliance.documents.rows import UnknownItemError
from compliance.services.enterprise import Enterprise
from compliance.services.issue_checklist import issue_checklist
from compliance.services.read_assessment import NoSuchAssessment, read_assessment
from compliance.services.submit_assessment import DraftSheet
from tests.packs import TODAY
from tests.submitting import submitted

SHEET = {"answers": {"设有招牌": True, "招牌面积": 20, "取得许可": False}}


@pytest.fixture
def token(office):
    return submitted(office, DraftSheet(("sign",), SHEET, Enterprise("某某店")), TODAY)


def test_the_guidance_list_of_a_stored_result_carries_its_very_decision(office, token):
    reader = PdfReader(BytesIO(issue_checklist(office, token)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "某某店" in text
    assert "未经许可设置大型招牌" in text
    with office.store.reading() as records:
        assert reader.attachments["decision.json"] == [records.assessments.find(token).decision]


def test_a_result_issued_twice_is_the_same_paper(office, token):
    assert issue_checklist(office, token) == issue_checklist(office, token)


def test_the_paper_leads_to_the_page_that_verifies_it(office, token, monkeypatch):
    seen = []
    monkeypatch.setattr("compliance.services.issue_paper.render", lambda *args: seen.append(args) or b"")
    issue_checklist(office, token, "checkup")
    ((definition, matter, _),) = seen
    assert definition.id == "checkup"
    assert matter.link == "https://qingdan.example/verify/%E6%B8%85%E6%A3%80%E3%80%942026%E3%80%951%E5%8F%B7"
    assert matter.decision == read_assessment(office, token).decision


def test_an_unknown_token_or_kind_is_told(office, token):
    with pytest.raises(NoSuchAssessment):
        issue_checklist(office, "nothing")
    with pytest.raises(UnknownChecklistError):
        issue_checklist(office, token, "nothing")


def test_a_paper_on_some_items_of_a_result_is_about_these_alone(office, token):
    with pytest.raises(UnknownItemError, match="没有编号为「sign-009」的事项"):
        issue_checklist(office, token, "correction", items=("sign-009",))
    reader = PdfReader(BytesIO(issue_checklist(office, token, "correction", items=("sign-001",))))
    assert "未经许可设置大型招牌" in "".join(page.extract_text() for page in reader.pages)
