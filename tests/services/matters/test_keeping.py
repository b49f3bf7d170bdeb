"""Closed matters are deleted when their time is over, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.services.matters.deciding import decide_matter
from compliance.services.matters.keeping import expired_matters, purge_matters
from compliance.services.matters.moving import Details, NoSuchMatter, do
from compliance.services.matters.reading import read_matter
from compliance.services.office import Office
from compliance.services.walks.adding import Said, add_answers
from compliance.services.walks.opening import choose_lists
from compliance.services.walks.photos import Shot, add_photo
from compliance.store.tables.base import Table
from tests.auditing import SYSTEM
from tests.conftest import NOW
from tests.evidence.made import telling
from tests.services.history.records import past_of
from tests.services.matters.officers import SHOP, begun, officer
from tests.services.matters.test_deciding import FIRST


def days_later(office: Office, days: int) -> Office:
    return replace(office, now=lambda: NOW + timedelta(days))


def closed(office: Office) -> str:
    number = begun(office).number
    do(office, officer(), number, "assign", Details(to_person="李某"))
    decide_matter(office, officer(), number, FIRST, {})
    choose_lists(office, officer(), number, ["sign"])
    add_answers(office, officer(), number, [Said("a" * 16, "answers/设有招牌", ["yes"], NOW)])
    add_photo(office, officer(), number, Shot("b" * 16, "answers/设有招牌", NOW, telling("PNG")))
    do(office, officer(), number, "close", Details("已经改好"))
    return number


def test_an_expired_matter_goes_with_all_that_was_stored_with_it(any_office: Office) -> None:
    office = replace(any_office, settings=replace(any_office.settings, matter_keep_days=100))
    number, still_open = closed(office), begun(office).number

    assert purge_matters(days_later(office, 100), SYSTEM) == ()
    assert expired_matters(days_later(office, 101)) == (number,)
    assert purge_matters(days_later(office, 101), SYSTEM) == (number,)

    with office.store.engine.connect() as connection:
        left = {
            name: len(connection.execute(table.select()).all())
            for name, table in Table.metadata.tables.items()
            if name.startswith(("matter", "walk"))
        }
    still_there = {"matters": 1, "matter_items": 1, "matter_steps": 1, "matter_stays": 1}
    assert left == dict.fromkeys(left, 0) | still_there
    assert len(left) > len(still_there)
    assert read_matter(office, officer(), still_open).record.state == "found"
    with pytest.raises(NoSuchMatter, match="按期删除"):
        read_matter(office, officer(), number)


def test_a_deleted_matters_violations_stay_in_the_history_and_its_number_is_not_given_again(office: Office) -> None:
    number = closed(office)
    purge_matters(days_later(office, 4000), SYSTEM)

    assert [each.source for each in past_of(office, SHOP.credit_code).known] == [number]
    assert begun(office).number == "事〔2026〕2号"


def test_a_matter_opened_again_is_kept(office: Office) -> None:
    number = closed(office)
    do(office, officer(), number, "reopen", Details("又有人投诉"))

    assert purge_matters(days_later(office, 4000), SYSTEM) == ()
