"""Matters as they are worked on: who may, by when, and what is kept, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from compliance.rulepacks.workflow import MatterDeed
from compliance.services.matters.moving import (
    Details,
    MatterStateError,
    NoSuchMatter,
    StoredMatterFault,
    do,
)
from compliance.services.matters.people import MatterInputError, NotYours, Officer
from compliance.services.matters.reading import read_matter
from compliance.services.office import Office
from tests.conftest import NOW
from tests.services.matters.officers import CITY, MARKET, begun, officer

DONE = Details("已经改好")


def at(office: Office, moment: datetime) -> Office:
    return replace(office, now=lambda: moment)


def walk(office: Office, number: str, *deeds: MatterDeed) -> None:
    """Has a reviewer of the department do these."""
    details: dict[str, Details] = {"assign": Details(to_person="李某"), "offer": Details("归市场监管管", MARKET)}
    for deed in deeds:
        do(office, officer(), number, deed, details.get(deed, DONE if deed in ("close", "refer") else Details()))


def test_a_matter_goes_its_way_and_every_step_is_kept(any_office: Office) -> None:
    number = begun(any_office).number
    walk(any_office, number, "assign", "order", "report", "close")

    matter = read_matter(any_office, officer(), number)

    assert [each.deed for each in matter.steps] == ["take", "assign", "order", "report", "close"]
    assert [each.number for each in matter.steps] == [1, 2, 3, 4, 5]
    assert {(each.by, each.role, each.department, each.at) for each in matter.steps} == {
        ("王某", "reviewer", CITY, NOW)
    }
    assert (matter.record.number, matter.record.state, matter.record.receiver) == ("事〔2026〕1号", "closed", "李某")
    assert matter.steps[-1].reason == "已经改好"
    assert matter.record.keep_until == date(2026, 11, 21) + timedelta(3650)


def test_each_state_has_its_deadline_in_working_days(any_office: Office) -> None:
    number = begun(any_office).number
    due = [read_matter(any_office, officer(), number).record.due]
    for deed in ("assign", "order", "report", "close"):
        walk(any_office, number, deed)  # type: ignore[arg-type]
        due.append(read_matter(any_office, officer(), number).record.due)

    assert due == [date(2026, 11, 24), date(2026, 11, 27), date(2026, 12, 11), date(2026, 11, 27), None]


def test_a_deadline_in_a_year_without_holidays_yet_says_so(any_office: Office) -> None:
    late = at(any_office, datetime(2026, 12, 28, tzinfo=UTC))
    number = begun(late).number
    walk(late, number, "assign", "order")

    record = read_matter(late, officer(), number).record
    assert (record.due, record.estimated) == (date(2027, 1, 18), True)


def test_the_first_receiver_is_responsible_until_another_department_accepts(any_office: Office) -> None:
    number = begun(any_office).number
    walk(any_office, number, "assign", "offer")
    waiting = read_matter(any_office, officer(), number).record
    walk(any_office, number, "order")

    do(any_office, officer(MARKET, name="赵某"), number, "accept")

    taken = read_matter(any_office, officer(MARKET), number).record
    assert (waiting.department, waiting.offered_to) == (CITY, MARKET)
    assert (taken.department, taken.receiver, taken.offered_to) == (MARKET, "赵某", "")
    assert (taken.state, taken.due) == ("rectifying", date(2026, 12, 11))
    with pytest.raises(NoSuchMatter):
        walk(any_office, number, "report")
    with pytest.raises(NoSuchMatter):
        read_matter(any_office, officer(), number)


def test_a_department_returns_what_is_not_its_own_with_a_reason(any_office: Office) -> None:
    number = begun(any_office).number
    walk(any_office, number, "offer")
    with pytest.raises(MatterInputError, match="理由"):
        do(any_office, officer(MARKET), number, "return_offer")

    do(any_office, officer(MARKET), number, "return_offer", Details("招牌不归我们管"))

    matter = read_matter(any_office, officer(), number)
    assert (matter.record.department, matter.record.offered_to) == (CITY, "")
    assert (matter.steps[-1].department, matter.steps[-1].reason) == (MARKET, "招牌不归我们管")


@pytest.mark.parametrize(
    ("who", "deed", "words"),
    [
        (officer("", "reviewer"), "assign", "没有写明部门"),
        (officer(CITY, "legal"), "assign", "身份不能“交办”"),
        (officer(CITY, "officer"), "close", "身份不能“办结”"),
        (officer(CITY, "officer"), "refer", "身份不能“移送”"),
    ],
)
def test_who_may_not_is_told_why_and_nothing_is_kept(
    office: Office, who: Officer, deed: MatterDeed, words: str
) -> None:
    number = begun(office, town="甲镇").number

    with pytest.raises(NotYours, match=words):
        do(office, who, number, deed, Details("理由", "", "李某" if deed == "assign" else ""))

    assert len(read_matter(office, officer(), number).steps) == 1


@pytest.mark.parametrize("who", [officer(MARKET), officer(CITY, "admin"), officer(CITY, town="乙镇")])
def test_to_whom_a_matter_is_not_shown_it_is_not_there_to_work_on(office: Office, who: Officer) -> None:
    number = begun(office, town="甲镇").number

    with pytest.raises(NoSuchMatter):
        do(office, who, number, "close", DONE)


def test_the_department_offered_to_only_accepts_or_returns(office: Office) -> None:
    number = begun(office).number
    walk(office, number, "offer")

    with pytest.raises(NotYours, match=f"现在由{CITY}负责"):
        do(office, officer(MARKET), number, "assign", Details(to_person="李某"))


def test_only_the_department_offered_to_accepts(office: Office) -> None:
    number = begun(office).number
    walk(office, number, "offer")

    with pytest.raises(NotYours, match=f"已经移交给{MARKET}"):
        do(office, officer(), number, "accept")


@pytest.mark.parametrize(
    ("before", "deed", "words"),
    [
        ((), "order", "现在是“发现”，不能“责令整改”；现在可以：交办、"),
        (("assign", "offer"), "close", f"已经提出移交给{MARKET}.*撤回"),
        (("close",), "assign", "现在可以：重新办理"),
        ((), "accept", "不能“接收移交”"),
    ],
)
def test_what_can_not_be_done_now_is_said_with_what_can(
    office: Office, before: tuple[MatterDeed, ...], deed: MatterDeed, words: str
) -> None:
    number = begun(office).number
    walk(office, number, *before)

    with pytest.raises(MatterStateError, match=words):
        walk(office, number, deed) if deed != "close" else do(office, officer(), number, deed, DONE)


@pytest.mark.parametrize(
    ("deed", "details", "field"),
    [
        ("close", Details("  "), "reason"),
        ("close", Details("长" * 1001), "reason"),
        ("close", Details("\0"), "reason"),
        ("assign", Details(), "to_person"),
        ("assign", Details(to_person="李\n某"), "to_person"),
        ("assign", Details(to_person="李某", to_department=MARKET), "to_department"),
        ("offer", Details("归他们管"), "to_department"),
        ("offer", Details("归我们管", CITY), "to_department"),
        ("offer", Details("归他们管", "局" * 61), "to_department"),
    ],
)
def test_what_is_written_wrongly_is_named(office: Office, deed: MatterDeed, details: Details, field: str) -> None:
    number = begun(office).number

    with pytest.raises(MatterInputError) as caught:
        do(office, officer(), number, deed, details)

    assert list(caught.value.problems) == [field]
    assert len(read_matter(office, officer(), number).steps) == 1


def test_a_closed_matter_is_opened_again_with_a_reason_and_kept_on(any_office: Office) -> None:
    number = begun(any_office).number
    walk(any_office, number, "close")
    with pytest.raises(MatterInputError, match="理由"):
        do(any_office, officer(), number, "reopen")

    record = do(any_office, officer(), number, "reopen", Details("又有人投诉"))

    assert (record.state, record.keep_until) == ("assigned", None)


def test_a_clock_set_back_does_not_put_steps_out_of_order(any_office: Office) -> None:
    number = begun(any_office).number
    walk(at(any_office, NOW - timedelta(hours=1)), number, "assign")

    assert [each.at for each in read_matter(any_office, officer(), number).steps] == [NOW, NOW]


def test_the_database_refuses_to_change_a_step(any_office: Office) -> None:
    begun(any_office)

    with pytest.raises(DBAPIError, match="never changed"), any_office.store.engine.begin() as connection:
        connection.execute(text("UPDATE matter_steps SET reason = 'x'"))


@pytest.mark.parametrize("change", ["state = 'closed'", f"department = '{MARKET}'", "due = NULL", "steps = 2"])
def test_a_matter_that_is_not_what_its_steps_come_to_is_not_shown(any_office: Office, change: str) -> None:
    number = begun(any_office).number
    with any_office.store.engine.begin() as connection:
        connection.execute(text(f"UPDATE matters SET {change}"))  # noqa: S608  a test's own words

    with pytest.raises(StoredMatterFault):
        read_matter(any_office, officer(), number)


def test_a_matter_that_is_not_there_is_said_not_to_be(office: Office) -> None:
    with pytest.raises(NoSuchMatter, match="事〔2025〕1号"):
        do(office, officer(), "事〔2025〕1号", "close", DONE)
