"""What came of a self-check: its results, its papers, what was mended since, and what new rules change."""

from io import BytesIO

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from compliance.documents.render import FORMATS
from compliance.rulepacks.models import Status
from compliance.services.amendments.notices import notices_about
from compliance.services.issue_checklist import issue_checklist
from compliance.services.read_assessment import NoSuchAssessment, read_assessment
from compliance.services.self_check.finish import finish_check
from compliance.services.self_check.keep import forget_answers, save_check
from compliance.services.self_check.pages import sent_by
from compliance.services.self_check.steps import Step
from compliance.services.visits import departments_called_for, visit_of
from compliance.web.at_hand import AtHand, at_hand, to_result, to_step
from compliance.web.context import the_office
from compliance.web.limits import limited
from compliance.web.result_page import MOST_STEPS, ResultPage
from compliance.web.uploads import expect_files, form_sent, take_evidence

pages = Blueprint("results", __name__)


@pages.url_value_preprocessor
def take_files(endpoint: str | None, _: object) -> None:
    if endpoint == "results.mend":
        expect_files()


@pages.get("/results/<token>")
def old_address(token: str) -> ResponseReturnValue:
    """Results had addresses of their own before self-checks kept more than one."""
    return redirect(url_for(".result", token=token), 301)


@pages.get("/checks/<token>/results", defaults={"number": None})
@pages.get("/checks/<token>/results/<int:number>")
def result(token: str, number: int | None) -> ResponseReturnValue:
    assessment = read_assessment(the_office(), token, number)
    page = ResultPage.whole(assessment)
    return render_template(
        "result.html",
        page=page,
        most_steps=MOST_STEPS,
        change=page.change,
        amended=notices_about(the_office(), {each.item_id for each in page.advice.findings}) if page.newest else (),
        visit=visit_of(the_office(), token),
        departments=departments_called_for(assessment),
        keep_days=the_office().settings.keep_days,
    )


@pages.get("/checks/<token>/results/<int:number>/<any(violation, undetermined, compliant, not_applicable):status>")
def why(token: str, number: int, status: Status) -> ResponseReturnValue:
    """Why each item of this status has it; of a few that are violated the result's own page tells, too."""
    page = ResultPage(read_assessment(the_office(), token, number), tells_why=status)
    cards = page.advice.violations if status == "violation" else getattr(page.advice, status)
    return render_template("why.html", page=page, cards=cards)


@pages.get("/checks/<token>/results/<int:number>/guidance.<any(pdf, xlsx, docx):suffix>")
@limited("document")
def guidance(token: str, number: int, suffix: str) -> Response:
    paper = BytesIO(issue_checklist(the_office(), token, suffix=suffix, number=number))
    return send_file(paper, FORMATS[suffix].media_type, as_attachment=True, download_name=f"指导清单.{suffix}")


@pages.get("/checks/<token>/mended/<item>")
def mended(token: str, item: str) -> ResponseReturnValue:
    now, here = _mending(token, item)
    return _mending_page(token, now, here) if here.fields else to_result(token)


@pages.post("/checks/<token>/mended/<item>")
@limited("submit")
def mend(token: str, item: str) -> ResponseReturnValue:
    """Keeps what is said to be mended, and decides again where nothing is wrong with it."""
    _, here = _mending(token, item)
    save_check(the_office(), token, sent_by(here, form_sent()))
    file_flaws = take_evidence(token, here)
    now, here = _mending(token, item)
    if file_flaws or now.check.answers.flaws(here):
        return _mending_page(token, now, here, file_flaws), 400
    if "remove" in request.form or "stay" in request.form:
        return redirect(request.path, 303)
    if unfinished := now.check.first_wrong():
        return to_step(token, unfinished)
    return to_result(token, finish_check(the_office(), token, now.check, mended=True))


@pages.get("/checks/<token>/rules")
def rules(token: str) -> ResponseReturnValue:
    """The newest result beside what the rules of today make of it."""
    assessment = read_assessment(the_office(), token)
    change = ResultPage.whole(assessment).change
    if change is None:
        return to_result(token)
    return render_template("rules.html", token=token, assessment=assessment, change=change)


@pages.post("/checks/<token>/rules")
@limited("submit")
def take_new_rules(token: str) -> ResponseReturnValue:
    """Decides by the rules of today; what they ask anew or otherwise is asked first."""
    office = the_office()
    change = ResultPage.whole(read_assessment(office, token)).change
    if change and change.asked_otherwise:
        forget_answers(office, token, change.asked_otherwise)
    check = at_hand(token).check
    if unfinished := check.first_open():
        return to_step(token, unfinished)
    return to_result(token, finish_check(office, token, check))


def _mending(token: str, item: str) -> tuple[AtHand, Step]:
    now = at_hand(token)
    here = now.check.mending_step(item)
    if here is None:
        raise NoSuchAssessment("按现在的回答，这一项没有不合规定的地方；请回到结果页看看")
    return now, here


def _mending_page(token: str, now: AtHand, here: Step, file_flaws: dict[str, str] | None = None) -> str:
    return render_template(
        "mended.html",
        token=token,
        step=here,
        views=now.check.views(here),
        evidence=now.evidence_for,
        file_flaws=file_flaws or {},
    )
