"""The rules of today: whoever publishes, the next request has them."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from compliance.engine import durable
from compliance.services.office import Office, open_office
from compliance.services.publishing import shelf
from compliance.services.publishing.following import RETRY, Following
from compliance.services.publishing.submitting import approve, submit_end
from tests.conftest import NOW
from tests.packs import TODAY
from tests.services.publishing.test_submitting import other_pack
from tests.services.publishing.writers import LAWYER, REVIEWER, published, sign


@dataclass
class Clock:
    now: datetime = NOW


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def here(any_office: Office, clock: Clock) -> Office:
    return replace(any_office, now=lambda: clock.now)


@pytest.fixture
def elsewhere(here: Office) -> Iterator[Office]:
    """Another process on the same database."""
    office = replace(open_office(here.settings), now=lambda: NOW)
    yield office
    office.store.close()


def counting(office: Office) -> dict[str, str]:
    return {each.id: each.version for each in office.library.packs}


def test_what_another_process_publishes_counts_at_the_next_look(here: Office, elsewhere: Office) -> None:
    following = Following(here)
    assert counting(following.office()) == {"sign": "2026.1"}

    published(elsewhere)

    assert counting(following.office()) == {"sign": "2026.2"}


def test_a_new_pack_and_an_ended_one_are_followed_too(here: Office, elsewhere: Office) -> None:
    following = Following(here)
    published(elsewhere, other_pack("other-001"), pack="other")
    assert counting(following.office()) == {"sign": "2026.1", "other": "1"}

    step = submit_end(elsewhere, LAWYER, "sign", "废止")
    approve(elsewhere, REVIEWER, step.number, step.rule_file, TODAY)

    assert counting(following.office()) == {"other": "1"}


def test_midnight_brings_what_begins_to_count(here: Office, clock: Clock) -> None:
    following = Following(here)
    published(here, effective=TODAY + timedelta(1))
    assert counting(following.office()) == {"sign": "2026.1"}

    clock.now = datetime.fromisoformat("2026-11-22T00:00+08:00")

    assert counting(following.office()) == {"sign": "2026.2"}


def test_the_last_approved_takes_the_place_of_what_would_begin_later(here: Office, clock: Clock) -> None:
    following = Following(here)
    published(here, effective=TODAY + timedelta(5))
    published(here, sign("2026.3"), effective=TODAY + timedelta(1))

    clock.now += timedelta(days=2)
    assert counting(following.office()) == {"sign": "2026.3"}
    clock.now += timedelta(days=8)
    assert counting(following.office()) == {"sign": "2026.3"}


def test_where_nothing_changed_the_library_stays(here: Office, clock: Clock) -> None:
    following = Following(here)
    library = following.office().library
    clock.now += timedelta(days=1)
    assert following.office().library is library is here.library


def test_nothing_but_what_changed_is_compiled_anew(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    published(here, other_pack("other-001"), pack="other")
    library = Following(here).office().library
    library.prepare(TODAY)
    published(here, other_pack("other-001", version="2"), pack="other")
    newer = Following(replace(here, library=library)).office().library
    monkeypatch.setattr(durable, "_Program", None)

    newer.select(["sign"]).prepare(TODAY)

    assert counting(replace(here, library=newer))["other"] == "2"


def test_an_office_opened_later_begins_with_what_is_published(here: Office) -> None:
    published(here)

    office = open_office(here.settings)

    assert counting(office) == {"sign": "2026.2"}
    office.store.close()


def test_rules_that_cannot_be_used_leave_the_old_ones_and_are_told_loudly(
    here: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    following = Following(here)
    published(here)

    def fail(*_: object) -> None:
        raise RuntimeError("disk on fire")

    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        broken.setattr(shelf, "published_files", fail)
        office = following.office()

    assert counting(office) == {"sign": "2026.1"}
    assert office.rules_trouble == "disk on fire"
    assert "stay in use" in caplog.text
    assert following.office().rules_trouble  # not tried at every look
    clock.now += RETRY
    mended = following.office()
    assert (counting(mended), mended.rules_trouble) == ({"sign": "2026.2"}, "")
