"""Rules and tables at the desk: a draft of an office's list, and packs as tables and back."""

from dataclasses import asdict
from io import BytesIO

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from compliance.documents.render import FORMATS
from compliance.services.publishing.beginning import PackInputError
from compliance.services.publishing.errors import ConflictError, RefusedError
from compliance.services.publishing.states import open_drafts, pack_states
from compliance.services.tables.drafting import NothingToDraftError
from compliance.services.tables.edited import draft_table, keep_edited, published_table, read_edited
from compliance.services.tables.grids import MAX_FILE, TableFileError
from compliance.services.tables.items import SEVERITY_OF
from compliance.services.tables.lists import ListInput, Understood, draft_list, kept_list, look_at_list
from compliance.services.tables.pack_table import NotAPackError
from compliance.services.tables.take_back import NotTakenBackError
from compliance.services.tables.template import template_xlsx
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.legal.packs import READERS
from compliance.web.legal.rule_drafts import conflict_page
from compliance.web.limits import limited
from compliance.web.uploads import MAX_TEXT

pages = Blueprint("desk_rule_tables", __name__, url_prefix=f"{PREFIX}/rule-tables")
MOST_UNREAD = 200
"""Places that weren't understood which are shown; the rest is counted, and stands in the draft."""
_WITH_FILES = ("desk_rule_tables.look", "desk_rule_tables.take")
_FIELDS = ("id", "title", "department", "severity", "since")


@pages.url_value_preprocessor
def take_files(endpoint: str | None, _: object) -> None:
    """A file is larger than a form; to be said before the form is read for its CSRF token."""
    if endpoint in _WITH_FILES and request.mimetype == "multipart/form-data":
        request.max_content_length = MAX_FILE + MAX_TEXT


@pages.get("")
@may("legal")
def index() -> ResponseReturnValue:
    return _page()


@pages.post("/list")
@limited("upload")
@may("legal")
def look() -> ResponseReturnValue:
    """No draft is made yet: the page says what was understood."""
    try:
        found = look_at_list(the_office(), the_officer().actor, *_file("list"))
    except (TableFileError, NothingToDraftError) as error:
        return _page({"list": str(error)}), 400
    return _list_page(found)


@pages.post("/list/draft")
@limited("desk")
@may("legal")
def draft() -> ResponseReturnValue:
    office, actor, name = the_office(), the_officer().actor, request.form.get("list", "")
    try:
        made = draft_list(office, actor, name, _said())
    except TableFileError as error:
        return _page({"list": str(error)}), 400
    except PackInputError as error:
        return _list_page(kept_list(office, actor, name), dict(error.problems)), 400
    return redirect(url_for("desk_rule_drafts.show", draft=made), 303)


@pages.post("/edited")
@limited("upload")
@may("legal")
def take() -> ResponseReturnValue:
    office = the_office()
    try:
        edited = read_edited(office, *_file("edited"))
    except (TableFileError, NotTakenBackError, NotAPackError, RefusedError) as error:
        return _page({"edited": str(error)}), 400
    try:
        taken = keep_edited(office, the_officer().actor, edited)
    except ConflictError as error:
        return conflict_page(edited.origin.draft, error), 409
    return redirect(url_for("desk_rule_drafts.show", draft=taken.draft, merged=1 if taken.merged else None), 303)


@pages.get("/template.xlsx")
@may("legal")
def template() -> Response:
    return _sent(template_xlsx(the_office().today()), "负面清单（空表）")


@pages.get("/packs/<path:pack>.xlsx")
@may(*READERS)
def published(pack: str) -> Response:
    return _sent(published_table(the_office(), pack), pack)


@pages.get("/drafts/<draft>.xlsx")
@may(*READERS)
def drafted(draft: str) -> Response:
    pack, made = draft_table(the_office(), draft)
    return _sent(made, f"{pack} 草稿")


def _sent(made: bytes, name: str) -> Response:
    return send_file(
        BytesIO(made), FORMATS["xlsx"].media_type, as_attachment=True, download_name=f"{name.replace('/', '_')}.xlsx"
    )


def _file(name: str) -> tuple[str, bytes]:
    file = request.files.get(name)
    return (file.filename or "", file.read()) if file else ("", b"")


def _said() -> ListInput:
    """What was written of the draft to be made, which a page that asks for the file once more hands on."""
    return ListInput(*(request.form.get(field, "") for field in _FIELDS))


def _page(flaws: dict[str, str] | None = None) -> str:
    office = the_office()
    return render_template(
        "legal/rule_tables.html",
        packs=[each for each in pack_states(office) if each.file and each.kind == "negative_list"],
        drafts=[each for drafts in open_drafts(office).values() for each in drafts if each.kind == "negative_list"],
        flaws=flaws or {},
        said=asdict(_said()),
        megabytes=MAX_FILE // 1_000_000,
    )


def _list_page(found: Understood, problems: dict[str, str] | None = None) -> str:
    return render_template(
        "legal/rule_list.html",
        found=found,
        said=_said(),
        problems=problems or {},
        severities=[(each, each) for each in SEVERITY_OF],
        most=MOST_UNREAD,
    )
