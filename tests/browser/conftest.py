"""The site with the shipped rules on a free port, and Debian's Chromium."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from compliance.services.office import Office
from compliance.settings import PROJECT, Settings
from compliance.web import create_web

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    project = {"rules": PROJECT / "rules", "checklists": PROJECT / "checklists"}
    return replace(settings, **project, public_url="http://127.0.0.1")


@pytest.fixture
def site(office: Office) -> Flask:
    return create_web(office)


@pytest.fixture
def address(site: Flask) -> Iterator[str]:
    """Where the site is."""
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Served:
    """The site on a free port, at the address that it knows as its own; its desk opens at no other."""

    def __init__(self, office: Office) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        self._site = create_web(replace(office, settings=replace(office.settings, public_url=self.address)))
        self.begin()

    def begin(self) -> None:
        self._server = make_server("127.0.0.1", self._port, self._site, threaded=True)
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def end(self) -> None:
        """Nobody answers at the address any more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def served(office: Office) -> Iterator[Served]:
    served = Served(office)
    yield served
    served.end()


@pytest.fixture
def desk(served: Served) -> str:
    """Where the desk is."""
    return f"{served.address}/desk/"


@pytest.fixture
def open_page(browser: Browser, address: str) -> Callable[..., "contextmanager[Page]"]:
    """Opens the site's first page; at the end no page may have complained or asked anything of another host."""

    @contextmanager
    def opened(width: int = 390, height: int = 844, **settings: bool) -> Iterator[Page]:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **settings)
        page, complaints, strange = context.new_page(), [], []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda asked: None if asked.url.startswith((address, "data:")) else strange.append(asked.url)
        )
        page.goto(address)
        yield page
        context.close()
        assert (complaints, strange) == ([], [])

    return opened
