"""The made-up town's folder: filled once, found again, made anew, and never put over anybody's data."""

from dataclasses import replace
from pathlib import Path

import pytest

from compliance.services.demo.opening import PEOPLE, NotTheDemo, in_words, open_demo
from compliance.services.office import Office, open_office
from compliance.services.self_check.keep import load_check, start_check
from compliance.services.sign_in import SignInError, sign_in
from compliance.settings import Settings
from tests.people import employed
from tests.services.demo.towns import TINY, write_rules


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_rules(tmp_path / "rules")


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "demo").mkdir()
    return replace(settings, database_url=f"sqlite:///{tmp_path / 'demo' / 'demo.sqlite3'}")


def test_a_town_is_filled_once_and_found_again(settings: Settings) -> None:
    told: list[tuple[int, int]] = []
    first = open_demo(settings, size=TINY, tell=lambda *far: told.append(far))
    second = open_demo(settings, size=TINY)

    assert (first.found, second.found) == (False, True)
    assert first.people == second.people
    assert told[-1] == (TINY.checks + TINY.visits + TINY.found,) * 2


def test_a_fresh_town_takes_the_place_of_the_old_with_other_passwords(settings: Settings) -> None:
    old, new = open_demo(settings, size=TINY).people, open_demo(settings, fresh=True, size=TINY).people

    office = open_office(settings)
    assert sign_in(office, new[0].name, new[0].password).name == old[0].name
    with pytest.raises(SignInError):
        sign_in(office, old[0].name, old[0].password)
    office.store.close()


def test_a_town_that_was_not_filled_to_its_end_is_made_anew(settings: Settings, tmp_path: Path) -> None:
    def broken(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_demo(settings, size=TINY, tell=broken)

    assert not open_demo(settings, size=TINY).found


def test_a_database_with_a_self_check_in_it_is_left_as_it_is(settings: Settings, office: Office) -> None:
    token = start_check(office, ["sign"])

    with pytest.raises(NotTheDemo, match="已经有别的数据"):
        open_demo(settings, fresh=True, size=TINY)

    assert load_check(office, token).pack_ids == ("sign",)


def test_a_real_office_s_database_is_left_as_it_is_whatever_stands_beside_it(
    settings: Settings, office: Office, tmp_path: Path
) -> None:
    account, password = employed(office, "boss", "admin")
    (tmp_path / "demo" / PEOPLE).write_text("[]")

    for fresh in (True, False):
        with pytest.raises(NotTheDemo):
            open_demo(settings, fresh, size=TINY)

    assert sign_in(office, "boss", password).name == account.name


def test_only_the_owner_of_the_files_reads_the_passwords(settings: Settings, tmp_path: Path) -> None:
    open_demo(settings, size=TINY)

    assert (tmp_path / "demo" / PEOPLE).stat().st_mode & 0o777 == 0o600


def test_who_may_sign_in_is_told_with_the_password_and_the_role(settings: Settings) -> None:
    demo = open_demo(settings, size=TINY)

    lines = in_words(demo, "http://127.0.0.1:8000").splitlines()

    assert "办公桌：http://127.0.0.1:8000/desk/" in lines
    for each in demo.people:
        assert any(line.startswith(f"{each.name}　{each.password}　") for line in lines)
    assert lines[-1].endswith("管理员　各部门　各镇街")
