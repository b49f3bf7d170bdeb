"""What the audit log tells of matters and of earlier violations: each deed and reading, and nothing of anybody."""

import json
from pathlib import Path

import pytest

from compliance.services.enterprise import Enterprise
from compliance.services.history.importing import import_history
from compliance.services.history.looking_up import history_page
from compliance.services.matters.deciding import compute, decide_matter, read_decisions
from compliance.services.matters.keeping import purge_matters
from compliance.services.matters.like_cases import cases_like, differing_cases, like_cases
from compliance.services.matters.moving import Details, MatterStateError, NoSuchMatter, do
from compliance.services.matters.opening import take_visit
from compliance.services.matters.people import NotYours
from compliance.services.matters.reading import all_matters, matters_of, read_matter
from compliance.services.office import Office
from tests.auditing import SYSTEM, entries, told
from tests.services.history.test_importing import ROW, table
from tests.services.matters.officers import MARKET, SHOP, begun, officer
from tests.services.matters.test_deciding import FIRST
from tests.services.matters.test_keeping import days_later
from tests.services.matters.test_opening import visit

WHO = officer().name


def newest(office: Office, count: int) -> list[tuple[str, str, str, dict[str, object]]]:
    return [(who, deed, about, json.loads(detail)) for who, deed, about, detail in told(office.store)[-count:]]


def test_a_visit_that_is_taken_is_told_of_with_its_matter(any_office: Office) -> None:
    asked = visit(any_office)
    number = take_visit(any_office, officer(), asked).number

    assert newest(any_office, 2) == [
        (WHO, "visit taken", asked, {"matter": number}),
        (WHO, "matter opened", number, {"visit": asked}),
    ]
    assert entries(any_office.store)[-1].kind == "officer"


def test_each_step_and_decision_is_told_by_its_number(any_office: Office) -> None:
    number = begun(any_office).number
    do(any_office, officer(), number, "assign", Details(to_person="李某"))
    compute(any_office, officer(), number, FIRST)
    decide_matter(any_office, officer(), number, FIRST, {})

    assert newest(any_office, 4) == [
        (WHO, "matter opened", number, {}),
        (WHO, "matter moved", number, {"what": "assign", "step": 2}),
        (WHO, "matter computed", number, {}),
        (WHO, "matter decided", number, {"step": 3}),
    ]


def test_each_reading_is_told(any_office: Office) -> None:
    number = begun(any_office).number
    do(any_office, officer(), number, "assign", Details(to_person="李某"))
    computed = compute(any_office, officer(), number, FIRST)
    decision = decide_matter(any_office, officer(), number, FIRST, {})

    read_matter(any_office, officer(), number)
    read_decisions(any_office, officer(), number)
    matters_of(any_office, officer())
    all_matters(any_office, SYSTEM)
    like_cases(any_office, officer(), number, computed)
    cases_like(any_office, officer(), number, decision.rulings)
    differing_cases(any_office, SYSTEM)
    history_page(any_office, officer(), SHOP.credit_code)

    assert newest(any_office, 8) == [
        (WHO, "matter shown", number, {}),
        (WHO, "matter decisions shown", number, {"count": 1}),
        (WHO, "matters listed", "", {"count": 1}),
        (SYSTEM.name, "matters listed", "", {"count": 1}),
        (WHO, "like cases shown", number, {"count": 0}),
        (WHO, "like cases shown", number, {"count": 0}),
        (SYSTEM.name, "like cases shown", "", {"count": 0}),
        (WHO, "history shown", "", {"count": 1}),
    ]


def test_what_is_refused_is_not_told(office: Office) -> None:
    number = begun(office).number
    before = told(office.store)

    with pytest.raises(NoSuchMatter):
        do(office, officer(MARKET), number, "close", Details("重复"))
    with pytest.raises(NotYours):
        do(office, officer(role="officer"), number, "close", Details("重复"))
    with pytest.raises(MatterStateError):
        do(office, officer(), number, "report")

    assert told(office.store) == before


def test_each_matter_deleted_is_told_by_its_number(any_office: Office) -> None:
    numbers = [begun(any_office).number for _ in range(2)]
    for number in numbers:
        do(any_office, officer(), number, "close", Details("重复"))

    purge_matters(days_later(any_office, 4000), SYSTEM)

    assert newest(any_office, 2) == [(SYSTEM.name, "matter purged", number, {}) for number in numbers]


def test_imports_and_their_trials_are_told_by_how_many_rows(any_office: Office, tmp_path: Path) -> None:
    path = table(tmp_path, ROW)
    import_history(any_office, SYSTEM, path, dry_run=True)
    import_history(any_office, SYSTEM, path)
    import_history(any_office, SYSTEM, path)

    assert newest(any_office, 3) == [
        (SYSTEM.name, "history tried", "", {"rows": 1, "new": 1}),
        (SYSTEM.name, "history imported", "", {"rows": 1, "new": 1}),
        (SYSTEM.name, "history imported", "", {"rows": 1, "new": 0}),
    ]


def test_nothing_told_says_whose_matter_it_is_or_why(office: Office, tmp_path: Path) -> None:
    import_history(office, SYSTEM, table(tmp_path, ROW))
    number = take_visit(office, officer(), visit(office), "甲镇").number
    do(office, officer(), number, "assign", Details(to_person="李某"))
    do(office, officer(), number, "offer", Details("归他们管", MARKET))
    read_matter(office, officer(), number)

    said = repr([(each.about, json.loads(each.detail)) for each in entries(office.store)])
    private = (*vars_of(SHOP), "张三", "13800000000", "甲镇", "李某", "归他们管", MARKET, *ROW.split(","))
    assert [each for each in private if each in said] == []


def vars_of(enterprise: Enterprise) -> tuple[str, str, str]:
    return enterprise.name, enterprise.credit_code, enterprise.address
