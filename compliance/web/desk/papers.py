"""A matter's papers: issued with one press, downloaded, withdrawn."""

from io import BytesIO

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from compliance.documents.render import FORMATS
from compliance.services.matters.papers import (
    ISSUERS,
    WITHDRAWERS,
    draft,
    issue,
    issued_before,
    papers_of,
    withdraw,
)
from compliance.services.matters.people import SEE_MATTERS, MatterInputError
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_account, the_officer
from compliance.web.limits import limited

pages = Blueprint("desk_papers", __name__, url_prefix=f"{PREFIX}/matters/<number>")


@pages.get("/papers")
@may(*SEE_MATTERS)
def show(number: str) -> ResponseReturnValue:
    return _page(number)


@pages.post("/papers")
@limited("desk")
@may(*ISSUERS)
def make(number: str) -> ResponseReturnValue:
    issued = issue(the_office(), the_officer(), number, request.form.get("kind", ""), _follow_up())
    return redirect(url_for(".show", number=number, issued=issued.number), 303)


@pages.get("/papers/<paper>.pdf")
@limited("desk")
@may(*SEE_MATTERS)
def download(number: str, paper: str) -> Response:
    return _file(issued_before(the_office(), the_officer(), number, paper), paper, "pdf")


@pages.get("/drafts/<kind>.<any(docx, xlsx):suffix>")
@limited("desk")
@may(*ISSUERS)
def download_draft(number: str, kind: str, suffix: str) -> Response:
    return _file(draft(the_office(), the_officer(), number, kind, suffix, _follow_up()), kind, suffix)


@pages.post("/papers/<paper>/withdraw")
@limited("desk")
@may(*WITHDRAWERS)
def take_back(number: str, paper: str) -> ResponseReturnValue:
    try:
        withdraw(the_office(), the_officer(), number, paper, request.form.get("why", ""))
    except MatterInputError as error:
        return _page(number, paper, error.problems), 400
    return redirect(url_for(".show", number=number), 303)


def _page(number: str, withdrawing: str = "", problems: dict[str, str] | None = None) -> str:
    """`withdrawing`: the paper whose form wasn't filled in well."""
    role = the_account().role
    return render_template(
        "desk/papers.html",
        papers=papers_of(the_office(), the_officer(), number),
        just_issued=request.args.get("issued", ""),
        may_issue=role in ISSUERS,
        may_withdraw=role in WITHDRAWERS,
        withdrawing=withdrawing,
        why=request.form.get("why", ""),
        problems=problems or {},
    )


def _follow_up() -> int:
    given = request.values.get("follow_up", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else 0


def _file(content: bytes, name: str, suffix: str) -> Response:
    return send_file(BytesIO(content), FORMATS[suffix].media_type, as_attachment=True, download_name=f"{name}.{suffix}")
