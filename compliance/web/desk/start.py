"""The desk's first page: who is signed in, what waits, and the visits that enterprises asked for."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from compliance.services.amendments.waiting import rules_waiting
from compliance.services.desk import SEE_VISITS, visits_for
from compliance.services.matters.inbox import PAGE, waiting
from compliance.services.matters.people import SEE_MATTERS
from compliance.services.roles import ROLES
from compliance.services.visits import STATUSES
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.matters import shown_in_lists
from compliance.web.desk.paging import page_in
from compliance.web.desk.roles import EVERYONE, may
from compliance.web.desk.sessions import the_account, the_officer

pages = Blueprint("desk", __name__, url_prefix=PREFIX)
SEE_RULES_WAIT = ("reviewer", "legal")
"""Whose it is to have rules held against the law."""


@pages.get("/")
@may(*EVERYONE)
def start() -> ResponseReturnValue:
    office, account, page = the_office(), the_account(), page_in(request.args)
    sees_matters = account.role in SEE_MATTERS and office.workflow is not None
    return render_template(
        "desk/start.html",
        role=ROLES[account.role],
        rules=rules_waiting(office) if account.role in SEE_RULES_WAIT else None,
        waiting=waiting(office, the_officer()) if sees_matters else None,
        visits=visits_for(office, account, PAGE, (page - 1) * PAGE) if account.role in SEE_VISITS else None,
        statuses=STATUSES,
        page=page,
        last=page * PAGE,
        **(shown_in_lists(office) if sees_matters else {}),
    )
