"""What happens in the made-up town, deed by deed: enterprises check themselves, officers visit, find and decide."""

from collections.abc import Generator, Sequence
from datetime import timedelta

from compliance.rulepacks.departments import each_of
from compliance.rulepacks.workflow import MatterDeed
from compliance.services.demo import fates
from compliance.services.demo.aftermath import afterwards
from compliance.services.demo.judging import rulings_on
from compliance.services.demo.people import Crew, Person
from compliance.services.demo.photos import photo
from compliance.services.demo.playing import Story
from compliance.services.demo.town import Case, Town
from compliance.services.demo.typing_in import named
from compliance.services.enterprise import Enterprise
from compliance.services.evidence import add_evidence
from compliance.services.matters.deciding import compute, decide_matter
from compliance.services.matters.machine import FOR_THE_OFFERED
from compliance.services.matters.moving import Details, do
from compliance.services.matters.opening import Found, report_found, take_visit
from compliance.services.matters.people import workflow_of
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.self_check.finish import finish_check
from compliance.services.self_check.keep import save_check, start_check
from compliance.services.self_check.pages import SelfCheck
from compliance.services.visit_requests import VisitRequest
from compliance.services.visits import (
    cancel_visit,
    departments_called_for,
    finish_visit,
    plan_visit,
    rate_visit,
    request_visit,
)
from compliance.services.walks.adding import Form, save_form
from compliance.services.walks.opening import choose_lists
from compliance.services.walks.photos import Shot, add_photo
from compliance.store.deeds import ENTERPRISE
from compliance.store.records.checks import VisitRecord
from compliance.store.records.matters import DecisionRecord, MatterRecord

_URGENCY = (-1, -1, -1, 0, -2, -1)  # places in the workflow, which has the most urgent first
_SAID = ("讲得很清楚，当场就知道怎么改。", "", "态度很好，就是来得晚了一点。", "帮我们找到了省钱的改法。")
_STARS = (5, 5, 4, 3, 5)
_ANSWERS = "answers/"
_ALL_BEFORE = 1_000_000  # more entries than any walk has: what was answered before and stays isn't added again


def found_on_site(town: Town, case: Case, fate: Sequence[MatterDeed], depart: bool) -> Story:
    """An officer finds something violated, and it is worked on."""
    enterprise, place = town.enterprise(case.crew)
    workflow = workflow_of(town.office)
    urgency = workflow.ranks[town.chance.choice(_URGENCY) % len(workflow.ranks)]
    officer = case.crew.one_who(workflow, "take", place, town.chance).officer
    found = Found(enterprise, case.items, town.office.today() - timedelta(town.chance.randint(0, 2)), place, urgency)
    matter = report_found(town.office, officer, found)
    yield from _worked_on(town, matter, case, fate, depart)


def self_check(town: Town, case: Case, better: Case | None = None) -> Story:
    """An enterprise checks itself, and again some days later where something is `better` then."""
    enterprise, _ = town.enterprise(case.crew)
    token = yield from _checked(town, case, enterprise)
    if better:
        yield town.chance.randint(2, 8)
        _send(town.office, token, better, enterprise, mended=True)


def visited(town: Town, case: Case, fate: Sequence[MatterDeed] | None, until: str, depart: bool) -> Story:
    """An enterprise checks itself and asks for a visit, which gets as far as `until`; a `fate` makes it a matter."""
    enterprise, place = town.enterprise(case.crew)
    token = yield from _checked(town, case, enterprise)
    _show(town, case, token)
    yield 0
    visit = _asked(town, case, token, enterprise)
    if until == "cancelled":
        yield 1
        cancel_visit(town.office, ENTERPRISE, visit.number)
    if until in ("requested", "cancelled"):
        return
    yield 1
    officer = case.crew.one_who(workflow_of(town.office), "take", place, town.chance).officer
    matter = take_visit(town.office, officer, visit.number, place) if fate is not None else None
    day = town.office.today() + timedelta(3)
    plan_visit(town.office, officer.actor, visit.number, f"{day.month}月{day.day}日上午")
    if until == "done":
        yield 3
        finish_visit(town.office, officer.actor, visit.number)
        yield 1
        rate_visit(town.office, visit.number, town.chance.choice(_STARS), town.chance.choice(_SAID))
    if matter:
        yield from _worked_on(town, matter, case, fate or (), depart)


