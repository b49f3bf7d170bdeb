"""Somebody who visits the site with a browser that runs no scripts."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


class _Form(HTMLParser):
    """What the page's form would send: nothing of a disabled part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: MultiDict[str, str] = MultiDict()
        self._off = False
        self._textarea: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        each = dict(attrs)
        if tag == "fieldset":
            self._off = "disabled" in each
        ticked = each.get("type") not in ("radio", "checkbox") or "checked" in each
        if tag == "input" and ticked and not self._off:
            self.sent.add(each["name"] or "", each.get("value") or "")
        if tag == "textarea" and not self._off:
            self._textarea = each["name"]
            self.sent.add(each["name"] or "", "")

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.sent[self._textarea] = data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "fieldset":
            self._off = False
        if tag == "textarea":
            self._textarea = None


class Visitor:
    """Keeps the page at hand: `path`, `html`, `status`."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.path, self.html, self.status = "", "", 0

    def go(self, path: str) -> "Visitor":
        return self._at(self.client.get(path, follow_redirects=True))

    @property
    def token(self) -> str:
        """That of the self-check or result at hand."""
        return self.path.split("/")[2]

    def turn_to(self, key: str) -> "Visitor":
        """Another page of the self-check at hand."""
        return self.go(f"/checks/{self.token}/questions/{key}")

    def form(self) -> "MultiDict[str, str]":
        """What the form at hand would send as it stands."""
        return _Form(self.html).sent

    def send(self, answers: Mapping[str, Any] | None = None, button: str | None = None) -> "Visitor":
        """Fills in controls by their names (a value or several), and sends the form."""
        sent = self.form()
        for name, values in (answers or {}).items():
            sent.setlist(name, values if isinstance(values, list) else [values])
        if button:
            sent[button] = button
        return self._at(self.client.post(self.path, data=sent, follow_redirects=True))

    def start(self, *packs: str) -> "Visitor":
        return self.go("/").send({"pack": list(packs)})

    def through(self) -> "Visitor":
        """Passes over everything to the result."""
        for _ in range(30):
            if "/results/" in self.path:
                return self
            self.send()
        raise AssertionError(f"no result after 30 pages; at {self.path}")

    def _at(self, response: TestResponse) -> "Visitor":
        self.path, self.html, self.status = response.request.path, response.text, response.status_code
        return self
