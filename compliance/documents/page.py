"""A paper as an HTML page, which becomes a PDF."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from compliance.documents.content import Content
from compliance.documents.glyphs import printable
from compliance.documents.qr import qr_svg


def to_html(content: Content, templates: Path) -> str:
    """The paper as HTML, without its stylesheet."""
    title = content.definition.qr
    qr = Markup(qr_svg(content.link, title)) if content.link and title else None  # noqa: S704 (it escapes the title)
    page = "official.html" if content.letter else "checklist.html"
    return _environment(templates).get_template(page).render(paper=content, qr=qr)


@cache
def _environment(templates: Path) -> Environment:
    """Kept, since compiling the templates takes longer than filling them; a changed file is read again."""
    return Environment(
        loader=FileSystemLoader(templates / "documents"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _finalize(value: Any) -> Any:
    """Whatever a template prints, as it can be printed; markup of ours stays as it is."""
    return value if isinstance(value, Markup) else printable(str(value))
