"""Searching all rules at the desk, and what was found as a table to take away."""

from collections.abc import Sequence
from dataclasses import fields
from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from compliance.documents.render import FORMATS
from compliance.documents.wording import SEVERITIES
from compliance.services.departments import departments
from compliance.services.law_uses import all_laws
from compliance.services.rule_search.asked import Asked, RuleSearchError, ground_choices
from compliance.services.rule_search.entries import KINDS
from compliance.services.rule_search.excerpts import excerpts, marks, needles_of
from compliance.services.rule_search.export import TITLE, export_csv, export_xlsx
from compliance.services.rule_search.finding import Found, Hit, find_rules
from compliance.services.rule_search.summary import summary
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.paging import page_in
from compliance.web.desk.roles import may
from compliance.web.legal.packs import READERS

pages = Blueprint("desk_rule_search", __name__, url_prefix=PREFIX)
PAGE = 30
"""Hits on one page."""
_CSV = "text/csv; charset=utf-8"


@pages.get("/rule-search")
@may(*READERS)
def show() -> ResponseReturnValue:
    asked = _asked()
    if asked == Asked():
        return _page(asked, None)
    try:
        return _page(asked, find_rules(the_office(), asked))
    except RuleSearchError as error:
        return _page(asked, None, error.problems), 400


@pages.get("/rule-search.<any(csv, xlsx):suffix>")
@may(*READERS)
def export(suffix: str) -> ResponseReturnValue:
    asked, make = _asked(), export_csv if suffix == "csv" else export_xlsx
    try:
        made = make(the_office(), asked)
    except RuleSearchError as error:
        return _page(asked, None, error.problems), 400
    kind = _CSV if suffix == "csv" else FORMATS[suffix].media_type
    return send_file(BytesIO(made), kind, as_attachment=True, download_name=f"{TITLE}.{suffix}")


def _asked() -> Asked:
    return Asked(**{each.name: request.args.get(each.name, "").strip() for each in fields(Asked)})


def _shown(hit: Hit, needles: Sequence[str]) -> dict[str, Any]:
    entry = hit.entry
    return {
        "hit": hit,
        "title": marks(entry.of.title, needles),
        "said": summary(entry, the_office().today()),
        "excerpts": excerpts(entry, needles) if needles else (),
    }


def _page(asked: Asked, found: Found | None, problems: dict[str, str] | None = None) -> str:
    office, page = the_office(), page_in(request.args)
    needles = needles_of(found.words, found.near) if found else ()
    return render_template(
        "legal/rule_search.html",
        asked=asked,
        said={each.name: value for each in fields(Asked) if (value := getattr(asked, each.name))},
        problems=problems or {},
        found=found,
        here=[_shown(hit, needles) for hit in found.hits[(page - 1) * PAGE : page * PAGE]] if found else [],
        page=page,
        more=bool(found and page * PAGE < len(found.hits)),
        kinds=KINDS,
        severities=SEVERITIES,
        departments={name: name for name in departments(office.library)},
        laws=[each.name for each in all_laws(office.library.rulebook)],
        grounds=ground_choices(office),
    )
