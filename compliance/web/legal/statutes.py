"""Where the law stands: the laws that the rules stand on, and marking one as amended."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.amendments.articles import in_words
from compliance.services.amendments.marking import AmendmentInputError, Said, cancel_amendment, mark_amended
from compliance.services.amendments.statutes import ListedLaw, law_page, list_laws
from compliance.services.law_uses import ROLES
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.legal.packs import READERS
from compliance.web.limits import limited

pages = Blueprint("desk_statutes", __name__, url_prefix=PREFIX)
_FIELDS = ("effective", "articles", "note", "source")


@pages.get("/statutes")
@may(*READERS)
def index() -> ResponseReturnValue:
    ranks: dict[str, list[ListedLaw]] = {}  # in the register's order, which begins with the highest
    for each in list_laws(the_office()):
        ranks.setdefault(each.found.statute.rank if each.found.statute else "没有登记", []).append(each)
    return render_template("legal/statutes.html", ranks=ranks)


@pages.get("/statutes/<name>")
@may(*READERS)
def show(name: str) -> ResponseReturnValue:
    return _page(name)


@pages.post("/statutes/<name>/amended")
@limited("desk")
@may("legal")
def mark(name: str) -> ResponseReturnValue:
    said = Said(*(request.form.get(field, "") for field in _FIELDS))
    try:
        made = mark_amended(the_office(), the_officer(), name, said)
    except AmendmentInputError as error:
        return _page(name, said, dict(error.problems)), 400
    flash(f"已经标记：{in_words(made.articles)}，{made.effective} 起施行。依据它的各项已列入待复核")
    return redirect(url_for("desk_to_review.index", statute=made.statute), 303)


@pages.post("/amendments/<int:number>/cancel")
@limited("desk")
@may("legal")
def cancel(number: int) -> ResponseReturnValue:
    made = cancel_amendment(the_office(), the_officer(), number, request.form.get("reason", ""))
    flash("标记已经撤销，依据它的各项不再因此列为待复核")
    return redirect(url_for(".show", name=made.statute), 303)


def _page(name: str, said: Said | None = None, problems: dict[str, str] | None = None) -> str:
    return render_template(
        "legal/statute.html",
        page=law_page(the_office(), name, whole="whole" in request.args),
        roles=ROLES,
        in_words=in_words,
        said=said or Said(),
        problems=problems or {},
        texts=bool(the_office().settings.laws),
    )
