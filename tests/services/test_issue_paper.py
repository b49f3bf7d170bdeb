"""The register of papers: one number for each thing that a paper is about."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from compliance.documents.definitions import find_definition
from compliance.services import issue_paper as issuing
from compliance.services.issue_checklist import issue_checklist
from compliance.services.issue_paper import NoNumberError, Paper
from compliance.services.library import RuleLibrary
from compliance.services.print_checklist import Files, Particulars, issue_files
from compliance.services.submit_assessment import DraftSheet
from compliance.services.verify_document import verify_document, withdraw_document
from compliance.settings import PROJECT
from tests.auditing import SYSTEM, told
from tests.documents.matters import ANSWERS, SHOP, shop_matter
from tests.packs import FIRST_OFFENCE, TODAY, changed, dumped, engine
from tests.submitting import submitted

PDF = Path("paper.pdf")
ONE, TWO, THREE = (f"清责改〔2026〕{count}号" for count in (1, 2, 3))


@pytest.fixture
def plain(monkeypatch):
    """Papers that are made at once, of what they say; a changed template would make them otherwise."""
    look = {"version": 1}

    def draw(_, matter, __):
        return f"{matter.number} {sorted(set(matter.items))} {matter.issued_on} {look['version']}".encode()

    monkeypatch.setattr(issuing, "render", draw)
    return look


@pytest.fixture
def files(tmp_path):
    """A shop with two violations, a-1 and a-2."""
    pack, answers, law = (tmp_path / name for name in ("shop.yaml", "answers.json", "law.yaml"))
    pack.write_bytes(dumped(SHOP))
    law.write_bytes(dumped(FIRST_OFFENCE))
    answers.write_text(json.dumps({"answers": ANSWERS}), encoding="utf-8")
    return Files([pack], answers, [law], TODAY)


def number(office, files, kind="correction", **particulars):
    return issue_files(office, SYSTEM, kind, files, PDF, Particulars(**particulars)).number


def test_a_paper_issued_twice_from_the_same_files_is_the_same(office, files):
    first = issue_files(office, SYSTEM, "correction", files, PDF, Particulars(enterprise="某某店"))
    assert first.number == ONE
    assert issue_files(office, SYSTEM, "correction", files, PDF, Particulars(enterprise="某某店")) == first
    found = verify_document(office, ONE, first.file)
    assert (found.state, found.same) == ("in_force", True)


def test_its_qr_code_leads_to_where_it_is_verified(office, files, monkeypatch):
    seen = []
    monkeypatch.setattr(issuing, "render", lambda *args: seen.append(args[1]) or b"")
    issue_files(office, SYSTEM, "correction", files, PDF)
    assert [matter.link for matter in seen] == [
        "https://qingdan.example/verify/%E6%B8%85%E8%B4%A3%E6%94%B9%E3%80%942026%E3%80%951%E5%8F%B7"
    ]


@pytest.mark.usefixtures("plain")
def test_the_days_are_those_of_the_office_and_stay(any_office, files):
    files = replace(files, as_of=date(2026, 3, 1))
    first = issue_files(any_office, SYSTEM, "correction", files, PDF)
    assert b"2026-11-21" in first.file
    later = replace(any_office, now=lambda: any_office.now().replace(year=2027))
    assert issue_files(later, SYSTEM, "correction", files, PDF) == first


@pytest.mark.usefixtures("plain")
def test_papers_about_different_things_have_numbers_of_their_own_and_all_stay_in_force(any_office, files, tmp_path):
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"answers": {**ANSWERS, "面积": 4}}), encoding="utf-8")
    mended = tmp_path / "mended.yaml"
    mended.write_bytes(dumped(changed(SHOP, "items", 0, "title", to="没挂牌")))
    numbers = [
        number(any_office, files),
        number(any_office, files, items=("a-1",)),
        number(any_office, files, items=("a-2",)),
        number(any_office, files, enterprise="某某店"),
        number(any_office, replace(files, answers=other)),
        number(any_office, replace(files, packs=[mended])),
        number(any_office, replace(files, discretion=[])),
        number(any_office, replace(files, as_of=date(2026, 11, 20))),
        number(any_office, replace(files, acted_on=date(2026, 11, 20))),
    ]
    assert numbers == [f"清责改〔2026〕{count}号" for count in range(1, 10)]
    assert number(any_office, files, kind="reminder") == "清提〔2026〕1号"
    assert {verify_document(any_office, each).state for each in numbers} == {"in_force"}
    assert number(any_office, files, items=("a-1",)) == TWO


@pytest.mark.usefixtures("plain")
def test_the_order_in_which_items_are_chosen_is_of_no_account(any_office, files):
    assert number(any_office, files, items=("a-1", "a-2")) == number(any_office, files, items=("a-2", "a-1", "a-2"))


def test_a_paper_that_comes_out_otherwise_replaces_that_about_the_same_things_only(any_office, files, plain):
    for items in (("a-1",), ("a-2",)):
        number(any_office, files, items=items)
    plain["version"] = 2
    assert number(any_office, files, items=("a-1",)) == THREE
    assert verify_document(any_office, ONE).replaced_by == THREE
    assert verify_document(any_office, TWO).state == "in_force"


@pytest.mark.usefixtures("plain")
def test_a_withdrawn_paper_is_not_issued_again(any_office, files):
    withdraw_document(any_office, SYSTEM, number(any_office, files), "填错了单位")
    assert number(any_office, files) == TWO


@pytest.mark.usefixtures("plain")
def test_many_who_ask_at_once_get_one_paper_for_each_choice_of_items(any_office, files):
    asked = [("a-1",), ("a-2",), ()] * 6
    with ThreadPoolExecutor(6) as pool:
        issued = list(pool.map(lambda items: number(any_office, files, items=items), asked))
    assert sorted(set(issued)) == [ONE, TWO, THREE]
    assert all(len(set(issued[place::3])) == 1 for place in range(3))


@pytest.mark.usefixtures("plain")
def test_papers_on_different_items_of_one_stored_result_do_not_replace_each_other(any_office):
    office = replace(any_office, library=RuleLibrary(engine(SHOP).rulebook))
    token = submitted(office, DraftSheet(("shop",), {"answers": ANSWERS}), TODAY)
    papers = [issue_checklist(office, token, "correction", items=items) for items in (("a-1",), ("a-2",), ("a-1",))]
    assert [paper.decode().split()[0] for paper in papers] == [ONE, TWO, ONE]
    assert {verify_document(office, each).state for each in (ONE, TWO)} == {"in_force"}


def test_what_has_no_number_is_not_issued(office, files):
    with pytest.raises(NoNumberError, match="不编号"):
        issue_files(office, SYSTEM, "negative", files, PDF)
    with pytest.raises(NoNumberError, match="编号登记的只有 PDF"):
        issue_files(office, SYSTEM, "correction", files, Path("paper.docx"))


def test_the_register_holds_nothing_of_the_enterprise(office, files):
    number(office, files, enterprise="独一无二店")
    office.store.close()  # writes everything into the one file
    kept = Path(office.settings.database_url.removeprefix("sqlite:///")).read_bytes()
    assert ONE.encode() in kept
    assert "独一无二店".encode() not in kept


def test_the_audit_log_tells_of_each_paper_once_and_of_what_took_its_place(any_office, files, plain):
    for version in (1, 1, 2):
        plain["version"] = version
        number(any_office, files)
    assert told(any_office.store) == [
        (SYSTEM.name, "document issued", ONE, '{"kind":"correction"}'),
        (SYSTEM.name, "document replaced", ONE, '{"by":' + json.dumps(TWO) + "}"),
        (SYSTEM.name, "document issued", TWO, '{"kind":"correction"}'),
    ]


@pytest.mark.usefixtures("plain")
def test_of_many_who_ask_at_once_one_is_told_to_have_issued_the_paper(any_office, files):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: number(any_office, files), range(12)))
    assert [deed for _, deed, _, _ in told(any_office.store)] == ["document issued"]


def test_of_something_that_goes_on_a_paper_with_other_items_takes_the_place_of_the_one_before():
    definition = find_definition(PROJECT / "checklists", "correction")
    one, other = (Paper(definition, shop_matter(items=items), "事", latest=True) for items in (("a-1",), ("a-2",)))
    assert one.key == other.key
    assert replace(one, latest=False).key != replace(other, latest=False).key
