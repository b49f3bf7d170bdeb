"""Rule files at the desk: how each stands, its versions, and approving what was submitted."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from compliance.services.amendments.waiting import rules_waiting
from compliance.services.amendments.worklist import pending, read_worklist
from compliance.services.publishing.drafts import draft_from_published
from compliance.services.publishing.errors import RefusedError
from compliance.services.publishing.rolling_back import roll_back
from compliance.services.publishing.states import KINDS, pack_history
from compliance.services.publishing.submitting import approve, return_submission, submit_end
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.roles import EVERYONE, may
from compliance.web.desk.sessions import the_officer
from compliance.web.limits import limited

pages = Blueprint("desk_packs", __name__, url_prefix=PREFIX)
READERS = ("officer", "reviewer", "legal")
"""Who reads rules that aren't published yet; admins, who make accounts, only see how far they are."""
SEEN = 8
"""Letters of the hash that who approves writes down, having seen them."""
DEEDS = {"submit": "提交", "approve": "审核通过", "return": "退回"}


@pages.get("/packs")
@may(*EVERYONE)
def index() -> ResponseReturnValue:
    return render_template("legal/packs.html", waiting=rules_waiting(the_office()), kinds=KINDS, readers=READERS)


@pages.get("/packs/<path:pack>")
@may(*READERS)
def show(pack: str) -> ResponseReturnValue:
    return render_template(
        "legal/pack.html",
        history=pack_history(the_office(), pack),
        to_review=pending(read_worklist(the_office()), pack),
        kinds=KINDS,
        deeds=DEEDS,
        today=the_office().today(),
    )


@pages.post("/new-draft")
@limited("desk")
@may("legal")
def new_draft() -> ResponseReturnValue:
    """A draft of what is published, or, where the form names a version, of that text under a new one."""
    office, actor, said = the_office(), the_officer().actor, request.form
    if said.get("text"):
        draft = roll_back(office, actor, said.get("pack", ""), said["text"], said.get("version", ""))
    else:
        draft = draft_from_published(office, actor, said.get("pack", ""))
    return redirect(url_for("desk_rule_drafts.show", draft=draft.record.id), 303)


@pages.post("/end-pack")
@limited("desk")
@may("legal")
def end() -> ResponseReturnValue:
    step = submit_end(the_office(), the_officer(), request.form.get("pack", ""), request.form.get("reason", ""))
    return _to_pack(step.pack)


@pages.post("/submissions/<int:number>/approve")
@limited("desk")
@may("reviewer")
def approving(number: int) -> ResponseReturnValue:
    text, seen = request.form.get("text", ""), request.form.get("seen", "").strip().lower()
    if not text or seen != text[:SEEN]:
        raise RefusedError(f"请照抄这一稿编码的前 {SEEN} 位，表示您看的就是这一稿")
    step = approve(the_office(), the_officer(), number, text, _day(), _signatures())
    return _to_pack(step.pack)


@pages.post("/submissions/<int:number>/return")
@limited("desk")
@may("legal", "reviewer")
def returning(number: int) -> ResponseReturnValue:
    return _to_pack(return_submission(the_office(), the_officer(), number, request.form.get("reason", "")).pack)


def _signatures() -> bytes:
    """What was pasted from a file of signatures, its lines ended as they were there."""
    return request.form.get("signatures", "").replace("\r\n", "\n").strip().encode()


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("effective", "").strip())
    except ValueError:
        raise RefusedError("请填写从哪一天起生效，如 2026-12-01") from None


def _to_pack(pack: str) -> Response:
    return redirect(url_for("desk_packs.show", pack=pack), 303)
