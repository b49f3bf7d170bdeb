"""Opening an office."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from compliance.rulepacks.problems import ProblemsError
from compliance.services.office import Office, open_office
from compliance.settings import Settings
from compliance.store.database import DatabaseError


def test_an_office_opens_on_a_database_that_is_not_there_yet(office: Office) -> None:
    assert [pack.id for pack in office.library.packs] == ["sign"]


def test_rules_with_a_problem_keep_the_office_closed(settings: Settings) -> None:
    (settings.rules / "broken.yaml").write_text("kind: nothing", encoding="utf-8")

    with pytest.raises(ProblemsError, match=r"broken\.yaml"):
        open_office(settings)


def test_a_database_that_cannot_be_used_keeps_the_office_closed(settings: Settings) -> None:
    with pytest.raises(DatabaseError):
        open_office(replace(settings, database_url="sqlite:////no/such/folder/db"))


def test_the_day_is_that_of_beijing(office: Office) -> None:
    late = replace(office, now=lambda: datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    early = replace(office, now=lambda: datetime(2026, 12, 31, 15, 59, tzinfo=UTC))

    assert (early.today(), late.today()) == (date(2026, 12, 31), date(2027, 1, 1))


def test_the_clock_runs(settings: Settings) -> None:
    office = open_office(settings)
    before = datetime.now(UTC)

    assert before <= office.now() <= datetime.now(UTC)
    office.store.close()
