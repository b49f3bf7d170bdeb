"""A self-check page by page, until its answers are sent off or it is deleted. No login: the address is the key."""

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from compliance.errors import ComplianceError
from compliance.services.evidence import read_evidence, remove_evidence
from compliance.services.read_assessment import has_result
from compliance.services.self_check.finish import finish_check
from compliance.services.self_check.keep import delete_check, load_check, save_check
from compliance.services.self_check.pages import sent_by, typed_so_far
from compliance.services.self_check.steps import Step
from compliance.services.visits import visit_of
from compliance.web.at_hand import AtHand, at_hand, to_result, to_step
from compliance.web.context import the_office
from compliance.web.errors import EXPIRED
from compliance.web.limits import limited
from compliance.web.uploads import expect_files, form_sent, sent_file, take_evidence

pages = Blueprint("checks", __name__, url_prefix="/checks/<token>")


@pages.url_value_preprocessor
def take_files(endpoint: str | None, _: object) -> None:
    if endpoint == "checks.save":
        expect_files()


@pages.get("")
def resume(token: str) -> ResponseReturnValue:
    kept = load_check(the_office(), token)
    if has_result(the_office(), kept.token):
        return to_result(token)
    return to_step(token, at_hand(token).check.where_left_off())


@pages.get("/questions/<path:key>")
def step(token: str, key: str) -> ResponseReturnValue:
    now = at_hand(token)
    here = now.check.step(key)
    return _page(token, now, here) if here else to_step(token, now.check.where_left_off())


@pages.post("/questions/<path:key>")
@limited("submit")
def save(token: str, key: str) -> ResponseReturnValue:
    now = at_hand(token)
    here = now.check.step(key)
    if here is None:
        return to_step(token, now.check.where_left_off())
    save_check(the_office(), token, sent_by(here, form_sent()))
    if flaws := take_evidence(token, here):
        return _page(token, at_hand(token), here, file_flaws=flaws), 400
    return _leave(token, at_hand(token), key)


@pages.post("/autosave/<path:key>")
@limited("autosave")
def autosave(token: str, key: str) -> ResponseReturnValue:
    """Keeps what stands in the form, and says which of the page's fields to show, by their ids."""
    check = at_hand(token).check
    if (here := check.step(key)) is None:
        return jsonify(shown=[])
    typed = typed_so_far(here, form_sent(), check.typed)
    save_check(the_office(), token, typed)
    check = check.posted(typed)
    views = check.views(here) if check.step(key) else ()
    return jsonify(shown=[view.id for view in views if view.visible])


@pages.get("/answers")
def answers(token: str) -> ResponseReturnValue:
    now = at_hand(token)
    evidence, loose = now.evidence_for, now.loose_evidence
    return render_template("answers.html", token=token, check=now.check, evidence=evidence, loose=loose)


@pages.post("/answers")
@limited("submit")
def send(token: str) -> ResponseReturnValue:
    """Decides; or removes a file that stands there since no page asks for it any more."""
    if wanted := request.form.get("remove"):
        remove_evidence(the_office(), token, wanted)
        return redirect(request.path, 303)
    check = at_hand(token).check
    if unfinished := check.first_wrong():
        return to_step(token, unfinished)
    return to_result(token, finish_check(the_office(), token, check))


@pages.get("/evidence/<id>")
def evidence(token: str, id: str) -> ResponseReturnValue:
    """A file of this self-check."""
    return sent_file(*read_evidence(the_office(), token, id))


@pages.get("/delete")
def ask_to_delete(token: str) -> ResponseReturnValue:
    kept = load_check(the_office(), token)
    return render_template("delete.html", kept=kept, visit=visit_of(the_office(), token))


@pages.post("/delete")
@limited("submit")
def delete(token: str) -> ResponseReturnValue:
    delete_check(the_office(), token)
    return redirect(url_for("home.deleted"), 303)


@pages.errorhandler(CSRFError)
def expired(_: CSRFError) -> ResponseReturnValue:
    """The page again, with what was typed, so that it only has to be sent again."""
    token, key = (request.view_args or {})["token"], (request.view_args or {}).get("key")
    try:
        now = at_hand(token)
        here = now.check.step(key) if key else None
        if here is None:
            return redirect(request.path, 303)
        now = now._replace(check=now.check.posted(sent_by(here, form_sent())))
        return _page(token, now, here, notice=f"{EXPIRED}您填的都还在，请再提交一次。"), 400
    except ComplianceError as error:  # an error handler's own errors would not be handled
        return current_app.handle_user_exception(error)


def _leave(token: str, now: AtHand, key: str) -> ResponseReturnValue:
    here = now.check.step(key)
    if here is None:
        return to_step(token, now.check.where_left_off())
    if "remove" in request.form or "stay" in request.form:
        return to_step(token, here)
    if "back" in request.form:
        return to_step(token, now.check.before(here) or here)
    after = now.check.after(here)
    return to_step(token, after) if after else redirect(url_for(".answers", token=token), 303)


def _page(
    token: str, now: AtHand, here: Step, notice: str | None = None, file_flaws: dict[str, str] | None = None
) -> str:
    return render_template(
        "step.html",
        token=token,
        check=now.check,
        step=here,
        views=now.check.views(here),
        evidence=now.evidence_for,
        notice=notice,
        file_flaws=file_flaws or {},
    )
