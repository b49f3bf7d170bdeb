"""Papers for many matters at once: chosen from a list, then a page that says how far they are."""

from dataclasses import replace
from io import BytesIO
from typing import Literal, cast

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from compliance.documents.render import FORMATS
from compliance.services.matters.batch_making import go_on
from compliance.services.matters.inbox import PAGE
from compliance.services.matters.paper_batches import (
    KEEP_DAYS,
    MOST,
    ask,
    batch_kinds,
    batches_of,
    read_batch,
    take,
)
from compliance.services.matters.papers import ISSUERS
from compliance.services.matters.people import MatterInputError, workflow_of
from compliance.services.matters.reading import matters_of
from compliance.store.records.matters import MatterRecord
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.filters import filters_in
from compliance.web.desk.paging import page_in
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.limits import limited

pages = Blueprint("desk_paper_batches", __name__, url_prefix=f"{PREFIX}/papers")
_MEDIA_TYPES = {"pdf": FORMATS["pdf"].media_type, "zip": "application/zip"}


@pages.get("")
@may(*ISSUERS)
def choose() -> ResponseReturnValue:
    return _page()


@pages.post("")
@limited("desk")
@may(*ISSUERS)
def make() -> ResponseReturnValue:
    chosen = [each.number for each in _found(MOST + 1)] if "all" in request.form else request.form.getlist("number")
    try:
        batch = ask(the_office(), the_officer(), request.form.get("kind", ""), chosen)
    except MatterInputError as error:
        return _page(error.problems), 400
    go_on(the_office())
    return redirect(url_for(".show", id=batch), 303)


@pages.get("/<id>")
@may(*ISSUERS)
def show(id: str) -> ResponseReturnValue:
    """How far it is; where a restart has stopped it, it goes on."""
    batch = read_batch(the_office(), the_officer(), id)
    if not batch.is_over:
        go_on(the_office())
    return render_template("desk/paper_batch.html", batch=batch, keep_days=KEEP_DAYS)


@pages.get("/<id>/all.<any(zip, pdf):suffix>")
@may(*ISSUERS)
def download(id: str, suffix: str) -> Response:
    content = take(the_office(), the_officer(), id, cast(Literal["zip", "pdf"], suffix))
    return send_file(BytesIO(content), _MEDIA_TYPES[suffix], as_attachment=True, download_name=f"文书.{suffix}")


def _page(problems: dict[str, str] | None = None) -> str:
    office, page, asked = the_office(), page_in(request.args), filters_in(request.args)
    found = _found(PAGE + 1, (page - 1) * PAGE)
    return render_template(
        "desk/paper_batches.html",
        matters=found[:PAGE],
        more=len(found) > PAGE,
        page=page,
        asked=asked,
        workflow=workflow_of(office),
        kinds=batch_kinds(office),
        kind=request.form.get("kind", ""),
        chosen=request.form.getlist("number"),
        batches=batches_of(office, the_officer()),
        problems=problems or {},
    )


def _found(most: int, skip: int = 0) -> tuple[MatterRecord, ...]:
    """The matters that the address asks for, as the list of matters does, of those that the own department has."""
    office, officer = the_office(), the_officer()
    wanted = filters_in(request.args).wanted(office, officer)
    return matters_of(office, officer, replace(wanted, department=officer.department), most, skip)
