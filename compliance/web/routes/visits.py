"""Asking the office to come: what is handed over, the receipt, how it stands, and what one thinks of it afterwards."""

from datetime import date
from itertools import zip_longest

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.enterprise import Enterprise
from compliance.services.read_assessment import Assessment, read_assessment
from compliance.services.visit_requests import HALVES, MAX_WISHES, VisitError, VisitRequest
from compliance.services.visits import (
    STATUSES,
    cancel_visit,
    departments_called_for,
    hand_over_newer,
    not_handed_over,
    open_visit,
    rate_visit,
    request_visit,
    visit_of,
)
from compliance.store.deeds import ENTERPRISE
from compliance.store.records.checks import VisitRecord
from compliance.web.context import the_office
from compliance.web.limits import limited

pages = Blueprint("visits", __name__)


@pages.get("/checks/<token>/visit")
def ask(token: str) -> ResponseReturnValue:
    """The form, or how the visit stands that was asked for."""
    assessment = read_assessment(the_office(), token)
    visit = visit_of(the_office(), token)
    return _standing(visit, assessment) if visit else _form(assessment, _known(assessment))


@pages.post("/checks/<token>/visit")
@limited("submit")
def hand_over(token: str) -> ResponseReturnValue:
    assessment = read_assessment(the_office(), token)
    try:
        request_visit(the_office(), assessment, _request())
    except VisitError as error:
        return _form(assessment, request.form.to_dict(flat=False), error.problems), 400
    return redirect(url_for(".ask", token=token), 303)


@pages.post("/checks/<token>/visit/newer")
@limited("submit")
def newer(token: str) -> ResponseReturnValue:
    """The newest result in place of the one handed over."""
    hand_over_newer(the_office(), read_assessment(the_office(), token))
    return redirect(url_for(".ask", token=token), 303)


@pages.get("/visits")
def find() -> ResponseReturnValue:
    return render_template("visit_find.html")


@pages.post("/visits")
@limited("code")
def show() -> ResponseReturnValue:
    return _standing(_opened())


@pages.post("/visits/cancel")
@limited("code")
def cancel() -> ResponseReturnValue:
    cancel_visit(the_office(), ENTERPRISE, _opened().number)
    return _standing(_opened())


@pages.post("/visits/rating")
@limited("code")
def rate() -> ResponseReturnValue:
    visit = _opened()
    stars = request.form.get("rating", "")
    try:
        rate_visit(
            the_office(), visit.number, int(stars) if stars in set("12345") else 0, request.form.get("remark", "")
        )
    except VisitError as error:
        return _standing(visit, problems=error.problems), 400
    return _standing(_opened())


def _opened() -> VisitRecord:
    return open_visit(the_office(), request.form.get("number", ""), request.form.get("code", ""))


def _standing(visit: VisitRecord, assessment: Assessment | None = None, problems: dict[str, str] | None = None) -> str:
    """`assessment`: the newest result, where the page is opened by who holds the self-check's address."""
    return render_template(
        "visit.html",
        visit=visit,
        status=STATUSES[visit.status],
        assessment=assessment,
        newer=assessment is not None and not_handed_over(the_office(), assessment, visit),
        problems=problems or {},
        remark=request.form.get("remark", visit.remark or ""),
    )


def _form(assessment: Assessment, said: dict[str, list[str]], problems: dict[str, str] | None = None) -> str:
    return render_template(
        "visit_ask.html",
        assessment=assessment,
        departments=departments_called_for(assessment),
        issuing_body=the_office().settings.issuing_body,
        said=said,
        problems=problems or {},
        halves=HALVES,
        wishes=range(MAX_WISHES),
    )


def _known(assessment: Assessment) -> dict[str, list[str]]:
    """What the form begins with."""
    of = assessment.enterprise
    departments = list(departments_called_for(assessment))
    return {"name": [of.name], "credit_code": [of.credit_code], "address": [of.address], "departments": departments}


def _request() -> VisitRequest:
    """What was asked for; raises VisitError for a wished day that is no day."""
    form = request.form
    days = zip_longest(form.getlist("day"), form.getlist("half"), fillvalue="")
    try:
        wishes = tuple((date.fromisoformat(day), half) for day, half in days if day)
    except ValueError:
        raise VisitError({"wishes": "希望上门的日期请写成 2026-01-31 这样"}) from None
    return VisitRequest(
        enterprise=Enterprise(form.get("name", ""), form.get("credit_code", ""), form.get("address", "")),
        contact=form.get("contact", ""),
        phone=form.get("phone", ""),
        departments=tuple(form.getlist("departments")),
        wishes=wishes,
    )
