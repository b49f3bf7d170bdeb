"""What comes of one item of a text as it is typed: what an enterprise meets, and what is printed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from compliance.documents.advice import advise
from compliance.documents.content import content_of
from compliance.documents.definitions import find_definition
from compliance.documents.first_steps import FirstStep, first_steps
from compliance.documents.matter import Matter
from compliance.documents.page import to_html
from compliance.engine.decide import Engine
from compliance.engine.examples import first_day
from compliance.engine.sheet import read_sheet
from compliance.errors import ComplianceError
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Discretion, Example, Item, NegativeList, OneVisit
from compliance.rulepacks.one_visit import narrowed
from compliance.rulepacks.problems import ProblemsError, did_you_mean
from compliance.rulepacks.rulebook import Rulebook, bring_together
from compliance.services.explain_decision import Lines, Told, explain, reasons_of
from compliance.services.office import Office
from compliance.services.paper_laws import paper_laws
from compliance.services.publishing.checking import parse_draft
from compliance.services.publishing.drafts import check_size
from compliance.services.self_check.fields import NO, NONE, OPTION, YES, Typed
from compliance.services.self_check.pages import FieldView, SelfCheck
from compliance.store.records.drafts import DraftRecord

PAPER = "negative"
"""The document of checklists/ as which an item is printed."""


class NoPreviewError(ComplianceError):
    """There is nothing to be shown of the text; the message says why."""


@dataclass(frozen=True, slots=True)
class Met:
    """What an enterprise meets: the questions as they are asked and as the `example` answers them, and what the result
    says then; no `step` where no example comes to a violation."""

    item: Item
    views: tuple[FieldView, ...]
    example: Example | None = None
    step: FirstStep | None = None
    told: Told | None = None
    reasons: Mapping[str, Lines] | None = None


def met(office: Office, draft: DraftRecord, text: bytes, item: str) -> Met:
    """The item's questions and its result; raises NoPreviewError, TooLargeError."""
    file, pack, one = _item_of(office, draft, text, item)
    example = next((each for each in one.examples if each.expect == "violation"), None)
    day = (example.as_of if example else None) or max(first_day(pack, one), office.today())
    engine = Engine(_book_of(office, file, one))
    check = SelfCheck(engine, _typed(engine.rulebook.packs[0], example), day)
    views = tuple(view for step in check.answers.question_steps for view in check.views(step))
    numbered = tuple(view._replace(id=f"q{number}") for number, view in enumerate(views, start=1))
    found = Met(one, numbered, example)
    return _with_result(found, check, engine) if example else found


def printed(office: Office, draft: DraftRecord, text: bytes, item: str) -> str:
    """The item as HTML on the paper of the house, without its stylesheet; raises NoPreviewError, TooLargeError."""
    file, pack, one = _item_of(office, draft, text, item)
    book, day = _book_of(office, file, one), max(first_day(pack, one), office.today())
    try:
        definition = find_definition(office.settings.checklists, PAPER)
        laws = paper_laws(definition, [office.library.rulebook], None)  # their texts aren't quoted: that takes long
        matter = Matter(book, issued_on=day, laws=laws, issuing_body=office.settings.issuing_body)
        content = content_of(definition, matter)
    except ComplianceError as error:
        raise NoPreviewError(str(error)) from error
    return to_html(content, office.settings.templates)


def _item_of(office: Office, draft: DraftRecord, text: bytes, item: str) -> tuple[RuleFile, NegativeList, Item]:
    check_size(text)
    try:
        file = parse_draft(draft, text)
    except ProblemsError:
        raise NoPreviewError("草稿还有错误，改好以后才能看。") from None
    pack = file.content
    if not isinstance(pack, NegativeList):
        raise NoPreviewError("只有负面清单的项可以这样看。")
    ids = [each.id for each in pack.items]
    if item not in ids:
        raise NoPreviewError(f"没有编号为「{item}」的项{did_you_mean(item, ids)}")
    return file, pack, pack.items[ids.index(item)]


def _book_of(office: Office, file: RuleFile, item: Item) -> Rulebook:
    """The item alone, with its questions, under the discretion of today."""
    discretion = [each for each in office.library.rulebook.files if isinstance(each.content, Discretion)]
    try:
        book = bring_together([file, *discretion])
    except ProblemsError:
        raise NoPreviewError("和别的规则合不到一起，改好以后才能看。") from None
    stop = {"title": item.title, "items": [item.id]}
    head = {"schema": 1, "kind": "one_visit", "id": item.id, "title": item.title}
    visit = OneVisit.model_validate({**head, "stops": [stop]})
    return replace(book, packs=narrowed(book.packs, (visit,)))


def _with_result(found: Met, check: SelfCheck, engine: Engine) -> Met:
    """With what the result says of the example's answers."""
    sheet = read_sheet(check.answers.sheet, engine.rulebook)
    decision = engine.decide(sheet, check.as_of)
    cards = advise(engine.rulebook, decision).violations
    if not cards:
        return found
    (step,) = first_steps(cards)
    reasons = reasons_of(engine, decision, sheet, "violation")
    return replace(found, step=step, told=explain(engine, decision, sheet), reasons=reasons)


def _typed(pack: NegativeList, example: Example | None) -> dict[str, Typed]:
    """What a form sends of the example's answers."""
    given = example.given if example else {}
    return {f"answers/{fact}": _as_typed(value) for fact, value in given.items() if fact in pack.questions}


def _as_typed(value: Any) -> list[str]:
    if isinstance(value, bool):
        return [YES if value else NO]
    if isinstance(value, list | tuple):
        return [OPTION + str(each) for each in value] or [NONE]
    if isinstance(value, int | Decimal | date):
        return [str(value)]
    return [OPTION + str(value)] if isinstance(value, str) else []
