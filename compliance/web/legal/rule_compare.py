"""Two rule files side by side at the desk: versions, drafts, other offices' packs, or a file that somebody brings."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.rulepacks.source import MAX_BYTES
from compliance.services.comparing.changes import NotComparableError, compare
from compliance.services.comparing.showing import counts_of, shown_rows
from compliance.services.comparing.sides import Side, choices, revisions_of, side_of, uploaded_side
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.paging import page_in
from compliance.web.desk.roles import may
from compliance.web.legal.packs import READERS
from compliance.web.limits import limited
from compliance.web.uploads import MAX_TEXT

pages = Blueprint("desk_rule_compare", __name__, url_prefix=PREFIX)
VIEWS = {"table": "左右对照", "list": "一条一条列"}


@pages.url_value_preprocessor
def take_a_file(endpoint: str | None, _: object) -> None:
    """A file may be larger than a form; to be said before the form is read for its CSRF token."""
    if endpoint == "desk_rule_compare.upload" and request.mimetype == "multipart/form-data":
        request.max_content_length = MAX_BYTES + MAX_TEXT


@pages.get("/rule-compare")
@may(*READERS)
def show() -> ResponseReturnValue:
    """Without two sides in the address, the form to choose them; what means today gets the address of its version."""
    said: dict[str, Any] = request.args.to_dict()
    if not (said.get("old") and said.get("new")):
        return _choose(said)
    try:
        old, new = (side_of(the_office(), said[name]) for name in ("old", "new"))
        if (old.ref, new.ref) != (said["old"], said["new"]):
            return redirect(url_for(".show", **{**said, "old": old.ref, "new": new.ref}), 303)
        return _table(old, new)
    except NotComparableError as error:
        return _choose(said, str(error)), 400


@pages.post("/rule-compare")
@limited("upload")
@may(*READERS)
def upload() -> ResponseReturnValue:
    """A file against one that is chosen; nothing of it is kept."""
    file, said = request.files.get("file"), request.form.to_dict()
    if file is None or not file.filename or not said.get("old"):
        return _choose(said, "请选一份规则，再选一个要和它比较的文件"), 400
    try:
        return _table(side_of(the_office(), said["old"]), uploaded_side(file.filename, file.read()))
    except NotComparableError as error:
        return _choose(said, str(error)), 400


def _choose(said: dict[str, str], flaw: str = "") -> str:
    return render_template(
        "legal/rule_compare.html",
        choices=choices(the_office()),
        old=said.get("old", ""),
        new=said.get("new", ""),
        flaw=flaw,
    )


def _table(old: Side, new: Side) -> str:
    """All rows at once for a file that was brought: it isn't there any more for a second page."""
    asked, found = _asked(whole=not new.ref), compare(old.file, new.file)
    page = page_in(request.args)
    rows, more = shown_rows(found, page, asked["whole"], asked["same"])
    return render_template(
        "legal/rule_compared.html",
        old=old,
        new=new,
        found=found,
        counts=counts_of(found),
        rows=rows,
        more=more,
        page=page,
        views=VIEWS,
        others=[(side, revisions_of(the_office(), side)) for side in (old, new)],
        said={name: value for name, value in request.args.items() if name != "page"},
        **asked,
    )


def _asked(whole: bool) -> dict[str, Any]:
    view = request.args.get("view", "")
    return {
        "view": view if view in VIEWS else "table",
        "whole": whole or bool(request.args.get("whole")),
        "same": bool(request.args.get("same")),
    }
