"""HTML into PDF; the only module that imports WeasyPrint."""

import gc
import hashlib
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

VARIANT = "pdf/a-3a"
_ONE_AT_A_TIME = threading.Lock()


def to_pdf(html: str, stylesheet: str, made_on: date, attachments: Mapping[str, str]) -> bytes:
    """A PDF/A-3a, the same bytes for the same arguments; `attachments` are JSON texts by file name.

    Nothing is ever fetched: neither texts nor the stylesheet can name a file or an address that is opened.
    """
    nothing = URLFetcher(allowed_protocols=())
    fonts = FontConfiguration()
    with _alone_and_without_collecting(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint doesn't close its colour profile
        document: bytes = HTML(string=html, url_fetcher=nothing).write_pdf(
            stylesheets=[CSS(string=stylesheet, font_config=fonts, url_fetcher=nothing)],
            font_config=fonts,
            pdf_variant=VARIANT,
            pdf_identifier=_identifier(html, stylesheet, *attachments.values()),
            attachments=[_attachment(name, text, made_on, nothing) for name, text in attachments.items()],
        )
    return document


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
