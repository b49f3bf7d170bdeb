"""Credit repair: the list of penalties, and how far one has got."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.matters.credit_repair import (
    KEEPERS,
    NOT_TOLD,
    STATES,
    credit_repairs,
    move_repair,
    read_repair,
)
from compliance.services.matters.people import SEE_MATTERS, MatterInputError
from compliance.services.matters.rulings import outcome_text
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.paging import page_in
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_account, the_officer
from compliance.web.limits import limited

pages = Blueprint("desk_credit_repair", __name__, url_prefix=PREFIX)


@pages.get("/credit-repair")
@may(*SEE_MATTERS)
def index() -> ResponseReturnValue:
    number = page_in(request.args)
    found = credit_repairs(the_office(), the_officer(), number)
    return render_template(
        "desk/credit_repairs.html",
        repairs=found.repairs,
        names=found.names,
        states=STATES,
        not_told=NOT_TOLD,
        outcome=outcome_text,
        page=number,
        more=found.more,
    )


@pages.get("/matters/<number>/credit-repair")
@may(*SEE_MATTERS)
def show(number: str) -> ResponseReturnValue:
    return _page(number)


@pages.post("/matters/<number>/credit-repair")
@limited("desk")
@may(*KEEPERS)
def move(number: str) -> ResponseReturnValue:
    said = (request.form.get(name, "") for name in ("state", "earliest"))
    try:
        move_repair(the_office(), the_officer(), number, *said)
    except MatterInputError as error:
        return _page(number, error.problems), 400
    return redirect(url_for(".show", number=number), 303)


def _page(number: str, problems: dict[str, str] | None = None) -> str:
    repair = read_repair(the_office(), the_officer(), number)
    entry = repair.entry
    return render_template(
        "desk/credit_repair.html",
        repair=repair,
        states=STATES,
        state=request.form.get("state", entry.state if entry else NOT_TOLD),
        earliest=request.form.get("earliest", str(entry.earliest) if entry and entry.earliest else ""),
        may_keep=the_account().role in KEEPERS,
        problems=problems or {},
    )
