"""Follow-up visits: those of a matter, and the list of those planned."""

from dataclasses import fields, replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.matters.follow_ups import (
    FOLLOWERS,
    RATINGS,
    Said,
    follow_ups_of,
    plan,
    planned_follow_ups,
    record,
)
from compliance.services.matters.people import SEE_MATTERS, MatterInputError
from compliance.services.matters.telling import WAYS
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.paging import page_in
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_account, the_officer
from compliance.web.limits import limited

pages = Blueprint("desk_follow_ups", __name__, url_prefix=PREFIX)


@pages.get("/follow-ups")
@may(*SEE_MATTERS)
def index() -> ResponseReturnValue:
    number = page_in(request.args)
    found = planned_follow_ups(the_office(), the_officer(), number)
    return render_template(
        "desk/follow_ups.html",
        planned=found.planned,
        names=found.names,
        today=the_office().today(),
        page=number,
        more=found.more,
    )


@pages.get("/matters/<number>/follow-ups")
@may(*SEE_MATTERS)
def show(number: str) -> ResponseReturnValue:
    return _page(number)


@pages.post("/matters/<number>/follow-ups/plan")
@limited("desk")
@may(*FOLLOWERS)
def plan_one(number: str) -> ResponseReturnValue:
    try:
        plan(the_office(), the_officer(), number, request.form.get("planned_for", ""))
    except MatterInputError as error:
        return _page(number, error.problems), 400
    return redirect(url_for(".show", number=number), 303)


@pages.post("/matters/<number>/follow-ups")
@limited("desk")
@may(*FOLLOWERS)
def record_one(number: str) -> ResponseReturnValue:
    try:
        record(the_office(), the_officer(), number, _said())
    except MatterInputError as error:
        return _page(number, error.problems), 400
    return redirect(url_for(".show", number=number), 303)


def _said() -> Said:
    return Said(**{each.name: request.form.get(each.name, "") for each in fields(Said)})


def _page(number: str, problems: dict[str, str] | None = None) -> str:
    said, today = _said(), the_office().today()
    return render_template(
        "desk/follow_up.html",
        found=follow_ups_of(the_office(), the_officer(), number),
        planned_for=request.form.get("planned_for", ""),
        said=said if request.method == "POST" else replace(said, day=today.isoformat()),
        ways=WAYS,
        ratings=RATINGS,
        may_follow=the_account().role in FOLLOWERS,
        today=today,
        problems=problems or {},
    )
