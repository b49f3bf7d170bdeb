"""Deciding on a matter, and the decisions that were made on it."""

import sys

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.documents.wording import VERDICTS
from compliance.engine.durable import EngineFault
from compliance.services.matters.deciding import ChangedMeanwhile
from compliance.services.matters.filling_in import FilledIn, decide_by, fill_in
from compliance.services.matters.made import decisions_made
from compliance.services.matters.people import SEE_MATTERS
from compliance.services.matters.rulings import OPEN_WORDS, outcome_text
from compliance.services.roles import ROLES
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.decision_view import DecisionView
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.limits import limited
from compliance.web.uploads import form_sent

pages = Blueprint("desk_ruling", __name__, url_prefix=f"{PREFIX}/matters/<number>")


@pages.get("/decision")
@may(*SEE_MATTERS)
def begin(number: str) -> ResponseReturnValue:
    return _form(fill_in(the_office(), the_officer(), number, {}))


@pages.post("/decision")
@limited("desk")
@may(*SEE_MATTERS)
def go_on(number: str) -> ResponseReturnValue:
    """The next step of the form; and the decision, where the form says so and nothing is to be mended."""
    office, officer, typed = the_office(), the_officer(), form_sent()
    try:
        filled = fill_in(office, officer, number, typed)
    except EngineFault:
        return _failed(number)
    if "decide" not in typed or filled.rulings is None:
        return _form(filled), 400 if filled.flaws else 200
    if not filled.can_be_decided:
        return _form(filled, show_problems=True), 400
    try:
        decide_by(office, officer, filled, typed)
    except ChangedMeanwhile as error:
        return _form(filled, notice=str(error)), 409
    except EngineFault:
        return _failed(number)
    return redirect(url_for(".decisions", number=number), 303)


@pages.get("/decisions")
@may(*SEE_MATTERS)
def decisions(number: str) -> ResponseReturnValue:
    found = decisions_made(the_office(), the_officer(), number)
    return render_template(
        "desk/decisions.html",
        matter=found.matter,
        made=[(each, DecisionView(each.engine, each.decision, each.sheet)) for each in found.decisions],
        claimed=found.claimed,
        alike=found.alike,
        names=found.names,
        outcome=outcome_text,
        roles=ROLES,
        verdicts=VERDICTS,
        open_words=OPEN_WORDS,
    )


def _failed(number: str) -> ResponseReturnValue:
    """That there is no result, which is a bug of ours; what was typed can be sent again."""
    current_app.log_exception(sys.exc_info())
    text = "这是系统的问题，已经记下，不代表合规或者违规；没有作出判断。请过一会儿再试，或者告诉维护人员。"
    sent = list(request.form.items(multi=True))
    page = {"layout": "desk/layout.html", "title": "系统出错，没有得出结论", "text": text, "files": False}
    back = {"back": url_for("desk_matters.show", number=number), "back_to": f"回到事项 {number}"}
    return render_template("error.html", **page, **back, repeat=sent), 500


def _form(filled: FilledIn, show_problems: bool = False, notice: str = "") -> str:
    computed, engine = filled.computed, filled.case.engine
    return render_template(
        "desk/decision.html",
        filled=filled,
        view=DecisionView(engine, computed.decision, computed.sheet) if computed else None,
        show_problems=show_problems,
        notice=notice,
        verdicts=VERDICTS,
        open_words=OPEN_WORDS,
    )
