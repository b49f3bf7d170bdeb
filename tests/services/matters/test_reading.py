"""Lists of matters: whose, in which order, and with how many statements, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from compliance.rulepacks.rulebook import bring_together
from compliance.services.library import RuleLibrary
from compliance.services.matters.moving import Details, NoSuchMatter, do
from compliance.services.matters.opening import Found, report_found
from compliance.services.matters.people import Officer
from compliance.services.matters.reading import OPEN, all_matters, list_in_words, matters_of, read_matter
from compliance.services.office import Office
from compliance.store.matters import Wanted
from tests.auditing import SYSTEM
from tests.conftest import NOW
from tests.packs import SIGN, TODAY, changed, rule_file
from tests.services.matters.officers import CITY, MARKET, SHOP, begun, officer


@contextmanager
def statements(office: Office) -> Iterator[list[str]]:
    """The statements that the office's database is sent meanwhile."""
    sent: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        sent.append(statement)

    event.listen(office.store.engine, "before_cursor_execute", note)
    yield sent
    event.remove(office.store.engine, "before_cursor_execute", note)


def later(office: Office, days: float) -> Office:
    return replace(office, now=lambda: NOW + timedelta(days))


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_takes_two_statements_beside_the_audit_log_however_long_it_is(any_office: Office, count: int) -> None:
    for _ in range(count):
        begun(any_office)

    with statements(any_office) as sent:
        found = all_matters(any_office, SYSTEM)

    assert len(found) == count
    assert all(each.items for each in found)
    assert len([each for each in sent if each.startswith("SELECT") and "audit_log" not in each]) == 2
    assert sum("audit_log" in each for each in sent) == 2, "the last entry is read and one is added"


def test_overdue_matters_come_first_then_the_urgent_then_the_old(any_office: Office) -> None:
    old = [begun(any_office, urgency=each).number for each in ("normal", "critical")]  # due on 24 November
    new = [begun(later(any_office, 1), urgency=each).number for each in ("normal", "urgent", "critical", "normal")]
    do(later(any_office, 1), officer(), new[3], "close", Details("重复"))
    after = later(any_office, 4)  # 25 November: what began a day later is due on 24 November, too
    do(after, officer(), new[0], "assign", Details(to_person="李某"))
    do(after, officer(), new[1], "assign", Details(to_person="李某"))

    assert [each.number for each in all_matters(after, SYSTEM)] == [old[1], new[2], old[0], new[1], new[0]]
    assert [each.number for each in all_matters(after, SYSTEM, most=2, skip=1)] == [new[2], old[0]]


def test_on_its_last_day_a_matter_is_not_overdue(any_office: Office) -> None:
    begun(any_office)
    urgent = begun(later(any_office, 3), urgency="critical").number

    assert all_matters(later(any_office, 3), SYSTEM)[0].number == urgent
    assert "已超期" not in list_in_words(any_office, all_matters(any_office, SYSTEM))


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (OPEN, {1, 2, 3, 4}),
        (Wanted(), {1, 2, 3, 4, 5}),
        (replace(OPEN, town="甲镇"), {1}),
        (replace(OPEN, department=MARKET), {2}),
        (replace(OPEN, urgency="urgent"), {3}),
        (replace(OPEN, pack="other"), {4}),
        (replace(OPEN, pack="no-such"), set()),
        (replace(OPEN, opened_before=NOW), {3}),
        (Wanted(states=("closed",)), {5}),
        (Wanted(seen_by=MARKET), {1, 2}),
        (replace(OPEN, town="甲镇", seen_by=MARKET), {1}),
    ],
)
def test_a_list_is_narrowed_by_each_thing_that_is_asked_for(
    any_office: Office, wanted: Wanted, numbers: set[int]
) -> None:
    other = changed(changed(SIGN, "id", to="other"), "items", 0, "id", to="other-001")
    office = replace(any_office, library=RuleLibrary(bring_together(map(rule_file, (SIGN, other)))))
    offered = begun(office, town="甲镇").number
    do(office, officer(), offered, "offer", Details("归他们管", MARKET))
    begun(office, MARKET)
    begun(later(office, -1 / 24), urgency="urgent")
    report_found(office, officer(), Found(SHOP, ("other-001",), TODAY))
    do(office, officer(), begun(office).number, "close", Details("重复"))

    found = {each.number for each in all_matters(office, SYSTEM, wanted)}

    assert found == {f"事〔2026〕{number}号" for number in numbers}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (officer(CITY, "officer"), True),
        (officer(CITY, "officer", town="甲镇"), True),
        (officer(CITY, "officer", town="乙镇"), False),
        (officer(MARKET, "reviewer"), False),
        (officer(MARKET, "legal", town="甲镇"), False),
        (officer("", "officer"), True),
        (officer("", "legal", town="甲镇"), True),
        (officer("", "legal", town="乙镇"), False),
        (officer("", "admin"), False),
        (officer(CITY, "admin"), False),
    ],
)
def test_who_is_bound_to_a_department_or_town_sees_its_matters(office: Office, who: Officer, sees: bool) -> None:
    number = begun(office, town="甲镇").number

    assert [each.number for each in matters_of(office, who)] == ([number] if sees else [])
    if sees:
        assert read_matter(office, who, number).record.number == number
    else:
        with pytest.raises(NoSuchMatter):
            read_matter(office, who, number)


def test_asking_for_another_town_shows_nothing_of_it(office: Office) -> None:
    begun(office, town="甲镇")

    assert matters_of(office, officer(town="乙镇"), replace(OPEN, town="甲镇")) == ()


def test_what_is_offered_is_seen_by_both(office: Office) -> None:
    number = begun(office).number
    do(office, officer(), number, "offer", Details("归他们管", MARKET))

    for department in (CITY, MARKET):
        assert [each.offered_to for each in matters_of(office, officer(department))] == [MARKET]


def test_a_list_in_words_says_who_must_do_what_by_when(office: Office) -> None:
    number = begun(office, urgency="urgent").number
    do(office, officer(), number, "offer", Details("归他们管", MARKET))
    begun(later(office, 40))

    [first, second] = list_in_words(later(office, 40), all_matters(later(office, 40), SYSTEM)).split("\n")

    assert first == (f"已超期　{number}　加急　发现　2026-11-24 前　{CITY}（提出移交给{MARKET}）　王某　甲商店")
    assert "2027-01-04 前（节假日安排还没有公布，先按周末算）" in second
