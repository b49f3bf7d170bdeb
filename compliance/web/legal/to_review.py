"""What is to be reviewed because a law was amended, and saying what came of it."""

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.amendments.articles import in_words
from compliance.services.amendments.settling import NEW, settle
from compliance.services.amendments.worklist import STATES, read_worklist
from compliance.services.publishing.errors import RefusedError
from compliance.services.publishing.states import open_drafts
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.limits import limited

pages = Blueprint("desk_to_review", __name__, url_prefix=PREFIX)
ALL = "all"
"""Instead of a state: those that are settled too."""
DEEDS = {"right": "仍然正确", "changed": "已经改好", "drafting": "在草稿里改", "reopen": "要再复核"}


@pages.get("/to-review")
@may("reviewer", "legal")
def index() -> ResponseReturnValue:
    return _page(request.args.get("statute", ""), request.args.get("pack", ""), request.args.get("state", ""))


@pages.post("/to-review")
@limited("desk")
@may("legal")
def settling() -> ResponseReturnValue:
    said = request.form
    statute, pack, state = (said.get(name, "") for name in ("statute", "pack", "state"))
    chosen = said.getlist("entry")
    try:
        draft = settle(
            the_office(), the_officer(), chosen, said.get("deed", ""), said.get("note", ""), said.get("draft", "")
        )
    except RefusedError as error:
        return _page(statute, pack, state, chosen, str(error)), 409
    if draft and said.get("draft") == NEW:
        return redirect(url_for("desk_rule_drafts.show", draft=draft), 303)
    flash(f"已经记下 {len(set(chosen))} 项")
    return redirect(url_for(".index", statute=statute or None, pack=pack or None, state=state or None), 303)


def _page(statute: str, pack: str, state: str, chosen: Sequence[str] = (), flaw: str = "") -> str:
    everything = read_worklist(the_office())
    fitting = [each for each in everything if each.fits(pack, statute)]
    waiting = [each for each in fitting if each.pending]
    groups = groupby(fitting if state == ALL else waiting, lambda each: (each.amendment.number, each.record.pack))
    return render_template(
        "legal/to_review.html",
        groups=[list(entries) for _, entries in groups],
        waiting=len(waiting),
        settled=len(fitting) - len(waiting),
        statutes=[(name, name) for name in sorted({each.amendment.statute for each in everything})],
        packs=sorted({each.record.pack: each.pack_title for each in everything}.items()),
        asked={"statute": statute, "pack": pack, "state": state},
        states=STATES,
        said_of=DEEDS,
        drafts=_drafts(),
        in_words=in_words,
        chosen=chosen,
        note=request.form.get("note", ""),
        flaw=flaw,
    )


def _drafts() -> dict[str, list[tuple[str, str]]]:
    """By rule file, the drafts to choose from: the id and what it is called."""
    said = "{by} {at}改的第 {number} 稿"
    moment = current_app.jinja_env.filters["moment"]
    return {
        pack: [
            (each.id, said.format(by=each.last.by, at=moment(each.last.at), number=each.revision)) for each in drafts
        ]
        for pack, drafts in open_drafts(the_office()).items()
    }
