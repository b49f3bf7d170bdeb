"""`python -m compliance demo`."""

from typing import Any

import pytest

from compliance import cli
from compliance.services import serve
from compliance.services.demo import opening
from compliance.services.demo.filling import NORMAL, Size
from compliance.services.demo.opening import Demo
from compliance.services.demo.people import Person
from compliance.settings import Settings

ADMIN = Person("admin", "1111-2222-3333", "admin", "", "", "演示管理员")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[Any]:
    """What is asked of the services: whether the town is to be made anew, and where it is served."""
    asked: list[Any] = []

    def opened(_: Settings, fresh: bool, size: Size = NORMAL, tell: Any = None) -> Demo:
        asked.append(fresh)
        return Demo((ADMIN,), found=not fresh)

    monkeypatch.setattr(opening, "open_demo", opened)
    monkeypatch.setattr(serve, "serve_as", lambda of, bind: asked.append((of.public_url, bind)))
    monkeypatch.setattr(Settings, "for_demo", lambda url: Settings(**{**_fields(settings), "public_url": url}))
    return asked


def _fields(settings: Settings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in Settings.__dataclass_fields__}


def test_who_may_sign_in_is_printed_and_the_town_is_served(
    asked: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["demo", "--bind", "127.0.0.1:9000"]) == 0

    assert asked == [False, ("http://127.0.0.1:9000", "127.0.0.1:9000")]
    assert "admin　1111-2222-3333　管理员" in capsys.readouterr().out


def test_a_town_can_be_made_anew_without_serving_it(asked: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo", "--fresh", "--only-fill"]) == 0

    assert asked == [True]
    assert "都是虚构的" in capsys.readouterr().out
