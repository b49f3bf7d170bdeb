"""The laws that the lists stand on, and what stands on each. For anybody to read."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from compliance.services.amendments.notices import notices_of
from compliance.services.law_uses import ROLES, LawUses, all_laws, uses_of
from compliance.web.context import the_office

pages = Blueprint("laws", __name__)


@pages.get("/laws")
def index() -> ResponseReturnValue:
    laws = all_laws(the_office().library.rulebook)
    ranks: dict[str, list[LawUses]] = {}  # in the register's order, which begins with the highest
    for each in laws:
        ranks.setdefault(each.statute.rank if each.statute else "", []).append(each)
    return render_template("laws.html", ranks=ranks, count=len(laws))


@pages.get("/laws/<name>")
def law(name: str) -> ResponseReturnValue:
    office = the_office()
    found = uses_of(office.library.rulebook, name)
    return render_template("law.html", found=found, roles=ROLES, notices=notices_of(office, found.name))
