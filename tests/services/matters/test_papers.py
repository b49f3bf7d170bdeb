"""A matter's papers: which fit it, what they say, and what becomes of them, on both databases."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from compliance.services.issue_paper import ChangedPaperError
from compliance.services.matters.deciding import decide_matter
from compliance.services.matters.follow_ups import Said, record
from compliance.services.matters.keeping import purge_matters
from compliance.services.matters.moving import Details, NoSuchMatter, do
from compliance.services.matters.papers import (
    UnfitPaperError,
    draft,
    issue,
    issued_before,
    papers_of,
    withdraw,
)
from compliance.services.matters.people import MatterInputError, NotYours
from compliance.services.matters.rulings import Ruling
from compliance.services.office import Office
from compliance.services.verify_document import AlreadyWithdrawnError, UnknownNumberError, verify_document
from tests.auditing import SYSTEM, told
from tests.conftest import NOW
from tests.packs import TODAY
from tests.services.matters.counting import statements
from tests.services.matters.officers import MARKET, officer
from tests.services.matters.test_deciding import FINED, FIRST, GRAVE, assigned, decided

LIGHTER = Ruling("lenient", Decimal(12000), "配合检查，主动拆除")
"""Other than what is computed of FIRST, which is «可以不予处罚»."""
VISITED = Said(day=str(TODAY), way="visit", met="王店长", heard="招牌已经拆了一半", to_mend="另一半", rating="4")


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def fitting(office: Office, number: str) -> list[str]:
    return [each.kind for each in papers_of(office, officer(), number).fitting]


def standing(office: Office, number: str) -> list[tuple[str, str]]:
    return [(each.number, each.state) for each in papers_of(office, officer(), number).issued]


def test_what_can_be_issued_depends_on_what_was_decided(any_office: Office) -> None:
    assert fitting(any_office, assigned(any_office)) == ["checkup"]
    assert fitting(any_office, decided(any_office, FIRST)) == [
        "checkup", "correction", "education", "guidance", "reminder", "service_consent",
    ]  # fmt: skip
    fined = decided(any_office, GRAVE, FINED["sign-001"])
    assert fitting(any_office, fined) == [
        "checkup", "correction", "credit_repair", "guidance", "reminder", "service_consent",
    ]  # fmt: skip
    record(any_office, officer(), fined, VISITED)
    assert "return_visit" in fitting(any_office, fined)


def test_a_paper_says_what_the_officer_ruled_and_not_what_was_computed(office: Office) -> None:
    number = decided(office, FIRST, LIGHTER)

    said = words(issue(office, officer(), number, "guidance").file)

    assert "执法人员认定：从轻处罚，罚款1.2万元" in said
    assert "决定罚款1.2万元" in said
    assert "根据执法人员核实的情况" in said
    for computed in ("可以不予处罚", "首违不罚", "1万元以上10万元以下", "自查时填写", "依自述，"):
        assert computed not in said


def test_without_a_ruling_of_its_own_the_verdict_is_the_officers_all_the_same(office: Office) -> None:
    said = words(issue(office, officer(), decided(office, FIRST), "guidance").file)

    assert "执法人员认定：可以不予处罚" in said
    assert "理由：首违不罚：初次违法——具备" in said
    assert "罚款1" not in said


def test_what_was_computed_is_not_attached_where_an_officer_ruled(office: Office) -> None:
    paper = PdfReader(BytesIO(issue(office, officer(), decided(office, FIRST, LIGHTER), "guidance").file))
    assert paper.attachments == {}


def test_an_education_record_lists_only_what_is_not_punished(office: Office) -> None:
    with pytest.raises(UnfitPaperError, match="不予行政处罚教育记录"):
        issue(office, officer(), decided(office, FIRST, LIGHTER), "education")
    assert "未经许可设置大型招牌" in words(issue(office, officer(), decided(office, FIRST), "education").file)


def test_the_day_to_mend_by_is_the_one_that_was_ordered(office: Office) -> None:
    number = decided(office, FIRST)
    before = issue(office, officer(), number, "correction")
    matter = do(office, officer(), number, "order")
    assert matter.due
    due = f"{matter.due.year}年{matter.due.month}月{matter.due.day}日前"

    after = issue(office, officer(), number, "correction")
    do(office, officer(), number, "report")

    assert due not in words(before.file)
    assert f"改正期限：{due}" in words(after.file)
    assert standing(office, number) == [(after.number, "in_force"), (before.number, "replaced")]
    assert issue(office, officer(), number, "correction") == after


def test_a_paper_asked_for_again_is_the_same(any_office: Office) -> None:
    number = decided(any_office, FIRST)

    first = issue(any_office, officer(), number, "correction")
    later = replace(any_office, now=lambda: NOW + timedelta(3))

    assert issue(later, officer(), number, "correction") == first
    assert issued_before(later, officer(), number, first.number) == first.file
    [listed] = papers_of(any_office, officer(), number).issued
    assert (listed.number, listed.state, listed.issued.by, listed.outdated) == (
        "清责改〔2026〕1号",
        "in_force",
        "王某",
        False,
    )


def test_a_new_decision_makes_papers_of_the_old_one_stale_and_a_new_paper_takes_their_place(office: Office) -> None:
    number = decided(office, FIRST)
    old = issue(office, officer(), number, "guidance").number
    decide_matter(office, officer(), number, GRAVE, FINED)
    [listed] = papers_of(office, officer(), number).issued
    assert listed.outdated
    assert "可以不予处罚" in words(issued_before(office, officer(), number, old))

    new = issue(office, officer(), number, "guidance").number

    assert standing(office, number) == [(new, "in_force"), (old, "replaced")]
    assert verify_document(office, old).replaced_by == new
    with pytest.raises(UnfitPaperError, match="已被代替"):
        issued_before(office, officer(), number, old)


def test_a_paper_that_comes_out_otherwise_is_not_passed_off_as_the_old_one(office: Office) -> None:
    number = decided(office, FIRST)
    issued = issue(office, officer(), number, "guidance")
    moved = replace(office, settings=replace(office.settings, issuing_body="某某局"))

    with pytest.raises(ChangedPaperError, match="请重新出具"):
        issued_before(moved, officer(), number, issued.number)
    assert standing(office, number) == [(issued.number, "in_force")]


def test_a_record_of_a_follow_up_is_printed_from_what_was_written_down(office: Office) -> None:
    number = decided(office, GRAVE, FINED["sign-001"])
    record(office, officer(), number, VISITED)
    record(office, officer(), number, replace(VISITED, way="phone", heard="全部拆除了", to_mend=""))

    first = issue(office, officer(), number, "return_visit", 1)
    second = issue(office, officer(), number, "return_visit", 2)

    assert [state for _, state in standing(office, number)] == ["in_force", "in_force"]
    for said in ("招牌已经拆了一半", "王店长", "还要整改的：另一半", "4分", "2026年11月21日"):
        assert said in words(first.file)
    assert "还要整改的：没有" in words(second.file)
    drawn = draft(office, officer(), number, "return_visit", "docx", 2)
    assert drawn.startswith(b"PK")
    with pytest.raises(UnfitPaperError):
        issue(office, officer(), number, "return_visit", 3)


def test_a_reviewer_withdraws_a_paper_with_a_reason(any_office: Office) -> None:
    number = decided(any_office, FIRST)
    paper = issue(any_office, officer(), number, "correction").number
    with pytest.raises(MatterInputError, match="请写明撤回的理由"):
        withdraw(any_office, officer(), number, paper, " ")
    with pytest.raises(NotYours):
        withdraw(any_office, officer(role="officer"), number, paper, "写错了地址")

    withdraw(any_office, officer(), number, paper, "写错了地址")

    assert standing(any_office, number) == [(paper, "withdrawn")]
    assert verify_document(any_office, paper).state == "withdrawn"
    with pytest.raises(AlreadyWithdrawnError):
        withdraw(any_office, officer(), number, paper, "写错了地址")
    assert issue(any_office, officer(), number, "correction").number != paper


def test_only_who_has_the_matter_in_hand_issues_and_only_who_may_see_it_sees(office: Office) -> None:
    number, other = decided(office, FIRST), decided(office, FIRST)
    paper = issue(office, officer(), number, "correction").number
    for deed in (
        lambda: issue(office, officer(MARKET), number, "guidance"),
        lambda: papers_of(office, officer(MARKET), number),
        lambda: issued_before(office, officer(MARKET), number, paper),
        lambda: withdraw(office, officer(MARKET), number, paper, "写错了"),
        lambda: draft(office, officer(MARKET), number, "guidance", "docx"),
    ):
        with pytest.raises(NoSuchMatter):
            deed()
    with pytest.raises(NotYours):
        issue(office, officer(role="legal"), number, "guidance")
    with pytest.raises(UnknownNumberError):
        issued_before(office, officer(), other, paper)
    do(office, officer(), number, "offer", Details("归市场监管", to_department=MARKET))
    with pytest.raises(NotYours, match="现在由综合行政执法负责"):
        issue(office, officer(MARKET), number, "guidance")


def test_drafts_bear_no_number_and_are_not_kept(office: Office) -> None:
    number = decided(office, FIRST)
    for suffix in ("docx", "xlsx"):
        assert draft(office, officer(), number, "correction", suffix).startswith(b"PK")
    assert standing(office, number) == []
    assert issue(office, officer(), number, "correction").number == "清责改〔2026〕1号"


def test_the_log_tells_of_each_paper_once(any_office: Office) -> None:
    number = decided(any_office, FIRST)
    before = len(told(any_office.store))
    for _ in range(2):
        issue(any_office, officer(), number, "correction")
    assert [(deed, about) for _, deed, about, _ in told(any_office.store)[before:]] == [
        ("matter shown", number),
        ("document issued", "清责改〔2026〕1号"),
        ("paper filed", number),
        ("matter shown", number),
    ]


def test_a_deleted_matters_papers_can_still_be_verified_and_say_nothing_of_it(any_office: Office) -> None:
    office = replace(any_office, settings=replace(any_office.settings, matter_keep_days=10))
    number = decided(office, FIRST)
    paper = issue(office, officer(), number, "correction").number
    record(office, officer(), number, VISITED)
    do(office, officer(), number, "close", Details("改好了"))

    later = replace(office, now=lambda: NOW + timedelta(11))
    assert purge_matters(later, SYSTEM) == (number,)

    with office.store.reading() as records:
        assert records.matter_papers.of(number) == ()
        assert records.follow_ups.of(number) == ()
    assert verify_document(office, paper).state == "in_force"


def test_the_number_of_statements_does_not_grow_with_the_papers(office: Office) -> None:
    number = decided(office, FIRST)
    one = statements(office, lambda: papers_of(office, officer(), number))
    for kind in ("correction", "reminder", "education"):
        issue(office, officer(), number, kind)
    assert statements(office, lambda: papers_of(office, officer(), number)) == one
