"""HTML into PDF; the only module that imports WeasyPrint."""

import gc
import hashlib
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from compliance.documents.deadline import DeadlineError, deadline
from compliance.documents.settled import settle
from compliance.errors import ComplianceError

VARIANT = "pdf/a-3a"
MAX_CHARACTERS = 2_000_000
MAX_PAGES = 400
MAX_SECONDS = 60.0
_ONE_AT_A_TIME = threading.Lock()


class TooLongError(ComplianceError):
    """A paper would be longer than anybody reads, or would take too long to set."""


def to_pdf(html: str, stylesheet: str, made_on: date, attachments: Mapping[str, str]) -> bytes:
    """A PDF/A-3a, the same bytes for the same arguments; `attachments` are JSON texts by file name.

    Nothing is ever fetched: neither texts nor the stylesheet can name a file or an address that is opened. Raises
    TooLongError beyond MAX_CHARACTERS of HTML, MAX_PAGES or MAX_SECONDS.
    """
    if len(html) > MAX_CHARACTERS:
        raise TooLongError(f"内容太多（{len(html)}字），印不成一份文书；请少选一些清单或者事项")
    nothing = URLFetcher(allowed_protocols=())
    fonts = FontConfiguration()
    options = {
        "pdf_variant": VARIANT,
        "pdf_identifier": _identifier(html, stylesheet, *attachments.values()),
        "attachments": [_attachment(name, text, made_on, nothing) for name, text in attachments.items()],
    }
    with _alone_and_without_collecting(), warnings.catch_warnings(), _in_time():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint doesn't close its colour profile
        return _written(html, CSS(string=stylesheet, font_config=fonts, url_fetcher=nothing), fonts, options)


def _written(html: str, sheet: CSS, fonts: FontConfiguration, options: dict[str, Any]) -> bytes:
    """In a function of its own, so that the pages are let go of before garbage is collected again."""
    nothing = URLFetcher(allowed_protocols=())
    pages = HTML(string=html, url_fetcher=nothing).render(stylesheets=[sheet], font_config=fonts, **options)
    if len(pages.pages) > MAX_PAGES:
        raise TooLongError(f"有{len(pages.pages)}页，一份文书最多{MAX_PAGES}页；请少选一些清单或者事项")
    document: bytes = pages.write_pdf(finisher=settle, **options)
    return document


@contextmanager
def _in_time() -> Iterator[None]:
    try:
        with deadline(MAX_SECONDS):
            yield
    except DeadlineError:
        raise TooLongError(f"排版超过{MAX_SECONDS:g}秒还没完成；请少选一些清单或者事项") from None


@contextmanager
def _alone_and_without_collecting() -> Iterator[None]:
    """Collecting garbage would take a quarter of the time, and two jobs at once twice the memory."""
    with _ONE_AT_A_TIME:
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if was_enabled:
                gc.enable()


def _identifier(*texts: str) -> bytes:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(hashlib.sha256(text.encode()).digest())
    return digest.hexdigest()[:32].encode()


def _attachment(name: str, text: str, made_on: date, fetcher: URLFetcher) -> Attachment:
    day = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)
    return Attachment(string=text, name=name, relationship="Data", created=day, modified=day, url_fetcher=fetcher)
