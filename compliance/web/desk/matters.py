"""Matters at the desk: lists of them, and one with what was done with it, and doing what can be done now."""

from typing import Any, cast, get_args

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.rulepacks.workflow import MatterDeed, State
from compliance.services.matters.choosing import do_chosen
from compliance.services.matters.inbox import PAGE, known_departments, known_towns, read_inbox
from compliance.services.matters.items import shown
from compliance.services.matters.moving import OWN_SERVICE, Details, MatterStateError, needs
from compliance.services.matters.people import SEE_MATTERS, MatterInputError, workflow_of
from compliance.services.matters.reading import Matter, is_overdue, read_matter
from compliance.services.matters.workdays import ESTIMATE_NOTE
from compliance.services.numbers.lists import in_words
from compliance.services.office import Office
from compliance.services.roles import ROLES
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.filters import AGES, ALL, filters_in
from compliance.web.desk.next_steps import next_of
from compliance.web.desk.paging import page_in
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.limits import limited

pages = Blueprint("desk_matters", __name__, url_prefix=f"{PREFIX}/matters")
STATES_SHOWN = ("", *get_args(State), ALL)
"""What a list may be narrowed to: all that are open, one state, or all."""


@pages.get("")
@may(*SEE_MATTERS)
def index() -> ResponseReturnValue:
    office, officer, asked, page = the_office(), the_officer(), filters_in(request.args), page_in(request.args)
    wanted = asked.wanted(office, officer)
    return render_template(
        "desk/matters.html",
        inbox=read_inbox(office, officer, wanted, page),
        asked=asked,
        counted=in_words(office, wanted),
        page=page,
        last=page * PAGE,
        states=STATES_SHOWN,
        ages=AGES,
        towns=known_towns(office, officer),
        departments={each: each for each in known_departments(office, officer)},
        packs={each.id: each.title for each in office.library.packs},
        **shown_in_lists(office),
    )


@pages.get("/<number>")
@may(*SEE_MATTERS)
def show(number: str) -> ResponseReturnValue:
    return _page(number)


@pages.post("/<number>/deeds/<deed>")
@limited("desk")
@may(*SEE_MATTERS)
def do(number: str, deed: str) -> ResponseReturnValue:
    """Does what the form on the matter's page says, which stays as it was typed where that can't be done."""
    if deed not in workflow_of(the_office()).deeds or deed in OWN_SERVICE:
        abort(404)
    done = cast(MatterDeed, deed)
    said = Details(*(request.form.get(name, "") for name in ("reason", "to_department", "to_person")))
    try:
        do_chosen(the_office(), the_officer(), number, done, said, request.form.get("steps", 0, int))
    except MatterInputError as error:
        return _page(number, done, error.problems), 400
    except MatterStateError as error:
        return _page(number, done, refusal=str(error)), 409
    return redirect(url_for(".show", number=number), 303)


def shown_in_lists(office: Office) -> dict[str, Any]:
    """What a list of matters is shown with."""
    workflow, today = workflow_of(office), office.today()
    return {
        "workflow": workflow,
        "urgencies": {each.id: each.title for each in workflow.urgencies},
        "is_overdue": lambda matter: is_overdue(matter, today),
        "estimate_note": ESTIMATE_NOTE,
    }


def _waits_for(matter: Matter, deed: MatterDeed | None) -> str:
    """Who alone can lead on a matter that the reader works on, in words; empty where the reader can."""
    who = workflow_of(the_office()).deeds[deed].who if deed and "decide" in matter.deeds else ()
    return "" if the_officer().role in who else "、".join(ROLES[each] for each in who)


def _page(
    number: str, wanted: MatterDeed | None = None, problems: dict[str, str] | None = None, refusal: str = ""
) -> str:
    """`wanted` is the deed whose form was sent, with what is wrong with it or why it was refused."""
    office = the_office()
    matter = read_matter(office, the_officer(), number)
    ahead = next_of(matter)
    deeds = sorted((each for each in matter.deeds if each not in OWN_SERVICE), key=lambda each: each != ahead.deed)
    return render_template(
        "desk/matter.html",
        matter=matter.record,
        items=shown(office.library, matter.record.items),
        steps=matter.steps,
        names=matter.names,
        roles=ROLES,
        forms={each: needs(each) for each in deeds},
        next=ahead,
        waits_for=_waits_for(matter, ahead.deed),
        can_decide="decide" in matter.deeds,
        decided=any(each.deed == "decide" for each in matter.steps),
        departments={each: each for each in matter.choices.departments},
        people=matter.choices.people,
        wanted=wanted,
        said=request.form,
        problems=problems or {},
        refusal=refusal,
        **shown_in_lists(office),
    )