def _checked(town: Town, case: Case, enterprise: Enterprise) -> Generator[int, None, str]:
    """Gives the token."""
    token = start_check(town.office, [case.pack.id])
    yield 0
    _send(town.office, token, case, enterprise)
    return token


def _send(office: Office, token: str, case: Case, enterprise: Enterprise, mended: bool = False) -> None:
    typed = {**case.typed, **named(enterprise)}
    save_check(office, token, typed)
    finish_check(office, token, SelfCheck(office.library.select([case.pack.id]), typed, office.today()), mended)


def _show(town: Town, case: Case, token: str) -> None:
    """Adds photos to what was answered, one or none."""
    for about in [name for name in case.typed if name.startswith(_ANSWERS)][: town.chance.randint(0, 1)]:
        add_evidence(town.office, token, about, [photo(town.chance)])


def _asked(town: Town, case: Case, token: str, enterprise: Enterprise) -> VisitRecord:
    result = read_assessment(town.office, token)
    called = departments_called_for(result)
    wanted = tuple(each for each in called if case.crew.department in each_of(each))
    wish = town.office.today() + timedelta(town.chance.randint(2, 9))
    request = VisitRequest(enterprise, "演示联系人", town.telephone(), wanted, ((wish, "上午"),))
    return request_visit(town.office, result, request)


def _worked_on(town: Town, matter: MatterRecord, case: Case, fate: Sequence[MatterDeed], depart: bool) -> Story:
    """Does what the fate says; a suspected crime is referred, whatever the fate is."""
    decided: DecisionRecord | None = None
    to_do = [each for each in fate if len(town.crews) > 1 or each not in fates.AMONG_DEPARTMENTS]
    while to_do:
        deed = to_do.pop(0)
        yield town.chance.randint(*fates.TAKES[deed])
        crew = town.crew(matter.offered_to if deed in FOR_THE_OFFERED else matter.department)
        who = crew.one_who(workflow_of(town.office), deed, matter.town, town.chance)
        if deed != "decide":
            matter = do(town.office, who.officer, matter.number, deed, _details(town, crew, matter, deed))
        else:
            _walk(town, who, matter, case)
            decided = _decided(town, who, matter, case, depart)
            to_do = ["refer", "close"] if any(each.verdict == "refer" for each in decided.rulings) else to_do
    if decided:
        yield from afterwards(town, matter, decided)


def _walk(town: Town, who: Person, matter: MatterRecord, case: Case) -> None:
    """An officer answers the pack's questions on site, and takes a photo now and then."""
    choose_lists(town.office, who.officer, matter.number, [case.pack.id])
    said = {name: typed for name, typed in case.typed.items() if name.startswith(_ANSWERS)}
    form = f"{town.chance.getrandbits(64):016x}"
    save_form(town.office, who.officer, matter.number, Form(form, _ALL_BEFORE, said))
    for field_ in list(said)[: town.chance.randint(0, 1)]:
        shot = Shot(f"{form}-photo", field_, town.office.now(), photo(town.chance))
        add_photo(town.office, who.officer, matter.number, shot)


def _decided(town: Town, who: Person, matter: MatterRecord, case: Case, depart: bool) -> DecisionRecord:
    computed = compute(town.office, who.officer, matter.number, case.verified)
    rulings = rulings_on(computed, town.chance, depart)
    return decide_matter(town.office, who.officer, matter.number, case.verified, rulings)


def _details(town: Town, crew: Crew, matter: MatterRecord, deed: MatterDeed) -> Details:
    others = [each.department for each in town.crews if each is not crew]
    return Details(
        fates.REASONS.get(deed, ""),
        town.chance.choice(others) if deed == "offer" else "",
        crew.one_who(workflow_of(town.office), "decide", matter.town, town.chance).name if deed == "assign" else "",
    )
