"""Enterprises' earlier violations: looking them up, and importing them from a table."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.batch.tables import TableError
from compliance.services.history.importing import COLUMNS, OTHER
from compliance.services.history.looking_up import Known, SearchError, find_enterprises, history_page
from compliance.services.history.uploading import MAX_FILE, AlreadyImported, Tried, import_upload, try_upload
from compliance.services.matters.people import SEE_MATTERS
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.paging import page_in
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.limits import limited
from compliance.web.uploads import MAX_TEXT

MOST_BAD_ROWS = 50
"""Wrong rows shown; the rest is counted."""

pages = Blueprint("desk_history", __name__, url_prefix=f"{PREFIX}/history")


@pages.url_value_preprocessor
def take_a_file(endpoint: str | None, _: object) -> None:
    """A file is larger than a form; to be said before the form is read for its CSRF token."""
    if endpoint == "desk_history.attempt" and request.mimetype == "multipart/form-data":
        request.max_content_length = MAX_FILE + MAX_TEXT


@pages.get("")
@may(*SEE_MATTERS)
def find() -> ResponseReturnValue:
    """`code` in the address: that enterprise's; else those that the words `q` fit, and the one where it is alone."""
    words, code = request.args.get("q", ""), request.args.get("code", "")
    found: tuple[Known, ...] = ()
    more = False
    try:
        if words and not code:
            found, more = find_enterprises(the_office(), the_officer(), words)
            code = found[0].credit_code if len(found) == 1 else ""
        past = history_page(the_office(), the_officer(), code, page_in(request.args)) if code else None
    except SearchError as error:
        return _search_page(words, flaw=str(error)), 400
    return _search_page(words, found=found, more=more, past=past)


@pages.get("/import")
@may("reviewer", "legal")
def choose() -> ResponseReturnValue:
    return _import_page()


@pages.post("/import")
@limited("upload")
@may("reviewer", "legal")
def attempt() -> ResponseReturnValue:
    """Nothing is imported yet: the page says what would be."""
    file = request.files.get("file")
    try:
        tried = try_upload(
            the_office(), the_officer(), file.filename or "" if file else "", file.read() if file else b""
        )
    except TableError as error:
        return _import_page(flaw=str(error)), 400
    return _import_page(tried)


@pages.post("/import/confirm")
@limited("desk")
@may("reviewer", "legal")
def confirm() -> ResponseReturnValue:
    try:
        done = import_upload(the_office(), the_officer(), request.form.get("tried", ""))
    except AlreadyImported as said:
        flash(str(said))
        return redirect(url_for(".choose"), 303)
    except TableError as error:
        return _import_page(flaw=str(error)), 400
    if done.bad:
        return _import_page(Tried(done, "")), 409
    flash(f"导入了 {done.new} 条，{done.rows - done.new} 条原来就有")
    return redirect(url_for(".choose"), 303)


def _search_page(words: str, **found: object) -> str:
    shown = {"found": (), "more": False, "past": None, "flaw": "", "page": page_in(request.args), **found}
    return render_template("desk/history.html", q=words, **shown)


def _import_page(tried: Tried | None = None, flaw: str = "") -> str:
    return render_template(
        "desk/history_import.html",
        tried=tried,
        flaw=flaw,
        columns=COLUMNS,
        other=OTHER,
        most=MOST_BAD_ROWS,
        megabytes=MAX_FILE // 1_000_000,
    )
