"""The desk's first page: who is signed in, and the visits that enterprises asked for."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from compliance.services.desk import SEE_VISITS, visits_for
from compliance.services.roles import ROLES
from compliance.services.visits import STATUSES
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import EVERYONE, may
from compliance.web.desk.sessions import the_account

pages = Blueprint("desk", __name__, url_prefix=PREFIX)


@pages.get("/")
@may(*EVERYONE)
def start() -> ResponseReturnValue:
    account = the_account()
    visits = visits_for(the_office(), account) if account.role in SEE_VISITS else None
    return render_template("desk/start.html", role=ROLES[account.role], visits=visits, statuses=STATUSES)
