"""One case that a draft would change: both findings beside each other, with their reasons and what the rules say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from compliance.documents.advice import FindingCard, advise
from compliance.documents.wording import STATUSES
from compliance.engine.decide import Engine
from compliance.engine.decision import Decision
from compliance.engine.durable import EngineFault
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.conditions import Condition, facts_in, parameters_in
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Discretion, Item, NegativeList
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.comparing import Change as Wording
from compliance.services.comparing import compare
from compliance.services.explain_decision import Lines, reasons_of
from compliance.services.inputs import decide, decision_bytes
from compliance.services.matters.people import NotYours, Officer
from compliance.services.office import Office
from compliance.services.read_assessment import StoredDecisionFault
from compliance.services.replaying.listing import OPENERS, Whose, whose_cases
from compliance.services.replaying.order import Change
from compliance.services.replaying.proposals import proposed
from compliance.services.replaying.replayer import Replayer, Sides, UnreadableCaseFault, changes_of
from compliance.services.replaying.reports import Listed, NoSuchReport, Report, folder_of
from compliance.store.database import Records
from compliance.store.deeds import Deed
from compliance.store.records.checks import Inputs
from compliance.store.stored_cases import CaseKey, StoredCase


@dataclass(frozen=True, slots=True)
class Side:
    """One finding on an item: its card, None where these rules don't have the item, and its reasons in words."""

    card: FindingCard | None
    reasons: Lines


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item that came to another finding; `wording`: what the draft says otherwise that it hangs on."""

    id: str
    title: str
    change: Change
    old: Side
    new: Side
    wording: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case beside itself. `left_out`: the questions whose answers the draft can't use."""

    whose: Whose
    of_matter: bool
    as_of: date
    current: bool
    items: tuple[ShownItem, ...]
    left_out: tuple[str, ...]


def show_case(office: Office, officer: Officer, report: Report, change: Change, place: int) -> ShownCase:
    """The case at this place of the report's list.

    Raises NoSuchReport where it is gone, NotYours, and StoredDecisionFault where the stored decision can't be made
    again byte for byte.
    """
    found = folder_of(office, report).listed(change, place, 1)
    with office.store.writing() as records:
        whose = whose_cases(records, officer, found).get(0)
        case = _stored(records, found[0]) if whose and found else None
        if whose is None or case is None:
            raise NoSuchReport
        if not whose.number and officer.role not in OPENERS:
            raise NotYours("这一件不归您的部门或者镇街，不能打开")
        records.tell(office.now(), officer.actor, Deed.REPLAYED_SHOWN, whose.number or report.pack, report=report.id)
    return _shown(office, report, case, whose)


def _stored(records: Records, listed: Listed) -> StoredCase | None:
    if listed.step:
        return next(records.stored_cases.read([CaseKey(listed.number, listed.step)]), None)
    return records.stored_cases.of_visit(listed.number)


def _shown(office: Office, report: Report, case: StoredCase, whose: Whose) -> ShownCase:
    proposal = proposed(office, folder_of(office, report).proposal())
    replayer = Replayer(office, proposal.library)
    try:
        again = replayer.decide(case)
    except (UnreadableCaseFault, EngineFault) as fault:
        raise StoredDecisionFault("a stored case can't be decided again") from fault
    changes = {item: each for item, each in changes_of(case, again).items() if each != "same"}
    before = _sides_of(again.sides.old, *_decided(again.sides, case), changes)
    after = _sides_of(again.sides.new, again.sheet, again.new, changes)
    wording = _Wording(again.sides.old.rulebook, proposal.file)
    return ShownCase(
        whose=whose,
        of_matter=case.is_matter,
        as_of=case.as_of,
        current=again.sides.current,
        items=tuple(
            ShownItem(item, _title(before[item], after[item]), each, before[item], after[item], wording.of(item))
            for item, each in changes.items()
        ),
        left_out=tuple(_asked(again.sides.old.rulebook, again.left_out)),
    )


def _decided(sides: Sides, case: StoredCase) -> tuple[AnswerSheet, Decision]:
    sheet, decision = decide(sides.old, Inputs(sides.old.rulebook.texts, case.sheet, case.as_of, case.acted_on))
    if decision_bytes(decision) != case.decision:
        raise StoredDecisionFault("the stored decision is not what is decided from its rules and answers")
    return sheet, decision


def _sides_of(
    engine: Engine | None, sheet: AnswerSheet, decision: Decision | None, items: Mapping[str, Change]
) -> dict[str, Side]:
    if engine is None or decision is None:
        return dict.fromkeys(items, Side(None, ()))
    cards = {card.item_id: card for card in advise(engine.rulebook, decision).findings}
    reasons = reasons_of(engine, decision, sheet, *STATUSES)
    return {item: Side(cards.get(item), reasons.get(item, ())) for item in items}


def _title(old: Side, new: Side) -> str:
    card = new.card or old.card
    return card.title if card else ""


def _asked(rulebook: Rulebook, facts: frozenset[str]) -> Iterator[str]:
    """What was asked then, of these facts."""
    questions = [each.questions for each in rulebook.packs] + [each.circumstances for each in rulebook.discretion]
    asks = {name: each.ask for group in questions for name, each in group.items()}
    yield from sorted({asks[name] for name in facts if name in asks})


class _Wording:
    """What the draft says otherwise than the file of its id that was decided under, item by item."""

    def __init__(self, old: Rulebook, new: RuleFile) -> None:
        before = next((each for each in old.files if each.content.id == new.content.id), None)
        comparable = before is not None and isinstance(new.content, NegativeList | Discretion)
        self._changes = compare(before, new).changes if before and comparable else ()
        self._files = [each for each in (before, new) if each]

    def of(self, item: str) -> tuple[str, ...]:
        """What the item hangs on: itself, the numbers and questions that it names; of discretion everything."""
        named = frozenset().union(*(_named(each, item) for each in self._files))
        return tuple(str(each) for each in self._changes if _concerns(each, item, named))


def _concerns(change: Wording, item: str, named: frozenset[str]) -> bool:
    part = change.part
    if part.kind == "item":
        return part.id == item
    return part.id in named if part.kind in ("parameter", "question") else part.kind in ("rule", "band")


def _named(file: RuleFile, item: str) -> frozenset[str]:
    """The facts and numbers that the item's conditions name; of discretion, all that its rules do."""
    if isinstance(file.content, NegativeList):
        return frozenset().union(*(_names(each) for one in file.content.items if one.id == item for each in _of(one)))
    if isinstance(file.content, Discretion):
        return frozenset(file.content.circumstances)
    return frozenset()


def _of(item: Item) -> Iterator[Condition]:
    yield from (item.applies_when, item.violated_when)
    yield from (fine.if_ for penalty in item.penalty for fine in penalty.fines if fine.if_ is not None)


def _names(condition: Condition) -> frozenset[str]:
    return facts_in(condition) | parameters_in(condition)
