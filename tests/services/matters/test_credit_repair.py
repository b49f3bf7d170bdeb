"""Credit repair: of which penalties, from when, how far, on both databases."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from compliance.services.matters.credit_repair import (
    PENALTIES,
    credit_repairs,
    move_repair,
    read_repair,
)
from compliance.services.matters.deciding import decide_matter
from compliance.services.matters.moving import MatterStateError, NoSuchMatter
from compliance.services.matters.papers import issue
from compliance.services.matters.people import MatterInputError, NotYours
from compliance.services.matters.rulings import Ruling
from compliance.services.office import Office
from tests.auditing import told
from tests.packs import TODAY
from tests.services.matters.counting import statements
from tests.services.matters.officers import CITY, MARKET, officer
from tests.services.matters.test_deciding import FINED, FIRST, GRAVE, assigned, decided

SPRING = date(2027, 3, 1)


def listed(office: Office, department: str = CITY) -> list[tuple[str, str | None, date | None]]:
    found = credit_repairs(office, officer(department)).repairs
    return [(each.matter, each.entry and each.entry.state, each.entry and each.entry.earliest) for each in found]


def test_penalties_alone_are_on_the_list_with_no_day_that_nobody_gave(any_office: Office) -> None:
    fined = decided(any_office, GRAVE, FINED["sign-001"])
    warned = decided(any_office, GRAVE, Ruling(reason="情节较轻，不罚款"))
    decided(any_office, FIRST)
    assigned(any_office)

    assert listed(any_office) == [(fined, None, None), (warned, None, None)]
    first, _ = credit_repairs(any_office, officer()).repairs
    assert [(each.item, each.verdict, str(each.fine)) for each in first.rulings] == [("sign-001", "ordinary", "20000")]
    assert listed(any_office, MARKET) == []


def test_verdicts_without_a_penalty_are_none() -> None:
    assert PENALTIES == ("mitigated", "lenient", "ordinary", "aggravated")


def test_the_newest_decision_counts(any_office: Office) -> None:
    number = decided(any_office, GRAVE, FINED["sign-001"])
    decide_matter(any_office, officer(), number, FIRST, {})

    assert listed(any_office) == []
    with pytest.raises(MatterStateError, match="没有处罚"):
        move_repair(any_office, officer(), number, "told", "")


def test_how_far_it_is_is_written_down_with_who_and_when(any_office: Office) -> None:
    number = decided(any_office, GRAVE, FINED["sign-001"])
    before = len(told(any_office.store))

    for _ in range(2):
        move_repair(any_office, officer(), number, "told", str(SPRING))
    move_repair(any_office, officer(), number, "applied", str(SPRING))

    assert [each[1:] for each in told(any_office.store)[before:]] == [
        ("credit repair moved", number, '{"state":"told"}'),
        ("credit repair moved", number, '{"state":"applied"}'),
    ]
    entry = read_repair(any_office, officer(), number).entry
    assert entry
    assert (entry.number, entry.by, entry.state, entry.earliest) == (2, "王某", "applied", SPRING)


def test_what_waits_for_a_day_comes_first_then_by_day_and_what_is_done_last(any_office: Office) -> None:
    done, later, sooner, waiting = (decided(any_office, GRAVE, FINED["sign-001"]) for _ in range(4))
    move_repair(any_office, officer(), done, "done", str(TODAY))
    move_repair(any_office, officer(), later, "told", str(SPRING + timedelta(9)))
    move_repair(any_office, officer(), sooner, "told", str(SPRING))

    assert [each[0] for each in listed(any_office)] == [waiting, sooner, later, done]


@pytest.mark.parametrize(
    ("state", "earliest", "words"),
    [
        ("pardoned", "", "请选一种"),
        ("told", "明年", "写成 2026-11-21"),
        ("told", "2026-11-20", "不能早于 2026-11-21"),
    ],
)
def test_what_can_not_be_is_refused(office: Office, state: str, earliest: str, words: str) -> None:
    number = decided(office, GRAVE, FINED["sign-001"])
    with pytest.raises(MatterInputError, match=words):
        move_repair(office, officer(), number, state, earliest)
    assert read_repair(office, officer(), number).entry is None


def test_another_department_neither_sees_nor_moves_it(office: Office) -> None:
    number = decided(office, GRAVE, FINED["sign-001"])
    with pytest.raises(NoSuchMatter):
        move_repair(office, officer(MARKET), number, "told", "")
    with pytest.raises(NotYours):
        move_repair(office, officer(role="legal"), number, "told", "")


def test_the_guide_to_credit_repair_prints_the_day_that_was_written_down_and_no_other(office: Office) -> None:
    number = decided(office, GRAVE, FINED["sign-001"])
    blank = issue(office, officer(), number, "credit_repair").file
    move_repair(office, officer(), number, "told", str(SPRING))
    filled = issue(office, officer(), number, "credit_repair").file

    def words(pdf: bytes) -> str:
        return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)

    assert "最早申请日期（受理机关填写）：2027年3月1日" in words(filled)
    assert "2027" not in words(blank)


def test_the_number_of_statements_does_not_grow_with_the_list(any_office: Office) -> None:
    decided(any_office, GRAVE, FINED["sign-001"])
    few = statements(any_office, lambda: listed(any_office))
    for _ in range(3):
        decided(any_office, GRAVE, FINED["sign-001"])
    assert statements(any_office, lambda: listed(any_office)) == few
