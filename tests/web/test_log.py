"""What is logged of visitors: not the address that opens a self-check, and nothing that they typed."""

import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from gunicorn.config import Config
from gunicorn.glogging import Logger

from compliance.engine.decide import Engine
from compliance.services.self_check.keep import new_token
from compliance.web.log import SERVERS
from tests.web.visitor import Visitor

SAID = "只有我知道的话"


@pytest.fixture
def logged(site: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """All that any logger writes, at any level, while the site answers with its page for bugs."""
    monkeypatch.setitem(site.config, "PROPAGATE_EXCEPTIONS", False)
    text = StringIO()
    handler = logging.StreamHandler(text)
    loggers = [logging.getLogger(name) for name in (None, site.logger.name, *SERVERS)]
    levels = [each.level for each in loggers]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.DEBUG)
    yield text
    for each, level in zip(loggers, levels, strict=True):
        each.removeHandler(handler)
        each.setLevel(level)


def test_a_bug_is_logged_by_its_page_and_place_in_the_code(
    visitor: Visitor, logged: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.start("sign").send({"answers/招牌说明": SAID})

    def fail(*_: Any) -> None:
        try:
            raise KeyError(SAID)
        except KeyError as error:
            raise ValueError(f"not {SAID}: {visitor.token}") from error

    monkeypatch.setattr(Engine, "decide", fail)
    assert visitor.turn_to("1").status == 500

    said = logged.getvalue()
    assert "GET of the page checks.step failed" in said
    assert "ValueError" in said
    assert "KeyError" in said
    assert "test_log.py" in said
    assert SAID not in said
    assert visitor.token not in said


def test_a_way_through_the_site_leaves_no_key_and_no_answer_in_the_log(visitor: Visitor, logged: StringIO) -> None:
    visitor.start("sign").send({"answers/招牌说明": SAID}).through()
    visitor.go(f"/checks/{visitor.token}/results/99")
    visitor.go(f"/checks/{visitor.token}/evidence/{SAID}")

    assert visitor.token not in logged.getvalue()
    assert SAID not in logged.getvalue()


@pytest.mark.parametrize("logger", SERVERS)
@pytest.mark.parametrize(
    "address", ["/checks/{}", "/checks/{}/results/1", "/results/{}?x", "/elsewhere/{}", "/checks/{}%20x"]
)
def test_servers_log_addresses_without_keys(site: Flask, logged: StringIO, logger: str, address: str) -> None:
    token = new_token()
    for spelled in (token, token.lower()):
        line = address.format(spelled)
        try:
            raise OSError(f"broken: {line}")
        except OSError:
            logging.getLogger(logger).exception('127.0.0.1 - "%s %s HTTP/1.1"', "GET", line)

        assert '127.0.0.1 - "GET /' in logged.getvalue()
        assert "OSError" in logged.getvalue()
        assert spelled not in logged.getvalue()


def test_gunicorn_keeps_no_access_log_unless_it_is_told_to_and_then_one_without_keys(
    site: Flask, logged: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    config = Config()
    assert config.accesslog is None
    config.set("accesslog", "-")
    log, token = Logger(config), new_token()

    log.access_log.info(config.access_log_format, dict.fromkeys("hlutrsbfa", f"/checks/{token}") | _headers(token))

    assert token not in logged.getvalue() + "".join(capsys.readouterr())
    assert "/checks/…" in logged.getvalue()
    for handler in list(log.access_log.handlers):
        if getattr(handler, "_gunicorn", False):
            log.access_log.removeHandler(handler)


def _headers(token: str) -> dict[str, str]:
    return {"{Referer}i": f"http://localhost/checks/{token}"}
