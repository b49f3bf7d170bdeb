"""Cases alike that were ruled otherwise (同案不同判), for those who look after equal treatment."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from compliance.documents.wording import VERDICTS
from compliance.services.matters.like_cases import splits
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.paging import page_in
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer

pages = Blueprint("desk_differing", __name__, url_prefix=f"{PREFIX}/differing")


@pages.get("")
@may("reviewer", "legal")
def index() -> ResponseReturnValue:
    office, page = the_office(), page_in(request.args)
    groups, more = splits(office, the_officer(), page)
    titles = {item.id: item.title for pack in office.library.packs for item in pack.items}
    return render_template("desk/differing.html", groups=groups, more=more, page=page, titles=titles, verdicts=VERDICTS)
