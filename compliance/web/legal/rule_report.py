"""The report on a draft before it is submitted: started, watched, read, and followed down to single cases."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance.services.publishing.drafts import Draft, read_draft
from compliance.services.replaying.listing import item_titles, listed_cases
from compliance.services.replaying.making import go_on
from compliance.services.replaying.order import CHANGES, TITLES, Change
from compliance.services.replaying.proposals import Proposal
from compliance.services.replaying.reports import (
    KEEP_DAYS,
    NoSuchReport,
    Report,
    ask,
    freshness,
    read_report,
    report_on,
)
from compliance.services.replaying.sections import TITLES as SECTIONS
from compliance.services.replaying.showing import show_case
from compliance.services.replaying.tally import FEW
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.paging import page_in
from compliance.web.desk.roles import may
from compliance.web.desk.sessions import the_officer
from compliance.web.legal.packs import READERS, SEEN
from compliance.web.limits import limited

pages = Blueprint("desk_rule_report", __name__, url_prefix=f"{PREFIX}/rule-drafts/<draft>/report")
STARTERS = ("legal", "reviewer")
_MOST = 10**9
"""More than any list has."""


@pages.get("")
@may(*READERS)
def show(draft: str) -> ResponseReturnValue:
    """The newest report, or that on the text that the address names; where a restart has stopped it, it goes on."""
    office, found = the_office(), read_draft(the_office(), draft)
    report = report_on(office, draft, request.args.get("text", ""))
    if report and not report.is_over:
        go_on(office)
    return render_template(
        "legal/rule_report.html",
        draft=found.record,
        report=report,
        fresh=freshness(office, report, found.record.rule_file) if report else None,
        sections=SECTIONS,
        changes=TITLES,
        titles=item_titles(office, report) if report else {},
        starters=STARTERS,
        seen=SEEN,
        few=FEW,
        keep_days=KEEP_DAYS,
    )


@pages.post("")
@limited("desk")
@may(*STARTERS)
def start(draft: str) -> ResponseReturnValue:
    office, found = the_office(), read_draft(the_office(), draft)
    ask(office, the_officer().actor, _proposal(found))
    go_on(office)
    return redirect(url_for(".show", draft=draft, text=found.record.rule_file), 303)


@pages.get("/<kind>")
@may(*READERS)
def cases(draft: str, kind: str) -> ResponseReturnValue:
    office, report, page = the_office(), _report(draft), page_in(request.args)
    return render_template(
        "legal/rule_report_cases.html",
        draft=draft,
        report=report,
        kind=kind,
        changes=TITLES,
        titles=item_titles(office, report),
        found=listed_cases(office, the_officer(), report, _change(kind), page),
        page=page,
    )


@pages.get("/<kind>/<int:place>")
@may(*READERS)
def case(draft: str, kind: str, place: int) -> ResponseReturnValue:
    """A case by its place in the list, so that its address tells nobody whose it is."""
    report = _report(draft)
    shown = show_case(the_office(), the_officer(), report, _change(kind), min(place, _MOST))
    return render_template(
        "legal/rule_report_case.html", draft=draft, report=report, kind=kind, shown=shown, changes=TITLES
    )


def _change(kind: str) -> Change:
    """What the address names; raises NoSuchReport."""
    if kind not in CHANGES:
        raise NoSuchReport
    return kind


def _report(draft: str) -> Report:
    """The report that the address names, of this draft; the newest where it names none. Raises NoSuchReport."""
    office, named = the_office(), request.args.get("of", "")
    report = read_report(office, named) if named else report_on(office, draft)
    if report is None or report.draft != draft:
        raise NoSuchReport
    return report


def _proposal(draft: Draft) -> Proposal:
    return Proposal(draft.record.id, draft.record.pack, draft.record.kind, draft.text)
