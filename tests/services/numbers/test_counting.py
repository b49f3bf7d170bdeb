"""What the database counts, against going through plain values one by one, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from compliance.services.matters.people import Officer
from compliance.services.matters.reading import matters_of
from compliance.services.numbers.cells import Table
from compliance.services.numbers.counting import Asked, Course, count_course, count_found, scope_of
from compliance.services.numbers.periods import NumbersInputError
from compliance.services.numbers.tables import PARTS
from compliance.services.office import Office
from compliance.store.records.checks import VisitRecord
from compliance.store.records.matters import RulingRecord, StepRecord
from tests.auditing import entries
from tests.conftest import NOW
from tests.packs import TODAY
from tests.services.matters.officers import CITY, MARKET, officer
from tests.services.matters.test_reading import statements
from tests.services.numbers import naive
from tests.services.numbers.worlds import DEPARTMENTS, PACKS, TOWNS, Keeper, Made, Past, World, ordered, worlds

OFFICERS = [
    officer("", "legal"), officer(CITY, "officer"), officer(MARKET, "reviewer"), officer("", "reviewer", town="甲镇"),
    officer("住建", "officer", town="乙镇"),
]  # fmt: skip
ALL_SEEING = officer("", "reviewer")
PERIODS = [("2026-08", "2026-10"), ("2026-09", "2026-09"), ("2026-07", "2026-11")]
asked_for = st.builds(
    lambda period, department, town, pack: Asked(*period, department, town, pack),
    st.sampled_from(PERIODS),
    st.sampled_from(["", "", *DEPARTMENTS]),
    st.sampled_from(["", "", *filter(None, TOWNS)]),
    st.sampled_from(["", "", "lamps"]),
)

QUICK = settings(
    deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
"""Each example fills a database, so that making a failing one smaller would take many minutes."""


def months_in(asked: Asked) -> list[str]:
    return [month for month in (f"2026-{number:02}" for number in range(1, 13)) if asked.since <= month <= asked.until]


def in_own_town(who: Officer, asked: Asked) -> Asked:
    return replace(asked, town="") if who.town and asked.town != who.town else asked


looks = st.lists(st.tuples(st.sampled_from(OFFICERS), asked_for), min_size=5, max_size=5)


def course_of(office: Office, who: Officer, asked: Asked | None = None) -> Course:
    return count_course(office, scope_of(office, who, asked or Asked()))


def all_tables(office: Office, who: Officer, asked: Asked) -> tuple[Table, ...]:
    scope = scope_of(office, who, asked)
    return tuple(table for part in PARTS.values() for table in part.tables(office, scope))


def check(keeper: Keeper, world: World, who: Officer, asked: Asked) -> None:
    scope, months = scope_of(keeper.office, who, asked), months_in(asked)
    counted, course = count_found(keeper.office, scope), count_course(keeper.office, scope)
    made = naive.seen(world, who, asked)

    assert {(each.by, each.value): each[2:] for each in counted.violations} == naive.by_everything(
        world, made, asked, months
    )
    assert {each[:2]: each[2:] for each in counted.violated} == naive.by_item(world, made, asked, months)
    opened = [naive.month_of(each.record.opened_at) for each in made]
    assert list(course.opened) == [opened.count(month) for month in months]
    assert list(course.closed) == [len(naive.closed(made, [month])) for month in months]
    assert {each.state: (each.matters, each.overdue) for each in course.standing} == naive.standing(made)
    assert course.mended == naive.mended(made, months)
    assert {(each.state, each.days): each.matters for each in course.lasted} == naive.lasted(made, months)
    if who.role == "legal":
        assert course.visits is None
        return
    assert course.visits
    told = {(each.status, each.rating): each.visits for each in course.visits.visits}
    assert told == naive.visits(world, made, who, asked, months)
    assert course.visits.matters == naive.begun_by_visits(world, made, months)


def test_the_database_counts_what_a_naive_count_does(any_office: Office) -> None:
    keeper = Keeper.of(any_office)

    @settings(QUICK, max_examples=25)
    @given(worlds(), looks)
    def counts_alike(world: World, looks: list[tuple[Officer, Asked]]) -> None:
        keeper.keep(world)
        for who, asked in looks:
            check(keeper, world, who, in_own_town(who, asked))

    counts_alike()


def test_on_its_last_day_mending_is_under_way(office: Office) -> None:
    keeper = Keeper.of(office)
    for due, came_to in ((TODAY, "running"), (TODAY - timedelta(1), "overdue")):
        keeper.keep(World((ordered(due),), (), ()))
        assert course_of(office, officer("", "legal")).mended == {came_to: 1}


def test_a_number_of_violations_leads_nowhere_since_lists_are_of_matters(office: Office) -> None:
    """One matter with two violations, both repeated."""
    keeper, made = Keeper.of(office), ordered(TODAY)
    code, items = "91110000600037341L", ("lamp-001", "sign-001")
    rulings = tuple(
        RulingRecord(each, PACKS[each], "f" * 64, "violation", "refer", "refer", None, "") for each in items
    )
    decide = StepRecord(4, "decide", NOW, "某", "reviewer", "住建")
    record = replace(made.record, credit_code=code)
    twice = Made(record, (*made.steps, decide), (Past(4, TODAY, rulings),))
    keeper.keep(World((twice,), (), tuple((code, each, TODAY - timedelta(1)) for each in items)))
    told = set()
    for table in all_tables(office, officer("", "legal"), Asked()):
        for row in table.rows:
            told |= {cell.value for cell in row}
            assert {cell.value for cell in row if cell.wanted} <= {0, 1}, table.id
    assert 2 in told


@pytest.mark.parametrize(
    ("department", "visits"), [("住建", 1), ("综合行政执法", 1), ("消防", 1), ("住", 0), ("执法", 0), ("%", 0), ("", 1)]
)
def test_a_visit_counts_for_each_department_that_it_names(office: Office, department: str, visits: int) -> None:
    keeper = Keeper.of(office)
    named = ("住建、综合行政执法", "消防")
    asked = VisitRecord(
        "约1", "c", "", NOW, NOW, "planned", NOW, named, (), "甲商店", "", "某路", "王某", "13800000000"
    )
    keeper.keep(World((), (asked,), ()))
    counted = course_of(office, officer("", "reviewer"), Asked(department=department)).visits
    assert counted
    assert sum(each.visits for each in counted.visits) == visits


def test_each_number_is_how_long_the_list_is_that_it_leads_to(any_office: Office) -> None:
    keeper = Keeper.of(any_office)
    led = set()

    @settings(QUICK, max_examples=8)
    @given(worlds(), st.sampled_from(OFFICERS), asked_for)
    def lists_are_as_long(world: World, who: Officer, asked: Asked) -> None:
        keeper.keep(world)
        for each, wants in ((who, in_own_town(who, asked)), (ALL_SEEING, Asked("2026-07", "2026-11"))):
            for table in all_tables(any_office, each, wants):
                for row in table.rows:
                    for cell in row:
                        if cell.wanted:
                            found = matters_of(any_office, each, cell.wanted)
                            assert len(found) == cell.value, (table.id, row[0].value)
                            led.add(table.id) if found else None

    lists_are_as_long()
    assert len(led) >= 8, f"hardly any number leads anywhere: {led}"


def test_the_statements_are_as_many_for_nothing_as_for_much(any_office: Office) -> None:
    keeper = Keeper.of(any_office)
    who, asked = officer("", "reviewer"), Asked("2026-07", "2026-11")
    counts = []
    for world in (World((), (), ()), _much()):
        keeper.keep(world)
        with statements(any_office) as sent:
            all_tables(any_office, who, asked)
        counts.append(len([each for each in sent if each.lstrip().startswith(("SELECT", "WITH"))]))
    assert counts[0] == counts[1] <= 12


def _much() -> World:
    """The biggest of some worlds."""
    found: list[World] = []

    @settings(QUICK, max_examples=10)
    @given(worlds())
    def collect(world: World) -> None:
        found.append(world)

    collect()
    return max(found, key=lambda world: len(world.matters))


def test_who_is_bound_to_a_town_is_told_nothing_of_another(office: Office) -> None:
    with pytest.raises(NumbersInputError, match="只看甲镇"):
        scope_of(office, officer(town="甲镇"), Asked(town="乙镇"))


def test_the_usual_period_is_the_last_twelve_months(office: Office) -> None:
    period = scope_of(office, officer(), Asked()).period
    assert (str(period.months[0]), str(period.months[-1])) == ("2025-12", "2026-11")
    assert TODAY.month == 11


@pytest.mark.parametrize(
    ("since", "until", "wrong"),
    [
        ("2026-13", "", "since"), ("", "今年", "until"), ("1999-01", "", "since"), ("2026-05", "2026-04", "until"),
        ("2020-01", "2026-11", "since"), ("2026-1", "", "since"), ("2026-01-01", "", "since"),
    ],
)  # fmt: skip
def test_months_that_cannot_be_counted_over_are_refused(office: Office, since: str, until: str, wrong: str) -> None:
    with pytest.raises(NumbersInputError) as error:
        scope_of(office, officer(), Asked(since, until))
    assert set(error.value.problems) == {wrong}


def test_the_log_tells_who_saw_numbers_and_of_which_months(office: Office) -> None:
    scope_of(office, officer(name="王某"), Asked("2026-01", "2026-02", town="甲镇"))
    last = entries(office.store)[-1]
    assert (last.who, last.deed, last.about) == ("王某", "numbers shown", "")
    assert "2026-01" in str(last.detail)
    assert "甲镇" not in str(last.detail)
