"""Opening an office."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from compliance.rulepacks.problems import ProblemsError
from compliance.services.office import Office, open_office
from compliance.settings import Settings
from compliance.store.database import DatabaseError
from tests.packs import FIRST_OFFENCE, dumped
from tests.rulepacks.test_finder import finder


def test_an_office_opens_on_a_database_that_is_not_there_yet(office: Office) -> None:
    assert [pack.id for pack in office.library.packs] == ["sign"]


def test_rules_with_a_problem_keep_the_office_closed(settings: Settings) -> None:
    (settings.rules / "broken.yaml").write_text("kind: nothing", encoding="utf-8")

    with pytest.raises(ProblemsError, match=r"broken\.yaml"):
        open_office(settings)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (finder([{"text": "开店", "packs": ["sing"]}]), r"finder\.yaml:12:7: .*是不是「sign」"),
        (finder([{"text": "炒菜", "packs": ["sign"]}], type="text"), r"finder\.yaml:\d+:\d+: .*choice、choices"),
        ({**FIRST_OFFENCE, "id": "other"}, r"finder\.yaml:.*这里要的是选清单（finder）"),
    ],
)
def test_a_finder_with_a_problem_keeps_the_office_closed(settings: Settings, data: Any, words: str) -> None:
    (settings.checklists / "finder.yaml").write_bytes(dumped(data))

    with pytest.raises(ProblemsError, match=words):
        open_office(settings)


def test_the_finder_is_read_with_the_rules(settings: Settings) -> None:
    (settings.checklists / "finder.yaml").write_bytes(dumped(finder([{"text": "开店", "packs": ["sign"]}])))
    office = open_office(settings)
    office.store.close()

    assert office.library.finder is not None
    assert office.library.finder.questions[0].options[0].packs == ("sign",)


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
