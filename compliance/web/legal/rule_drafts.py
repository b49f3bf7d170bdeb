"""Drafts of rule files at the desk: the text, what is wrong with it, what it changes, saving and submitting it."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.rulepacks.problems import ProblemsError
from compliance.rulepacks.source import MAX_BYTES
from compliance.services.comparing import Comparison, compare
from compliance.services.comparing.changes import NotComparableError
from compliance.services.office import Office
from compliance.services.publishing.checking import lint_draft, parse_draft
from compliance.services.publishing.drafts import Draft, read_draft, read_revision, renew_draft, save_draft
from compliance.services.publishing.errors import ConflictError, UnfitTextError
from compliance.services.publishing.states import published_file, waiting_for
from compliance.services.publishing.submitting import submit_draft
from compliance.services.replaying.reports import report_on
from compliance.services.writing.working import Typed, check_saved, drop_copy, keep_typed, working_copies
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.legal.packs import READERS, SEEN
from compliance.web.limits import limited
from compliance.web.routes.codemirror import SCRIPTS, STYLES, is_there

pages = Blueprint("desk_rule_drafts", __name__, url_prefix=f"{PREFIX}/rule-drafts")
_LARGEST = 3 * MAX_BYTES
"""Bytes of a form with the largest text in it; the lines of a form end with two."""


@pages.url_value_preprocessor
def take_texts(endpoint: str | None, _: object) -> None:
    if endpoint == "desk_rule_drafts.save":
        expect_text()


def expect_text() -> None:
    """Lets a form be as large as a rule file; to be called before the form is read for its CSRF token."""
    request.max_content_length = request.max_form_memory_size = _LARGEST


@pages.get("/<draft>")
@may(*READERS)
def show(draft: str) -> ResponseReturnValue:
    return _page(read_draft(the_office(), draft), merged="merged" in request.args)


@pages.post("/<draft>")
@limited("desk")
@may("legal")
def save(draft: str) -> ResponseReturnValue:
    office, actor, typed = the_office(), the_officer().actor, typed_in(draft)
    try:
        saved = save_draft(office, actor, draft, typed.text, typed.revision)
    except ConflictError as error:
        if typed.page:
            with suppress(ConflictError):  # the same one, told of here
                keep_typed(office, actor, draft, typed)
        return conflict_page(draft, error, typed), 409
    drop_copy(office, actor, draft, typed.page, typed.holds)
    merged = 1 if saved.merged else None
    return redirect(url_for(".show", draft=draft, merged=merged, saved=typed.page or None), 303)


@pages.post("/<draft>/submit")
@limited("desk")
@may("legal")
def submit(draft: str) -> ResponseReturnValue:
    check_saved(the_office(), the_officer().actor, draft)
    try:
        submit_draft(the_office(), the_officer(), draft, request.form.get("text", ""))
    except UnfitTextError as error:
        return _page(read_draft(the_office(), draft), refused=error), 400
    return redirect(url_for(".show", draft=draft), 303)


@pages.post("/<draft>/renew")
@limited("desk")
@may("legal")
def renew(draft: str) -> ResponseReturnValue:
    renew_draft(the_office(), the_officer().actor, draft, request.form.get("revision", 0, int))
    return redirect(url_for(".show", draft=draft), 303)


def typed_in(draft: str) -> Typed:
    """What the page's form has, its lines ended as they were; the page's name is empty without its script."""
    said = request.form
    revision, number = said.get("revision", 0, int), said.get("number", 0, int)
    text = as_it_was(said.get("text", ""), read_revision(the_office(), draft, revision))
    return Typed(text, revision, said.get("page", ""), number, said.get("copy", ""))


def as_it_was(typed: str, before: bytes) -> bytes:
    """What was typed, its lines ended as they were before: browsers send all lines ended by CR and LF.

    Where nothing but that differs, it is the text from before, byte for byte.
    """
    plain = typed.replace("\r\n", "\n").replace("\r", "\n").encode()
    if plain == before.replace(b"\r\n", b"\n").replace(b"\r", b"\n"):
        return before
    windows = b"\r\n" in before and before.count(b"\r\n") * 2 > before.count(b"\n")
    return plain.replace(b"\n", b"\r\n") if windows else plain


def _page(draft: Draft, merged: bool = False, refused: UnfitTextError | None = None) -> str:
    office = the_office()
    copies = working_copies(office, draft.record.id)
    own = next((each for each in copies if each.by == the_officer().name), None)
    shown = replace(draft, text=own.text) if own else draft
    published = published_file(office, draft.record.pack)
    return render_template(
        "legal/rule_draft.html",
        draft=draft.record,
        title=published.content.title if published else "",
        text=_readable(shown.text),
        own=own,
        writing=[each for each in copies if each != own],
        behind=draft.behind,
        problems=refused.problems if refused else lint_draft(office, shown.record, shown.text),
        refused=refused is not None,
        comparison=_compared(office, shown),
        submitted=waiting_for(office, draft.record),
        report=report_on(office, draft.record.id, draft.record.rule_file),
        merged=merged,
        scripts=SCRIPTS if is_there(office.settings.codemirror) else (),
        styles=STYLES,
        today=office.today(),
        signed=bool(office.settings.rule_keys),
        seen=SEEN,
    )


def conflict_page(draft: str, error: ConflictError, typed: Typed | None = None) -> str:
    """Both texts, to be joined by hand; saving them lets the working copy go that came to this."""
    texts: dict[str, Any] = {name: _readable(getattr(error, name)) for name in ("mine", "theirs", "marked")}
    found = read_draft(the_office(), draft).record
    return render_template("legal/rule_conflict.html", draft=found, error=error, typed=typed, **texts)


def _compared(office: Office, draft: Draft) -> Comparison | str:
    """What it changes of what counts today, or in Chinese why that can't be said."""
    published = published_file(office, draft.record.pack)
    if published is None:
        return "现在没有这份规则，全部是新的。"
    try:
        return compare(published, parse_draft(draft.record, draft.text))
    except NotComparableError as error:
        return str(error)
    except ProblemsError:
        return "草稿还有错误，改好以后才能比较。"


def _readable(text: bytes) -> str | None:
    """The text to be changed in a form; None where a form would spoil it."""
    try:
        return text.decode() if b"\0" not in text else None
    except UnicodeDecodeError:
        return None
