"""Follow-up visits: planned, made, never changed, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from compliance.services.matters.follow_ups import (
    Said,
    follow_ups_of,
    plan,
    planned_follow_ups,
    record,
)
from compliance.services.matters.moving import NoSuchMatter
from compliance.services.matters.people import MatterInputError, NotYours
from compliance.services.office import Office
from tests.auditing import told
from tests.conftest import NOW
from tests.packs import TODAY
from tests.services.matters.officers import CITY, MARKET, begun, officer

TOMORROW, NEXT_WEEK = str(TODAY + timedelta(1)), str(TODAY + timedelta(7))
SAID = Said(day=str(TODAY), way="phone", met="王店长", heard="都改好了", rating="5")


def entries(office: Office, number: str) -> list[tuple[int, bool, str]]:
    return [(each.number, each.made, str(each.day)) for each in follow_ups_of(office, officer(), number).entries]


def due(office: Office, department: str = CITY, town: str = "") -> list[str]:
    return [each.matter for each in planned_follow_ups(office, officer(department, town=town)).planned]


def test_one_is_planned_planned_otherwise_and_made(any_office: Office) -> None:
    number = begun(any_office).number
    plan(any_office, officer(), number, TOMORROW)
    plan(any_office, officer(), number, NEXT_WEEK)
    assert due(any_office) == [number]

    record(any_office, officer(), number, SAID)

    assert entries(any_office, number) == [(1, False, TOMORROW), (2, False, NEXT_WEEK), (3, True, str(TODAY))]
    kept = follow_ups_of(any_office, officer(), number)
    found = kept.entries
    assert (found[2].by, found[2].way, found[2].met, found[2].heard, found[2].to_mend, found[2].rating) == (
        "王某", "phone", "王店长", "都改好了", "", 5,
    )  # fmt: skip
    assert kept.planned is None
    assert due(any_office) == []


def test_a_form_sent_twice_counts_once(any_office: Office) -> None:
    number = begun(any_office).number
    for _ in range(2):
        plan(any_office, officer(), number, TOMORROW)
    for _ in range(2):
        record(any_office, officer(), number, SAID)
    assert len(entries(any_office, number)) == 2
    record(any_office, officer(), number, replace(SAID, heard="更正：还差一处"))
    assert len(entries(any_office, number)) == 3


def test_what_was_written_down_is_never_changed(any_office: Office) -> None:
    record(any_office, officer(), begun(any_office).number, SAID)
    with pytest.raises(DBAPIError, match="never changed"), any_office.store.engine.begin() as connection:
        connection.execute(text("UPDATE matter_follow_ups SET heard = ''"))


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        (replace(SAID, day=""), "day", "请填写日期"),
        (replace(SAID, day="昨天"), "day", "写成 2026-11-21"),
        (replace(SAID, day=TOMORROW), "day", "不能晚于 2026-11-21"),
        (replace(SAID, way="post"), "way", "请选一种"),
        (replace(SAID, met=" "), "met", "受访人"),
        (replace(SAID, heard=""), "heard", "请写明"),
        (replace(SAID, heard="长" * 1001), "heard", "最多 1000 个字"),
        (replace(SAID, rating="6"), "rating", "1 到 5"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_kept(
    office: Office, said: Said, field: str, words: str
) -> None:
    number = begun(office).number
    with pytest.raises(MatterInputError) as error:
        record(office, officer(), number, said)
    assert words in error.value.problems[field]
    assert list(error.value.problems) == [field]
    assert entries(office, number) == []


def test_nobody_plans_for_a_day_that_is_over(office: Office) -> None:
    with pytest.raises(MatterInputError, match="不能早于 2026-11-21"):
        plan(office, officer(), begun(office).number, "2026-11-20")


def test_the_most_overdue_stands_first_and_each_sees_the_own(any_office: Office) -> None:
    later, sooner = begun(any_office, town="城东").number, begun(any_office, town="城西").number
    others = begun(any_office, MARKET).number
    plan(any_office, officer(), later, NEXT_WEEK)
    plan(any_office, officer(), sooner, TOMORROW)
    plan(any_office, officer(MARKET), others, TOMORROW)

    assert due(any_office) == [sooner, later]
    assert due(any_office, town="城东") == [later]
    assert due(any_office, MARKET) == [others]
    assert due(any_office, department="") == [sooner, others, later]


def test_another_department_plans_and_records_nothing(office: Office) -> None:
    number = begun(office).number
    for deed in (lambda: plan(office, officer(MARKET), number, TOMORROW),
                 lambda: record(office, officer(MARKET), number, SAID),
                 lambda: follow_ups_of(office, officer(MARKET), number)):  # fmt: skip
        with pytest.raises(NoSuchMatter):
            deed()
    with pytest.raises(NotYours):
        record(office, officer(role="legal"), number, SAID)


def test_a_long_list_comes_in_pages(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compliance.services.matters.follow_ups.AT_ONCE", 2)
    numbers = [begun(office).number for _ in range(5)]
    for place, number in enumerate(numbers):
        plan(office, officer(), number, str(TODAY + timedelta(place)))

    pages = [planned_follow_ups(office, officer(), page) for page in (1, 2, 3)]

    assert [[each.matter for each in page.planned] for page in pages] == [numbers[:2], numbers[2:4], numbers[4:]]
    assert [page.more for page in pages] == [True, True, False]


def test_the_log_tells_who_planned_and_made_them(office: Office) -> None:
    number = begun(office).number
    before = len(told(office.store))
    plan(office, officer(), number, TOMORROW)
    record(replace(office, now=lambda: NOW + timedelta(1)), officer(), number, SAID)
    assert told(office.store)[before:] == [
        ("王某", "follow-up planned", number, '{"follow_up":1}'),
        ("王某", "follow-up made", number, '{"follow_up":2}'),
    ]
