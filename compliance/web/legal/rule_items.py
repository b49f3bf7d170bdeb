"""One item or rule at the desk, in plain words."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from compliance.services.amendments.worklist import pending, read_worklist
from compliance.services.comparing.sides import today_ref, version_ref
from compliance.services.rule_item import item_page
from compliance.services.rule_search.entries import KINDS
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.paging import page_in
from compliance.web.desk.roles import may
from compliance.web.legal.packs import READERS

pages = Blueprint("desk_rule_items", __name__, url_prefix=PREFIX)


@pages.get("/packs/<path:pack>/items/<path:item>")
@may(*READERS)
def show(pack: str, item: str) -> ResponseReturnValue:
    page = page_in(request.args)
    found = item_page(the_office(), pack, item, page)
    to_review = pending(read_worklist(the_office()), pack, entry=item)
    refs = {"today_ref": today_ref, "version_ref": version_ref}
    return render_template("legal/rule_item.html", found=found, to_review=to_review, page=page, kinds=KINDS, **refs)
