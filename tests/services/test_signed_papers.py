"""Papers that are issued with a signature."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.documents.signing import CertificateError
from compliance.services import issue_paper as issuing
from compliance.services.issue_checklist import issue_checklist
from compliance.services.office import open_office, signing_of
from compliance.services.submit_assessment import DraftSheet
from compliance.services.verify_document import describe, verify_document
from compliance.settings import SigningSettings
from tests.certificates import KEYS, PASSWORD, new_root
from tests.packs import TODAY
from tests.submitting import submitted

FIRST, SECOND = "清导〔2026〕1号", "清导〔2026〕2号"


def submit(office):
    return submitted(office, DraftSheet(("sign",), {"answers": {"设有招牌": True, "招牌面积": 20}}), TODAY)


def signing_by(office, path):
    """The office, with the certificate in the file."""
    settings = replace(office.settings, signing=SigningSettings(path, PASSWORD))
    return replace(office, settings=settings, sign=signing_of(settings))


@pytest.fixture
def town(any_office, tmp_path):
    """An office whose key signs otherwise each time."""
    return signing_by(any_office, new_root().write(tmp_path / "town.p12", KEYS["ec"]()))


def test_a_signed_paper_is_the_same_whenever_it_is_asked_for(town, any_office, tmp_path):
    token = submit(town)
    paper = issue_checklist(town, token)
    assert b"/ETSI.CAdES.detached" in paper
    renewed = signing_by(any_office, new_root().write(tmp_path / "renewed.p12"))
    for later in (town, renewed, any_office):
        assert issue_checklist(later, token) == paper


def test_a_paper_issued_plain_stays_plain(town, any_office):
    token = submit(any_office)
    paper = issue_checklist(any_office, token)
    assert b"/ByteRange" not in paper
    assert issue_checklist(town, token) == paper


def test_the_numbers_of_signed_papers_are_verified(town):
    paper = issue_checklist(town, submit(town))
    found = verify_document(town, FIRST, paper)
    assert (found.same, found.signed) == (True, True)
    assert describe(found).endswith("文件和出具时一样，带有电子签名")
    assert "签名" not in describe(verify_document(town, FIRST, paper[:-1]))


def test_many_who_ask_at_once_get_the_same_file(town, monkeypatch):
    monkeypatch.setattr(issuing, "render", lambda _, matter, __: (matter.number or "").encode())
    signatures = iter(b" signed %d" % each for each in range(100))
    town = replace(town, sign=lambda *_: next(signatures))
    token = submit(town)
    with ThreadPoolExecutor(6) as pool:
        papers = set(pool.map(lambda _: issue_checklist(town, token), range(12)))
    assert len(papers) == 1
    assert verify_document(town, FIRST, papers.pop()).same is True


def test_a_paper_that_comes_out_otherwise_is_signed_anew(town, monkeypatch):
    token = submit(town)
    look = iter([b"old", b"new", b"new"])
    monkeypatch.setattr(issuing, "render", lambda *_: next(look))
    town = replace(town, sign=lambda pdf, _: b" signed as " + pdf)
    assert issue_checklist(town, token) == b"old signed as old"
    assert issue_checklist(town, token) == b"new signed as new"
    assert verify_document(town, FIRST).replaced_by == SECOND


def test_a_certificate_that_cannot_be_used_keeps_the_office_closed(settings, tmp_path):
    with pytest.raises(CertificateError, match=r"missing\.p12"):
        open_office(replace(settings, signing=SigningSettings(tmp_path / "missing.p12", "")))


def test_pyhanko_is_not_loaded_where_papers_are_not_signed():
    program = """
import sys
import compliance.web, compliance.services.issue_checklist
from compliance.services.office import signing_of
from compliance.settings import Settings
signing_of(Settings.from_environment())
print("pyhanko" in sys.modules)
"""
    root = Path(__file__).parents[2]
    environment = {"DATABASE_URL": "sqlite:////unused", "SECRET_KEY": "x"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, cwd=root, capture_output=True, check=True)
    assert done.stdout.split() == [b"False"]
