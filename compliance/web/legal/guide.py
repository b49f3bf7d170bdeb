"""The lawyers' guide at the desk, from the same page of Markdown that lies beside the program."""

from flask import Blueprint, render_template
from markdown_it import MarkdownIt
from markupsafe import Markup

from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.legal.packs import READERS

pages = Blueprint("desk_guide", __name__, url_prefix=PREFIX)
_GUIDE = "docs/legal-guide.zh-CN.md"
_LINKS = ("link_open", "link_close")


@pages.get("/guide")
@may(*READERS)
def show() -> str:
    text = (the_office().settings.root / _GUIDE).read_text(encoding="utf-8")
    return render_template("legal/guide.html", guide=_rendered(text))


def _rendered(text: str) -> Markup:
    """As HTML. Its links lead to files that the site doesn't have, so only their words stay."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for token in tokens:
        token.children = token.children and [each for each in token.children if each.type not in _LINKS]
        if token.type == "table_open":
            token.attrSet("class", "table")
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704  our own file, HTML in it escaped
