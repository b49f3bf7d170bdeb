"""What an installation may set."""

import re
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from compliance import settings
from compliance.settings import Settings, SettingsError, SigningSettings, SingleSignOn

SIGNING = ("SIGNING_CERTIFICATE", "SIGNING_PASSWORD", "SIGNING_PASSWORD_FILE")
DESK = (
    "SESSION_HOURS", "SESSION_IDLE_MINUTES",
    "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_CLIENT_SECRET_FILE", "OIDC_CLAIM",
)  # fmt: skip


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder in which nothing was ever started, and nothing set."""
    for name in (
        "DATABASE_URL",
        "SECRET_KEY",
        "PUBLIC_URL",
        "ISSUING_BODY",
        "LAWS",
        "KEEP_DAYS",
        "MATTER_KEEP_DAYS",
        "TRUSTED_PROXIES",
        *SIGNING,
        *DESK,
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(settings, "PROJECT", tmp_path)
    return tmp_path


def test_nothing_has_to_be_set(project: Path) -> None:
    default = Settings.from_environment()

    assert default.database_url == f"sqlite:///{project}/var/qingdan.sqlite3"
    assert default.public_url == "http://127.0.0.1:8000"
    assert (default.root, default.rules) == (project, project / "rules")
    assert len(default.secret_key) >= 32


def test_the_key_is_kept_where_only_its_owner_reads_it(project: Path) -> None:
    first, second = Settings.from_environment(), Settings.from_environment()

    assert first.secret_key == second.secret_key
    assert stat.S_IMODE((project / "var" / "secret_key").stat().st_mode) == 0o600
    assert [each.name for each in (project / "var").iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    together = Barrier(4)
    new_key = secrets.token_urlsafe

    def new_key_of_each(size: int) -> str:
        together.wait(60)  # so that each has found that there is no key yet
        return new_key(size)

    monkeypatch.setattr(secrets, "token_urlsafe", new_key_of_each)
    with ThreadPoolExecutor(4) as pool:
        starts = [pool.submit(Settings.from_environment) for _ in range(4)]

    assert len({start.result().secret_key for start in starts}) == 1


def test_what_is_set_is_taken_and_leaves_no_files(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/data.sqlite3")
    monkeypatch.setenv("SECRET_KEY", "mine")
    monkeypatch.setenv("PUBLIC_URL", "https://qingdan.example/")

    given = Settings.from_environment()

    assert (given.database_url, given.secret_key) == ("sqlite:////srv/data.sqlite3", "mine")
    assert given.public_url == "https://qingdan.example"
    assert list(project.iterdir()) == []


def test_a_setting_left_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "DATABASE_URL",
        "SECRET_KEY",
        "PUBLIC_URL",
        "ISSUING_BODY",
        "LAWS",
        "KEEP_DAYS",
        "MATTER_KEEP_DAYS",
        "TRUSTED_PROXIES",
        *SIGNING,
        *DESK,
    ):
        monkeypatch.setenv(name, "")

    assert Settings.from_environment().secret_key
    assert Settings.from_environment().database_url.startswith("sqlite:")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_address_of_postgresql_is_understood(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://user:p%40ss@db:5432/qingdan")

    assert Settings.from_environment().database_url == "postgresql+psycopg://user:p%40ss@db:5432/qingdan"


def test_an_address_without_a_scheme_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "qingdan.example")

    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        Settings.from_environment()


def test_papers_are_not_signed_unless_a_certificate_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNING_PASSWORD", "secret")

    assert Settings.from_environment().signing is None


def test_the_certificate_and_its_password_are_taken(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNING_CERTIFICATE", "/etc/town.p12")
    monkeypatch.setenv("SIGNING_PASSWORD", "secret")

    assert Settings.from_environment().signing == SigningSettings(Path("/etc/town.p12"), "secret")
    assert "secret" not in repr(Settings.from_environment().signing)


def test_the_password_may_stand_in_a_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "password").write_text(" 秘密\n", encoding="utf-8")
    monkeypatch.setenv("SIGNING_CERTIFICATE", "town.p12")
    monkeypatch.setenv("SIGNING_PASSWORD_FILE", "password")

    assert Settings.from_environment().signing == SigningSettings(project / "town.p12", " 秘密")

    monkeypatch.setenv("SIGNING_PASSWORD_FILE", "missing")
    with pytest.raises(SettingsError, match=r"SIGNING_PASSWORD_FILE.*missing"):
        Settings.from_environment()


def test_a_folder_that_cannot_be_made_is_said(project: Path) -> None:
    (project / "var").write_text("in the way", encoding="utf-8")

    with pytest.raises(SettingsError, match="var"):
        Settings.from_environment()


def test_who_issues_papers_and_where_laws_are_can_be_left_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (Settings.from_environment().issuing_body, Settings.from_environment().laws) == ("", None)
    monkeypatch.setenv("ISSUING_BODY", " 某某局 ")
    monkeypatch.setenv("LAWS", str(tmp_path))
    assert (Settings.from_environment().issuing_body, Settings.from_environment().laws) == ("某某局", tmp_path)


def test_only_as_many_proxies_are_trusted_as_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.from_environment().trusted_proxies == 0
    monkeypatch.setenv("TRUSTED_PROXIES", "2")
    assert Settings.from_environment().trusted_proxies == 2


@pytest.mark.parametrize("given", ["-1", "11", "one", "1.0", "²"])
def test_a_number_of_proxies_that_makes_no_sense_is_told(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", given)
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        Settings.from_environment()


@pytest.mark.parametrize(
    ("name", "field", "default"), [("SESSION_HOURS", "session_hours", 8), ("SESSION_IDLE_MINUTES", "idle_minutes", 30)]
)
def test_how_long_somebody_stays_signed_in_can_be_set(
    monkeypatch: pytest.MonkeyPatch, name: str, field: str, default: int
) -> None:
    assert getattr(Settings.from_environment(), field) == default
    monkeypatch.setenv(name, "2")
    assert getattr(Settings.from_environment(), field) == 2
    monkeypatch.setenv(name, "0")
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment()


OIDC = {"OIDC_ISSUER": "https://login.example/", "OIDC_CLIENT_ID": "qingdan", "OIDC_CLIENT_SECRET": "hush"}


def test_single_sign_on_is_off_unless_an_issuer_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIDC_CLIENT_ID", "qingdan")
    assert Settings.from_environment().single_sign_on is None


def test_single_sign_on_is_taken_and_its_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    for name, value in OIDC.items():
        monkeypatch.setenv(name, value)
    given = Settings.from_environment().single_sign_on
    assert given == SingleSignOn("https://login.example", "qingdan", "hush", "sub")
    assert "hush" not in repr(given)
    (project / "secret").write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "")
    monkeypatch.setenv("OIDC_CLIENT_SECRET_FILE", "secret")
    monkeypatch.setenv("OIDC_CLAIM", "preferred_username")
    assert Settings.from_environment().single_sign_on == SingleSignOn(
        "https://login.example", "qingdan", "from a file", "preferred_username"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_ISSUER", "http://login.example"),
        ("OIDC_ISSUER", "login"),
        ("OIDC_CLIENT_ID", ""),
        ("OIDC_CLAIM", "email"),
    ],
)
def test_what_makes_single_sign_on_unsafe_or_unusable_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    for each, usual in (OIDC | {name: value}).items():
        monkeypatch.setenv(each, usual)
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment()


def test_self_checks_are_kept_for_thirty_days_or_as_long_as_is_set(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.delenv("KEEP_DAYS", raising=False)
    assert Settings.from_environment().keep_days == 30
    monkeypatch.setenv("KEEP_DAYS", "7")
    assert Settings.from_environment().keep_days == 7


def test_closed_matters_are_kept_for_ten_years_or_as_long_as_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.from_environment().matter_keep_days == 3650
    monkeypatch.setenv("MATTER_KEEP_DAYS", "36500")
    assert Settings.from_environment().matter_keep_days == 36500
    monkeypatch.setenv("MATTER_KEEP_DAYS", "0")
    with pytest.raises(SettingsError, match="MATTER_KEEP_DAYS 是事项办结以后保存几天"):
        Settings.from_environment()


@pytest.mark.parametrize("given", ["0", "-1", "3651", "一周", "1.5", "٣"])
def test_a_number_of_days_that_cannot_be_used_is_said(monkeypatch, given):
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("KEEP_DAYS", given)
    with pytest.raises(SettingsError, match="KEEP_DAYS"):
        Settings.from_environment()


def test_a_made_up_town_has_a_database_and_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://real")
    monkeypatch.setenv("SECRET_KEY", "the real one")

    demo = Settings.for_demo("http://127.0.0.1:9000")

    assert demo.database_url == f"sqlite:///{project}/var/demo/demo.sqlite3"
    assert demo.secret_key not in ("the real one", Settings.from_environment().secret_key)
    assert Settings.for_demo("http://127.0.0.1:9000") == demo
    assert stat.S_IMODE((project / "var" / "demo").stat().st_mode) == 0o700


def test_a_process_started_for_the_town_has_its_settings_whatever_else_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    demo = Settings.for_demo("http://127.0.0.1:9000")
    names = re.findall(r"\b[A-Z]+(?:_[A-Z]+)*\b", Settings.from_environment.__doc__ or "")
    assert {"LAWS", "KEEP_DAYS", *DESK} <= set(names)
    for name in names:
        monkeypatch.setenv(name, "7")

    environment = demo.as_environment()

    assert environment["PATH"]
    monkeypatch.setattr("os.environ", environment)
    assert Settings.from_environment() == demo
