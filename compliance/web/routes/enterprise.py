"""What an enterprise does: choose lists, answer page by page, read the result. No login: the address is the key."""

from io import BytesIO

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from compliance.documents.advice import advise
from compliance.documents.render import FORMATS
from compliance.errors import ComplianceError
from compliance.services.drafts import drop_draft, load_draft, save_draft, start_draft
from compliance.services.explain_decision import explain
from compliance.services.issue_checklist import issue_checklist
from compliance.services.library import UnknownPackError
from compliance.services.read_assessment import read_assessment
from compliance.services.submit_assessment import DraftSheet, submit_assessment
from compliance.web.context import the_office
from compliance.web.errors import EXPIRED
from compliance.web.limits import limited
from compliance.web.selfcheck import SelfCheck
from compliance.web.steps import Step

pages = Blueprint("enterprise", __name__)


@pages.get("/")
def home() -> ResponseReturnValue:
    return _home()


@pages.post("/")
@limited("start")
def start() -> ResponseReturnValue:
    try:
        token = start_draft(the_office(), request.form.getlist("pack"))
    except UnknownPackError as error:
        return _home(flaw=str(error)), 400
    return redirect(url_for(".resume", token=token), 303)


@pages.get("/checks/<token>")
def resume(token: str) -> ResponseReturnValue:
    return _go(token, _load(token).where_left_off())


@pages.get("/checks/<token>/<path:key>")
def step(token: str, key: str) -> ResponseReturnValue:
    check = _load(token)
    here = check.step(key)
    return _page(token, check, here) if here else _go(token, check.where_left_off())


@pages.post("/checks/<token>/<path:key>")
@limited("submit")
def save(token: str, key: str) -> ResponseReturnValue:
    check = _load(token)
    if here := check.step(key):
        check = check.posted(here, request.form)
        save_draft(the_office(), token, check.typed)
    here = check.step(key)
    return _leave(token, check, here) if here else _go(token, check.where_left_off())


@pages.post("/checks/<token>/shown/<path:key>")
def shown(token: str, key: str) -> ResponseReturnValue:
    """Which of the page's fields to show, by their ids, with what stands in its form now; nothing is kept."""
    check = _load(token)
    here = check.step(key)
    views = check.posted(here, request.form).views(here) if here else ()
    return jsonify(shown=[view.id for view in views if view.visible])


@pages.get("/results/<token>")
def result(token: str) -> ResponseReturnValue:
    assessment = read_assessment(the_office(), token)
    address = the_office().settings.public_url + url_for(".result", token=token)
    advice = advise(assessment.rulebook, assessment.decision)
    told = explain(assessment.engine, assessment.decision, assessment.sheet)
    return render_template("result.html", assessment=assessment, advice=advice, told=told, address=address)


@pages.get("/results/<token>/guidance.pdf", defaults={"suffix": "pdf"})
@pages.get("/results/<token>/guidance.xlsx", defaults={"suffix": "xlsx"})
@pages.get("/results/<token>/guidance.docx", defaults={"suffix": "docx"})
@limited("document")
def guidance(token: str, suffix: str) -> Response:
    paper = BytesIO(issue_checklist(the_office(), token, suffix=suffix))
    return send_file(paper, FORMATS[suffix].media_type, as_attachment=True, download_name=f"指导清单.{suffix}")


@pages.errorhandler(CSRFError)
def expired(_: CSRFError) -> ResponseReturnValue:
    """The page again, with what was typed, so that it only has to be sent again."""
    if request.endpoint == "enterprise.start":
        return _home(flaw=f"{EXPIRED}请再按一次“开始自查”。"), 400
    token, key = (request.view_args or {})["token"], (request.view_args or {})["key"]
    try:
        check = _load(token)
    except ComplianceError as error:  # an error handler's own errors would not be handled
        return current_app.handle_user_exception(error)
    here = check.step(key) or check.where_left_off()
    return _page(token, check.posted(here, request.form), here, notice=f"{EXPIRED}您填的都还在，请再提交一次。"), 400


def _load(token: str) -> SelfCheck:
    draft = load_draft(the_office(), token)
    return SelfCheck(the_office().library.select(draft.pack_ids), draft.raw, the_office().today())


def _leave(token: str, check: SelfCheck, here: Step) -> ResponseReturnValue:
    if "back" in request.form:
        return _go(token, check.before(here) or here)
    after = check.after(here)
    return _go(token, after) if after else _submit(token, check)


def _submit(token: str, check: SelfCheck) -> ResponseReturnValue:
    draft = DraftSheet(check.chosen, check.answers.sheet, check.answers.enterprise)
    result = submit_assessment(the_office(), draft, check.as_of)
    drop_draft(the_office(), token)
    return redirect(url_for(".result", token=result), 303)


def _go(token: str, step: Step) -> Response:
    return redirect(url_for(".step", token=token, key=step.key), 303)  # type: ignore[return-value]


def _home(flaw: str | None = None) -> str:
    return render_template("home.html", library=the_office().library, chosen=request.form.getlist("pack"), flaw=flaw)


def _page(token: str, check: SelfCheck, here: Step, notice: str | None = None) -> str:
    return render_template("step.html", token=token, check=check, step=here, views=check.views(here), notice=notice)
