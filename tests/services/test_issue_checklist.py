"""Issuing papers of stored results."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from compliance.documents.content import NoDecisionError
from compliance.documents.definitions import UnknownChecklistError
from compliance.documents.matter import Matter
from compliance.services.enterprise import Enterprise
from compliance.services.issue_checklist import issue_checklist, print_checklist
from compliance.services.read_assessment import NoSuchAssessment, read_assessment
from compliance.services.submit_assessment import DraftSheet, submit_assessment
from compliance.settings import PROJECT
from tests.packs import SIGN, TODAY, engine

SHEET = {"answers": {"设有招牌": True, "招牌面积": 20, "取得许可": False}}


@pytest.fixture
def token(office):
    return submit_assessment(office, DraftSheet(("sign",), SHEET, Enterprise("某某店")), TODAY)


def test_the_guidance_list_of_a_stored_result_carries_its_very_decision(office, token):
    reader = PdfReader(BytesIO(issue_checklist(office, token)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "某某店" in text
    assert "未经许可设置大型招牌" in text
    with office.store.reading() as records:
        assert reader.attachments["decision.json"] == [records.assessments.find(token).decision]


def test_a_result_issued_twice_is_the_same_paper(office, token):
    assert issue_checklist(office, token) == issue_checklist(office, token)


def test_the_paper_leads_back_to_the_result(office, token, monkeypatch):
    seen = []
    monkeypatch.setattr("compliance.services.issue_checklist.print_checklist", lambda *args: seen.append(args) or b"")
    issue_checklist(office, token, "checkup", "docx")
    ((_, _, kind, matter, suffix),) = seen
    assert (kind, suffix) == ("checkup", "docx")
    assert matter.link == f"https://qingdan.example/results/{token}"
    assert matter.decision == read_assessment(office, token).decision


def test_an_unknown_token_or_kind_is_told(office, token):
    with pytest.raises(NoSuchAssessment):
        issue_checklist(office, "nothing")
    with pytest.raises(UnknownChecklistError):
        issue_checklist(office, token, "nothing")


def test_a_paper_can_be_printed_without_a_database():
    matter = Matter(engine(SIGN).rulebook, TODAY)
    pdf = print_checklist(PROJECT / "checklists", PROJECT / "templates", "negative", matter)
    assert "未经许可设置大型招牌" in "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    with pytest.raises(NoDecisionError):
        print_checklist(PROJECT / "checklists", PROJECT / "templates", "guidance", matter)
