"""Writing down what an officer found, which becomes a matter. Items are looked for with the form that holds the rest,
so that nothing typed is lost, and sent by POST, so that no enterprise's name stands in an address."""

import secrets
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.enterprise import Enterprise
from compliance.services.find_packs import SearchError
from compliance.services.matters.inbox import known_towns
from compliance.services.matters.items import ItemShown, find_items, named
from compliance.services.matters.opening import AlreadyReported, Found, may_open, report_found
from compliance.services.matters.people import SEE_MATTERS, MatterInputError, NotYours, workflow_of
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.limits import limited

pages = Blueprint("desk_new_matter", __name__, url_prefix=f"{PREFIX}/new-matter")
LINES = ("name", "credit_code", "address", "town", "found_on", "urgency", "q")


@pages.get("")
@may(*SEE_MATTERS)
def form() -> ResponseReturnValue:
    try:
        may_open(the_office(), the_officer())
    except NotYours as refusal:
        return _page(refusal=str(refusal))
    return _page()


@pages.post("")
@limited("desk")
@may(*SEE_MATTERS)
def send() -> ResponseReturnValue:
    """Shows the items that were looked for, where that was the button, or makes a matter of what was found."""
    may_open(the_office(), the_officer())
    if "look" in request.form:
        return _looked()
    try:
        matter = report_found(the_office(), the_officer(), _found())
    except MatterInputError as error:
        return _page(problems=error.problems), 400
    except AlreadyReported as before:
        return redirect(url_for("desk_matters.show", number=before.number), 303)
    return redirect(url_for("desk_matters.show", number=matter.number), 303)


def _looked() -> ResponseReturnValue:
    try:
        return _page(hits=find_items(the_office().library, request.form.get("q", "")))
    except SearchError as error:
        return _page(problems={"q": str(error)}), 400


def _found() -> Found:
    """What was written; raises MatterInputError for a day that is none."""
    said = {name: request.form.get(name, "") for name in LINES}
    try:
        day = date.fromisoformat(said["found_on"].strip())
    except ValueError:
        raise MatterInputError({"found_on": "请填写哪一天发现的，如 2026-11-21"}) from None
    return Found(
        enterprise=Enterprise(said["name"], said["credit_code"], said["address"]),
        items=tuple(request.form.getlist("items")),
        found_on=day,
        town=the_officer().town or said["town"].strip(),
        urgency=said["urgency"],
        form_key=request.form.get("form_key", ""),
    )


def _page(
    problems: dict[str, str] | None = None, hits: tuple[ItemShown, ...] | None = None, refusal: str | None = None
) -> str:
    """`hits` are what was looked for, None where nothing was; `refusal`: why nothing can be written down."""
    office, urgencies = the_office(), workflow_of(the_office()).urgencies
    chosen = named(office.library, request.form.getlist("items"))
    first = {"found_on": office.today().isoformat(), "urgency": urgencies[-1].id}
    return render_template(
        "desk/new_matter.html",
        said={name: request.form.get(name, first.get(name, "")) for name in LINES},
        form_key=request.form.get("form_key") or secrets.token_hex(16),
        chosen=chosen,
        hits=None if hits is None else [each for each in hits if each not in chosen],
        urgencies=[(each.id, each.title) for each in urgencies],
        towns=known_towns(office, the_officer()),
        problems=problems or {},
        refusal=refusal,
    )
