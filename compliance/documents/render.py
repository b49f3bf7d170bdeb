"""From a definition and a matter to a paper."""

from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from compliance.documents.content import content_of
from compliance.documents.definitions import Definition
from compliance.documents.glyphs import printable
from compliance.documents.matter import Matter
from compliance.documents.pdf import to_pdf
from compliance.engine.decision import to_json


def render(definition: Definition, matter: Matter, templates: Path) -> bytes:
    """The paper as PDF, with the decision that it tells of attached as decision.json."""
    html = render_html(definition, matter, templates)
    told = matter.decision if definition.decision != "none" else None
    attachments = {"decision.json": to_json(told.as_json())} if told else {}
    return to_pdf(html, stylesheet(templates), matter.issued_on, attachments)


def stylesheet(templates: Path) -> str:
    """How papers look: all that stands in the folder, the general before the particular."""
    names = ("style.css", "official.css")
    return "\n".join((templates / "documents" / name).read_text(encoding="utf-8") for name in names)


def render_html(definition: Definition, matter: Matter, templates: Path) -> str:
    """The paper as HTML, without its stylesheet."""
    environment = Environment(
        loader=FileSystemLoader(templates / "documents"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    qr = _qr_code(matter.link, definition.qr) if matter.link and definition.qr else None
    page = "official.html" if definition.official else "checklist.html"
    return environment.get_template(page).render(paper=content_of(definition, matter), qr=qr)


def _finalize(value: Any) -> Any:
    """Whatever a template prints, as it can be printed; markup of ours stays as it is."""
    return value if isinstance(value, Markup) else printable(str(value))


def _qr_code(link: str, title: str) -> Markup:
    """An SVG of 1 unit per module with a quiet zone of 4; error correction M at least."""
    drawn = BytesIO()
    code = segno.make_qr(link, error="m")
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, title=title, omitsize=True, border=4, svgclass=None)
    return Markup(drawn.getvalue().decode())  # noqa: S704 (segno escapes the title)
