"""What the page of a rule draft asks as somebody types: what is wrong, which words fit, how it will look; and it keeps
what was typed. Nothing here changes the draft."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest

from compliance.documents.render import stylesheet
from compliance.rulepacks.problems import Problem
from compliance.services.explain_decision import Lines, Told
from compliance.services.publishing.drafts import read_draft
from compliance.services.publishing.errors import ConflictError
from compliance.services.writing.looking import look_at
from compliance.services.writing.previews import NoPreviewError, met, printed
from compliance.services.writing.words import words
from compliance.services.writing.working import Typed, drop_copy, keep_typed
from compliance.store.records.drafts import DraftRecord
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_account, the_officer
from compliance.web.legal.packs import READERS
from compliance.web.legal.rule_drafts import expect_text, typed_in
from compliance.web.limits import limited

pages = Blueprint("desk_rule_editor", __name__, url_prefix=PREFIX)
_DRAFT = "/rule-drafts/<draft>"
_PAGE = re.compile(r"[0-9a-f]{1,32}")
_WIDTH = re.compile(r'style="width: ([0-9.]+)mm"')
_MM = 96 / 25.4  # pixels
_ON_SCREEN = """
@media screen {
  body { margin: 5mm }
  .portrait { width: 174mm }
  .landscape { width: 261mm }
}
"""


@pages.url_value_preprocessor
def take_texts(endpoint: str | None, _: object) -> None:
    expect_text()


@pages.get(f"{_DRAFT}/state")
@may("legal")
def state(draft: str) -> ResponseReturnValue:
    """Who is signed in by now, with the token of that session, and how far the draft has got."""
    record = read_draft(the_office(), draft).record
    return jsonify(account=the_account().name, csrf=generate_csrf(), revision=record.revision, by=record.last.by)


@pages.get(f"{_DRAFT}/words")
@may("legal")
def known_words(draft: str) -> ResponseReturnValue:
    """What may be written where."""
    office = the_office()
    return jsonify(words(office.library, read_draft(office, draft).record.kind))


@pages.post(f"{_DRAFT}/look")
@limited("typing")
@may("legal")
def look(draft: str) -> ResponseReturnValue:
    """What is wrong with the text, and what it names."""
    office = the_office()
    record = read_draft(office, draft).record
    seen = look_at(office, record, _text())
    return jsonify(
        problems=[_shown(each, record) for each in seen.problems], facts=seen.facts, parameters=seen.parameters
    )


@pages.post(f"{_DRAFT}/autosave")
@limited("typing")
@may("legal")
def autosave(draft: str) -> ResponseReturnValue:
    """Keeps the text, and sends it back where others' changes are in it."""
    office, said = the_office(), request.form
    if said.get("account") != the_account().name:  # the page was left open, and somebody else signed in
        return jsonify(account=the_account().name), 409
    sent = _typed(draft)
    try:
        kept = keep_typed(office, the_officer().actor, draft, sent)
    except ConflictError as error:
        return jsonify(problem=str(error), by=error.by), 409
    merged = None if kept.text == sent.text else kept.text.decode().replace("\r\n", "\n")
    return jsonify(revision=kept.revision, text=merged, unsaved=kept.unsaved)


@pages.post(f"{_DRAFT}/discard")
@limited("desk")
@may("legal")
def discard(draft: str) -> ResponseReturnValue:
    """Lets what was typed and not saved go."""
    said = request.form
    drop_copy(the_office(), the_officer().actor, draft, said.get("page", ""), said.get("copy", ""))
    return redirect(url_for("desk_rule_drafts.show", draft=draft), 303)


@pages.post(f"{_DRAFT}/preview/<any(met, printed):how>")
@limited("typing")
@may("legal")
def preview(draft: str, how: str) -> ResponseReturnValue:
    """One item of the text as a page of its own, for a frame in which no script runs; or why there is none."""
    record = read_draft(the_office(), draft).record
    try:
        return jsonify(html=_PREVIEWS[how](record, _text(), request.form.get("item", "")))
    except NoPreviewError as error:
        return jsonify(problem=str(error))


@pages.get("/paper.css")
@may(*READERS)
def paper_style() -> ResponseReturnValue:
    """How papers look, on a screen as wide as on their sheets."""
    return Response(stylesheet(the_office().settings.templates) + _ON_SCREEN, mimetype="text/css")


@dataclass(frozen=True)
class _ResultPage:
    """A result's page with one finding, of nobody: there is nothing before it, and nothing to be done from it."""

    told: Told
    reasons: Mapping[str, Lines]
    check: None = None
    tells_why: str = "violation"

    def mends(self, card: object) -> bool:
        return False

    def history_of(self, card: object) -> tuple[()]:
        return ()

    articles_of = history_of


def _met(record: DraftRecord, text: bytes, item: str) -> str:
    found = met(the_office(), record, text, item)
    page = _ResultPage(found.told, found.reasons) if found.told and found.reasons else None
    return render_template("legal/rule_met.html", met=found, page=page)


def _printed(record: DraftRecord, text: bytes, item: str) -> str:
    """Widths as attributes, since the site's policy lets no style stand in a page."""
    html = printed(the_office(), record, text, item)
    html = _WIDTH.sub(lambda width: f'width="{round(float(width[1]) * _MM)}"', html)
    return html.replace("</head>", f'<link rel="stylesheet" href="{url_for(".paper_style")}"></head>', 1)


_PREVIEWS: dict[str, Callable[[DraftRecord, bytes, str], str]] = {"met": _met, "printed": _printed}


def _text() -> bytes:
    return request.form.get("text", "").encode("utf-8", "replace")


def _typed(draft: str) -> Typed:
    """What the page sent; raises BadRequest."""
    sent = typed_in(draft)
    if not _PAGE.fullmatch(sent.page):
        raise BadRequest
    return sent


def _shown(problem: Problem, record: DraftRecord) -> dict[str, Any]:
    """As the page's script takes it; `file` where it is in another one."""
    other = "" if problem.file == f"{record.pack}.yaml" else problem.file
    return {
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "message": problem.message,
        "file": other,
    }
