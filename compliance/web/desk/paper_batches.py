"""Papers for many matters at once: chosen from a list, then a page that says how far they are."""

from io import BytesIO
from typing import Literal, cast

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from compliance.documents.render import FORMATS
from compliance.services.matters.batch_making import go_on
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
from compliance.store.matters import Wanted
from compliance.store.records import MatterRecord
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.paging import page_number
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.limits import limited

pages = Blueprint("desk_paper_batches", __name__, url_prefix=f"{PREFIX}/papers")
AT_ONCE = 50
"""Matters on a page."""
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
    number = page_number()
    found = _found(AT_ONCE + 1, (number - 1) * AT_ONCE)
    office = the_office()
    return render_template(
        "desk/paper_batches.html",
        matters=found[:AT_ONCE],
        more=len(found) > AT_ONCE,
        page=number,
        wanted={name: request.args.get(name, "") for name in ("pack", "town", "state")},
        packs={pack.id: pack.title for pack in office.library.packs},
        states={name: state.title for name, state in workflow_of(office).states.items()},
        kinds=batch_kinds(office),
        kind=request.form.get("kind", ""),
        chosen=request.form.getlist("number"),
        batches=batches_of(office, the_officer()),
        problems=problems or {},
    )


def _found(most: int, skip: int = 0) -> tuple[MatterRecord, ...]:
    """The matters that the address asks for, of those that the officer's department has in hand."""
    officer = the_officer()
    states = tuple(filter(None, [request.args.get("state", "")]))
    wanted = Wanted(
        town=request.args.get("town", ""),
        department=officer.department,
        pack=request.args.get("pack", ""),
        states=states,
    )
    return matters_of(the_office(), officer, wanted, most, skip)
