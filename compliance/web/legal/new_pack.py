"""A rule file that there isn't yet: its id, its title, its kind, and an empty draft to write it in."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.publishing.beginning import PackInputError, begin_pack
from compliance.services.publishing.states import KINDS
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.limits import limited

pages = Blueprint("desk_new_pack", __name__, url_prefix=f"{PREFIX}/new-pack")
_FIELDS = ("id", "title", "kind")


@pages.get("")
@may("legal")
def form() -> ResponseReturnValue:
    return _page({})


@pages.post("")
@limited("desk")
@may("legal")
def begin() -> ResponseReturnValue:
    pack, title, kind = (request.form.get(field, "") for field in _FIELDS)
    try:
        draft = begin_pack(the_office(), the_officer().actor, pack, title, kind)
    except PackInputError as error:
        return _page(dict(error.problems)), 400
    return redirect(url_for("desk_rule_drafts.show", draft=draft.record.id), 303)


def _page(problems: dict[str, str]) -> str:
    said = {field: request.form.get(field, "") for field in _FIELDS}
    return render_template("legal/new_pack.html", said=said, kinds=KINDS.items(), problems=problems)
