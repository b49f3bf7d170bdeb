"""What follows a decision in the made-up town: papers, follow-up visits, credit repair."""

from datetime import timedelta

from compliance.services.demo.playing import Story
from compliance.services.demo.town import Town
from compliance.services.matters.credit_repair import PENALTIES, move_repair
from compliance.services.matters.follow_ups import Said, plan, record
from compliance.services.matters.papers import issue, papers_of
from compliance.services.matters.people import Officer, workflow_of
from compliance.store.records.matters import DecisionRecord, MatterRecord

_WAITS = (8, 15)  # working days until a follow-up
_MADE = 0.6  # the share of follow-ups that are made when they were planned for
_HEARD = ("没有再出现同样的问题，经营正常", "大部分改好了，有一处还在等材料", "希望多来指导，有新规定早点告知")
_RATINGS = ("5", "4", "5", "3", "")


def afterwards(town: Town, matter: MatterRecord, decided: DecisionRecord) -> Story:
    """A paper, a follow-up of what was closed, and where credit repair stands after a penalty."""
    who = town.crew(matter.department).one_who(workflow_of(town.office), "decide", matter.town, town.chance).officer
    _issue(town, who, matter.number)
    if matter.state != "closed":
        return
    planned = town.office.today() + timedelta(days := town.chance.randint(*_WAITS))
    plan(town.office, who, matter.number, planned.isoformat())
    if any(each.verdict in PENALTIES for each in decided.rulings):
        yield 1
        state = town.chance.choice(("told", "applied"))
        move_repair(town.office, who, matter.number, state, (planned + timedelta(90)).isoformat())
    if town.chance.random() < _MADE:
        yield days
        record(town.office, who, matter.number, _said(town))


def _issue(town: Town, who: Officer, number: str) -> None:
    """The first paper that fits, as long as there are papers to be issued."""
    fitting = papers_of(town.office, who, number).fitting if town.papers else ()
    for each in fitting[:1]:
        town.papers -= 1
        issue(town.office, who, number, each.kind, each.follow_up)


def _said(town: Town) -> Said:
    return Said(
        day=town.office.today().isoformat(),
        way=town.chance.choice(("visit", "phone")),
        met="演示联系人，店长",
        heard=town.chance.choice(_HEARD),
        rating=town.chance.choice(_RATINGS),
    )
