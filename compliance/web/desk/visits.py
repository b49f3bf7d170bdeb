"""A visit that an enterprise asked for: what was handed over, when somebody goes, and that it was made."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.describe_decision import describe_decision
from compliance.services.desk import SEE_VISITS, finish, matter_of, read_file, read_visit
from compliance.services.desk import plan as plan_visit
from compliance.services.handed_over import HandedOver
from compliance.services.matters.inbox import known_towns
from compliance.services.matters.opening import AlreadyTaken, take_visit
from compliance.services.matters.people import MatterInputError
from compliance.services.visit_requests import VisitError
from compliance.services.visits import STATUSES
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_account, the_officer
from compliance.web.limits import limited
from compliance.web.uploads import sent_file

pages = Blueprint("desk_visits", __name__, url_prefix=f"{PREFIX}/visits/<number>")


@pages.get("")
@may(*SEE_VISITS)
def show(number: str) -> ResponseReturnValue:
    return _page(_opened(number))


@pages.get("/evidence/<id>")
@may(*SEE_VISITS)
def evidence(number: str, id: str) -> ResponseReturnValue:
    """A file handed over."""
    return sent_file(*read_file(the_office(), the_account(), number, id))


@pages.post("/plan")
@limited("desk")
@may(*SEE_VISITS)
def plan(number: str) -> ResponseReturnValue:
    try:
        plan_visit(the_office(), the_account(), number, request.form.get("planned_for", ""))
    except VisitError as error:
        return _page(_opened(number), error.problems), 400
    return redirect(url_for(".show", number=number), 303)


@pages.post("/take")
@limited("desk")
@may(*SEE_VISITS)
def take(number: str) -> ResponseReturnValue:
    """Makes a matter of the visit; one that was taken already shows of which."""
    office, officer, visit = the_office(), the_officer(), _opened(number).visit
    town = officer.town or request.form.get("town", "").strip()
    try:
        matter = take_visit(office, officer, visit.number, town, request.form.get("urgency", ""))
    except MatterInputError as error:
        return _page(_opened(number), error.problems), 400
    except AlreadyTaken:
        return redirect(url_for(".show", number=number), 303)
    return redirect(url_for("desk_matters.show", number=matter.number), 303)


@pages.post("/done")
@limited("desk")
@may(*SEE_VISITS)
def done(number: str) -> ResponseReturnValue:
    finish(the_office(), the_account(), number)
    return redirect(url_for("desk.start"), 303)


def _opened(number: str) -> HandedOver:
    return read_visit(the_office(), the_account(), number)


def _page(found: HandedOver, problems: dict[str, str] | None = None) -> str:
    office, officer = the_office(), the_officer()
    urgencies = office.workflow.urgencies if office.workflow else ()
    return render_template(
        "desk/visit.html",
        visit=found.visit,
        status=STATUSES[found.visit.status],
        evidence=found.evidence,
        words=describe_decision(found.result.rulebook, found.result.decision),
        planned_for=request.form.get("planned_for", found.visit.planned_for),
        matter=matter_of(office, found.visit.number),
        can_take=bool(urgencies) and officer.department in found.visit.asks_for,
        towns=known_towns(office, officer),
        town=request.form.get("town", ""),
        urgencies=[(each.id, each.title) for each in urgencies],
        urgency=request.form.get("urgency", urgencies[-1].id if urgencies else ""),
        problems=problems or {},
    )
